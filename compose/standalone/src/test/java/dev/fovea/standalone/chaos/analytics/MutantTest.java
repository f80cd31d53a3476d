package dev.fovea.standalone.chaos.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.standalone.StartFailure;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MutantTest {

    @TempDir
    Path folder;

    /** When the product moves on, its mutants must move with it: that is said in milliseconds here, not after a night. */
    @ParameterizedTest
    @EnumSource
    void stillFitsTheProductAndMakesClassesThatVerify(Mutant mutant) throws IOException {
        mutant.writeInto(folder);

        List<Path> classes;
        try (Stream<Path> files = Files.walk(folder)) {
            classes = files.filter(Files::isRegularFile).toList();
        }
        assertThat(classes)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(ClassFile.of().verify(file)).isEmpty());
    }

    @Test
    void isCalledByADocumentedName() {
        assertThat(Mutant.named("no-offsets-in-rows")).isEqualTo(Mutant.NO_OFFSETS_IN_ROWS);
        assertThatThrownBy(() -> Mutant.named("nothing-like-it"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("there are: at-least-once, no-idempotence");
    }
}
