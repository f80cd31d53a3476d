package dev.fovea.standalone.chaos.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.analytics.view.Fact;
import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.id.EventId;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
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

    /** The traffic of minutes is sent in seconds, so what is told twice comes hundredths of a second apart. */
    @Test
    void shortDedupForgetsWithinTheTimeThatTheTrafficTakes() {
        Fact known = factReceivedAt(1_000);

        assertThat(Mutant.rememberedAt(known, factReceivedAt(1_005))).isSameAs(known);
        assertThat(Mutant.rememberedAt(known, factReceivedAt(1_050))).isNull();
        assertThat(Mutant.rememberedAt(null, known)).isNull();
    }

    private static Fact factReceivedAt(long millisecond) {
        return Fact.of(new PlayerEvent(
                PlayerEvent.SCHEMA,
                new EventId(ViewScript.uuid(1, 1, 1)),
                new ViewId(ViewScript.uuid(1, 1, 2)),
                new VideoId(ViewScript.uuid(1, 1, 3)),
                new UserId(ViewScript.uuid(1, 1, 4)),
                1_790_000_000_000L,
                0,
                EventType.PLAY,
                1_790_000_000_000L,
                1_790_000_000_000L + millisecond,
                0,
                1,
                null,
                null,
                null,
                null,
                null,
                "desktop",
                "DE"));
    }

    @Test
    void isCalledByADocumentedName() {
        assertThat(Mutant.named("no-offsets-in-rows")).isEqualTo(Mutant.NO_OFFSETS_IN_ROWS);
        assertThatThrownBy(() -> Mutant.named("nothing-like-it"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("there are: at-least-once, no-idempotence");
    }
}
