package dev.fovea.analytics.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.analytics.EventSamples;
import dev.fovea.contracts.event.RetentionRow.Played;
import dev.fovea.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CoverageTest {

    private static final EventSamples SAMPLES = EventSamples.ofView(1);

    @Test
    void joinsWhatIsPlayedInARow() {
        assertThat(of(0, 10, 10, 20, 20, 30).parts()).containsExactly(new Played(0, 30, 1));
    }

    @Test
    void tellsTheReWatchedPartApart() {
        assertThat(of(0, 30, 10, 20).parts())
                .containsExactly(new Played(0, 10, 1), new Played(10, 20, 2), new Played(20, 30, 1));
    }

    @Test
    void keepsWhatWasSkippedOut() {
        Coverage coverage = of(0, 10, 50, 60);

        assertThat(coverage.parts()).containsExactly(new Played(0, 10, 1), new Played(50, 60, 1));
        assertThat(coverage.uniqueMs()).isEqualTo(20);
    }

    @Test
    void isEmptyWhenNothingWasPlayed() {
        assertThat(of(5, 5).parts()).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void saysOfEachMillisecondHowOftenItWasPlayed(long seed) {
        var random = Seeds.random(seed);
        int[] times = new int[60];
        List<Long> ends = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            int from = random.nextInt(times.length);
            int to = random.nextInt(from, times.length);
            ends.add((long) from);
            ends.add((long) to);
            for (int ms = from; ms < to; ms++) {
                times[ms]++;
            }
        }

        int[] told = new int[times.length];
        for (Played part :
                of(ends.stream().mapToLong(Long::longValue).toArray()).parts()) {
            for (long ms = part.fromMs(); ms < part.toMs(); ms++) {
                told[(int) ms] += part.times();
            }
        }

        assertThat(told).isEqualTo(times);
    }

    private static Coverage of(long... ends) {
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < ends.length; i += 2) {
            facts.add(Fact.of(SAMPLES.progress(i, i, ends[i], ends[i + 1])));
        }
        return Coverage.of(facts);
    }
}
