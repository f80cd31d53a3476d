package dev.fovea.transcode.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.testing.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However many short jobs come, a long one gets on; and however long it is, they do not wait for it in a row. */
class TurnsTest {

    private static final int GRANTS = 40;
    private static final int JOBS = 16;

    private final Turns turns = new Turns();

    private static Run run(int priority, long remaining) {
        var run = new Run(Uuid7.next(), new VideoId(Uuid7.next()), 1, 1, priority, 1, Path.of("unused"));
        run.remaining(remaining, 1 << 20);
        return run;
    }

    /** One slot, taken again and again by whose turn it is. */
    private Run grant() {
        Turns.Waiter next = turns.next(_ -> false);
        turns.taken(next, next.run()::equals);
        return next.run();
    }

    @Test
    void anEndlessRowOfShortJobsLeavesALongOneItsShare() {
        Run film = run(0, 1_000_000);
        turns.join(film);
        turns.join(film); // its lanes have one share
        turns.join(run(0, 10));
        var granted = new ArrayList<Run>();
        for (int i = 0; i < GRANTS; i++) {
            Run taker = grant();
            granted.add(taker);
            turns.join(taker == film ? film : run(0, 10)); // its next span, or the next of the row
        }
        assertThat(granted.stream().filter(film::equals)).hasSize(GRANTS / (Turns.PASSED_MAX + 1));
        assertThat(granted.subList(0, Turns.PASSED_MAX)).doesNotContain(film);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#hundred")
    void nobodyIsPassedByForEver(long seed) {
        RandomGenerator random = Seeds.random(seed);
        var since = new HashMap<Run, Integer>();
        for (int i = 0; i < JOBS; i++) {
            Run run = run(0, random.nextLong(1, 1_000_000));
            turns.join(run);
            since.put(run, 0);
        }
        for (int i = 1; i <= GRANTS * JOBS; i++) {
            Run taker = grant();
            since.remove(taker);
            Run next = random.nextBoolean() ? taker : run(0, random.nextLong(1, 100));
            turns.join(next);
            since.put(next, i);
            assertThat(i - Collections.min(since.values())).isLessThanOrEqualTo((Turns.PASSED_MAX + 1) * JOBS);
        }
    }

    @Test
    void aJobThatHasASlotIsNotPassedBy() {
        Run film = run(0, 1_000_000);
        turns.join(film);
        for (int i = 0; i < GRANTS; i++) {
            Turns.Waiter clip = turns.join(run(0, 10));
            assertThat(turns.next(film::equals)).isSameAs(clip);
            turns.taken(clip, film::equals);
        }
    }

    @Test
    void aHigherPriorityIsNotShared() {
        turns.join(run(0, 10));
        for (int i = 0; i < GRANTS; i++) {
            turns.join(run(1, 1_000_000));
            assertThat(grant().priority()).isEqualTo(1);
        }
    }

    @Test
    void theSlotThatIsThereForShortJobsGoesToThemWhoeverWaits() {
        Turns.Waiter film = turns.join(run(0, 1_000_000));
        for (int i = 0; i < Turns.PASSED_MAX; i++) {
            turns.join(run(0, 10));
            grant();
        }
        Turns.Waiter clip = turns.join(run(0, 10));
        assertThat(turns.next(_ -> false)).isSameAs(film);
        assertThat(turns.shortest()).isSameAs(clip);
    }
}
