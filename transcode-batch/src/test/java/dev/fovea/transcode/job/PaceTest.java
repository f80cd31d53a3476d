package dev.fovea.transcode.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.transcode.job.Pace.Stretch;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Work a second of the wall's clock, over what was encoded lately. */
class PaceTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static Stretch stretch(int secondsAgo, int until, double work) {
        return new Stretch(NOW.minusSeconds(secondsAgo), NOW.minusSeconds(until), work);
    }

    @Test
    void twoLanesAtOnceAreTwiceAsFastAsOne() {
        assertThat(Pace.of(List.of(stretch(20, 0, 200)), NOW)).hasValue(new Pace(10, 10));
        assertThat(Pace.of(List.of(stretch(20, 0, 200), stretch(20, 0, 200)), NOW))
                .hasValue(new Pace(20, 10));
    }

    @Test
    void pausesDoNotCountAndLostWorkDoes() {
        assertThat(Pace.of(List.of(stretch(100, 90, 100), stretch(10, 0, 100)), NOW))
                .hasValue(new Pace(10, 10));
        assertThat(Pace.of(List.of(stretch(20, 10, 0), stretch(10, 0, 100)), NOW))
                .hasValue(new Pace(5, 5));
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        int window = Math.toIntExact(Pace.WINDOW.toSeconds());
        // A stretch half in the window counts by half.
        var half = stretch(window + 50, window - 50, 1_000);
        assertThat(Pace.of(List.of(half, stretch(window - 50, 0, 5.0 * (window - 50))), NOW)
                        .orElseThrow()
                        .together())
                .isCloseTo((500.0 + 5 * (window - 50)) / window, within(1e-6));
        assertThat(Pace.of(List.of(stretch(window + 20, window, 1_000)), NOW)).isEmpty();
        assertThat(Pace.of(List.of(), NOW)).isEmpty();
    }

    @Test
    void whatOneUnitHasLeftIsNotShared() {
        var pace = new Pace(40, 10);
        assertThat(pace.secondsFor(400, 100)).isEqualTo(10);
        assertThat(pace.secondsFor(400, 300)).isEqualTo(30);
    }
}
