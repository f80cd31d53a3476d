package dev.fovea.analytics.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.event.RetentionRow.Played;
import dev.fovea.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CoverageTest {

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
        Coverage coverage = Coverage.NONE;
        for (int i = random.nextInt(12); i > 0; i--) {
            int from = random.nextInt(times.length);
            int to = random.nextInt(from, times.length);
            coverage = coverage.plus(from, to);
            for (int ms = from; ms < to; ms++) {
                times[ms]++;
            }
        }

        int[] told = new int[times.length];
        for (Played part : coverage.parts()) {
            for (long ms = part.fromMs(); ms < part.toMs(); ms++) {
                told[(int) ms] += part.times();
            }
        }

        assertThat(told).isEqualTo(times);
    }

    /** Neighbours differ in their times, so equal coverage is the same value, however it came about. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void forgetsWhatIsTakenBack(long seed) {
        var random = Seeds.random(seed);
        Coverage kept = Coverage.NONE;
        Coverage coverage = Coverage.NONE;
        List<long[]> mistakes = new ArrayList<>();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            long from = random.nextLong(60);
            long to = random.nextLong(from, 61);
            coverage = coverage.plus(from, to);
            if (random.nextBoolean()) {
                kept = kept.plus(from, to);
            } else {
                mistakes.add(new long[] {from, to});
            }
        }
        Collections.shuffle(mistakes, Random.from(random));
        for (long[] mistake : mistakes) {
            coverage = coverage.minus(mistake[0], mistake[1]);
        }

        assertThat(coverage).isEqualTo(kept);
    }

    private static Coverage of(long... ends) {
        Coverage coverage = Coverage.NONE;
        for (int i = 0; i < ends.length; i += 2) {
            coverage = coverage.plus(ends[i], ends[i + 1]);
        }
        return coverage;
    }
}
