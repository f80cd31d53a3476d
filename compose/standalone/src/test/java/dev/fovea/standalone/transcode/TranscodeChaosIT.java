package dev.fovea.standalone.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.standalone.chaos.DayOfTheTest;
import dev.fovea.standalone.chaos.Report;
import dev.fovea.standalone.transcode.TranscodeKills.Target;
import dev.fovea.standalone.transcode.TranscodeTrial.Settings;
import dev.fovea.standalone.transcode.TranscodeTrial.Size;
import dev.fovea.transcode.fault.Faults.Mutant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another schedule and another mutant each day. How fast it recovers is told, not judged: that is the machine's business
 * here.
 */
class TranscodeChaosIT {

    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final long DAY = DayOfTheTest.NUMBER;
    private static final int KILLS = 2;
    private static final int SLOTS = 2;
    /** A kill may fall just where its victim had nothing in hand, but hardly three times. */
    private static final int TRIES = 3;

    /** Where each mutant shows, and by what. */
    private record Trap(Mutant mutant, Target target, List<String> figures) {}

    private static final List<Trap> TRAPS = List.of(
            new Trap(Mutant.LEASE_OFF, Target.MACHINE, List.of("unfinishedJobs", "stuckExecutions")),
            new Trap(Mutant.FENCING_OFF, Target.ZOMBIE, List.of("lateResults")),
            new Trap(Mutant.ENCODER_THREADS_2, Target.ENCODER, List.of("manifestDifferences")),
            new Trap(Mutant.ACCEPT_BEFORE_STORE, Target.AT_UNIT_COMMITTED, List.of("lostResults")));

    @TempDir
    Path home;

    @Test
    void killsChangeNothing() throws Exception {
        Report report = TranscodeTrial.run(
                new Settings(DAY, KILLS, Size.SMALL, Optional.empty(), LEASE, List.of(Target.values())), home);
        Map<String, ?> figures = report.figures();
        int kills = figures.get("kills") instanceof Integer counted ? counted : 0; // two workers may come to one point
        assertThat(kills).as("seed %d", DAY).isBetween(KILLS, KILLS * SLOTS);
        for (String figure : List.of(
                "manifestDifferences",
                "orphanFiles",
                "orphanProcesses",
                "stuckExecutions",
                "unfinishedJobs",
                "lateResults",
                "lostResults",
                "untoldJobs")) {
            assertThat(figures.get(figure)).as("%s with seed %d", figure, DAY).isEqualTo(0);
        }
        assertThat(figures.get("spansRedone"))
                .as("seed %d", DAY)
                .isIn(IntStream.rangeClosed(0, kills * SLOTS).boxed().toArray());
    }

    @Test
    void theMutantOfTheDayIsCaught() throws Exception {
        Trap trap = TRAPS.get((int) (DAY % TRAPS.size()));

        boolean caught = false;
        for (int number = 1; number <= TRIES && !caught; number++) {
            Report report = TranscodeTrial.run(
                    new Settings(DAY, 1, Size.SMALL, Optional.of(trap.mutant()), LEASE, List.of(trap.target())),
                    Files.createDirectory(home.resolve("try-" + number)));
            caught = !report.ok()
                    && trap.figures().stream()
                            .anyMatch(figure ->
                                    !Integer.valueOf(0).equals(report.figures().get(figure)));
        }

        assertThat(caught).as("%s with seed %d is caught", trap.mutant(), DAY).isTrue();
    }
}
