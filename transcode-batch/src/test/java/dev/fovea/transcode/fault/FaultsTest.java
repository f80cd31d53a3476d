package dev.fovea.transcode.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.transcode.fault.Faults.Mutant;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {

    @TempDir
    Path folder;

    @Test
    void nothingButAChaosRunMayAskForFaults() throws Exception {
        assertThatCode(() -> Faults.of(null, null)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Faults.of(null, "fencing-off")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Faults.of(folder.toString(), null)).isInstanceOf(IllegalStateException.class);
        Files.createFile(folder.resolve(Faults.MARK));
        assertThatCode(() -> Faults.of(folder.toString(), "fencing-off")).doesNotThrowAnyException();
        assertThatThrownBy(() -> Faults.of(folder.toString(), "gravity-off"))
                .hasMessage("there is no mutant gravity-off");
    }

    @Test
    void thisProcessHasNone() {
        for (Mutant mutant : Mutant.values()) {
            assertThat(Faults.has(mutant)).isFalse();
            assertThat(Mutant.named(mutant.commandName())).hasValue(mutant);
        }
    }
}
