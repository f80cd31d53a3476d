package dev.fovea.standalone.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KillTest {

    private static final List<String> TARGETS = List.of("worker", "encoder", "database");

    @Test
    void aSeedIsASchedule() {
        assertThat(schedule(7)).isEqualTo(schedule(7)).isNotEqualTo(schedule(8));
    }

    @Test
    void noTargetIsLeftOutOfARound() {
        assertThat(schedule(7)).extracting(Kill::number).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(schedule(7).subList(0, 3)).extracting(Kill::target).containsExactlyInAnyOrderElementsOf(TARGETS);
        assertThat(schedule(7).subList(3, 6)).extracting(Kill::target).containsExactlyInAnyOrderElementsOf(TARGETS);
    }

    private static List<Kill<String>> schedule(long seed) {
        return Kill.schedule(seed, 6, TARGETS, Duration.ofSeconds(1));
    }
}
