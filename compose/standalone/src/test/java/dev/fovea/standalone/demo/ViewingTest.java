package dev.fovea.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.event.EventType;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A viewing is one that a person could have had, and the same for the same seed. */
class ViewingTest {

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void isPossible(long seed) {
        long durationMs = 3_000 + Math.floorMod(seed * 7_919L, 60_000L);
        List<Viewing.Step> steps = Viewing.of(seed, durationMs);

        assertThat(Viewing.of(seed, durationMs)).isEqualTo(steps);
        assertThat(steps).first().extracting(Viewing.Step::type).isEqualTo(EventType.PLAY);
        long clockMs = 0;
        long playheadMs = 0;
        for (Viewing.Step step : steps) {
            assertThat(step.atMs()).isGreaterThanOrEqualTo(clockMs);
            if (step.type() == EventType.PROGRESS) {
                assertThat(step.fromMs()).isEqualTo(playheadMs);
                assertThat(step.toMs()).isBetween(playheadMs + 1, durationMs);
                // Nobody plays more than the clock allows.
                assertThat(to(step) - playheadMs).isLessThanOrEqualTo(step.atMs() - clockMs);
                playheadMs = to(step);
            } else if (step.type() == EventType.SEEK) {
                assertThat(step.fromMs()).isEqualTo(playheadMs);
                assertThat(step.toMs()).isBetween(0L, durationMs);
                playheadMs = to(step);
            } else if (step.type() == EventType.COMPLETE) {
                assertThat(step.playheadMs()).isEqualTo(durationMs);
            }
            clockMs = step.atMs();
        }
        assertThat(count(steps, EventType.FOCUS_START)).isEqualTo(count(steps, EventType.FOCUS_END));
        assertThat(count(steps, EventType.FOCUS_LOST)).isEqualTo(count(steps, EventType.FOCUS_REGAINED));
    }

    @Test
    void peopleDiffer() {
        var kinds = LongStream.range(0, 40)
                .mapToObj(seed -> Viewing.of(seed, 30_000))
                .toList();
        assertThat(kinds).anyMatch(steps -> count(steps, EventType.COMPLETE) == 1);
        assertThat(kinds).anyMatch(steps -> count(steps, EventType.COMPLETE) == 0);
        assertThat(kinds).anyMatch(steps -> count(steps, EventType.FOCUS_LOST) > 0);
        assertThat(kinds).anyMatch(steps -> count(steps, EventType.SEEK) > 0);
    }

    private static long to(Viewing.Step step) {
        return Objects.requireNonNull(step.toMs());
    }

    private static long count(List<Viewing.Step> steps, EventType type) {
        return steps.stream().filter(step -> step.type() == type).count();
    }
}
