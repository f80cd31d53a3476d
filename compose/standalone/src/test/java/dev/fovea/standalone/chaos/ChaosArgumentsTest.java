package dev.fovea.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.standalone.StartFailure;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChaosArgumentsTest {

    @Test
    void readsWhatIsDocumented() {
        ChaosArguments arguments =
                ChaosArguments.parse(List.of("--seed", "7", "--kills", "12", "--full", "--json", "/tmp/figures.json"));

        assertThat(arguments.seed()).isEqualTo(7);
        assertThat(arguments.kills()).isEqualTo(12);
        assertThat(arguments.full()).isTrue();
        assertThat(arguments.json()).isEqualTo(Path.of("/tmp/figures.json"));
        assertThat(arguments.mutant()).isEmpty();
    }

    @Test
    void refusesWhatItDoesNotKnowAndWhatIsMissing() {
        assertThatThrownBy(() -> ChaosArguments.parse(List.of("--sed", "7")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("'--sed' is not known; usage: ./fovea chaos");
        assertThatThrownBy(() -> ChaosArguments.parse(List.of("--seed", "7")))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("usage: ");
        assertThatThrownBy(() -> ChaosArguments.parse(List.of("--seed", "seven")))
                .isInstanceOf(StartFailure.class)
                .hasMessage("--seed must be a number, was 'seven'");
    }
}
