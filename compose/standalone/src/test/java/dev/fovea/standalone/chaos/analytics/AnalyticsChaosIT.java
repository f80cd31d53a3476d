package dev.fovea.standalone.chaos.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.standalone.chaos.DayOfTheTest;
import dev.fovea.standalone.chaos.Report;
import dev.fovea.standalone.chaos.analytics.AnalyticsRun.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./fovea chaos analytics} does at full size, small enough for every build: one seed, one mutant a day. */
class AnalyticsChaosIT {

    private static final long SEED = 1;
    private static final int KILLS = 3;
    /** A fault that shows when a death falls between two writes may hide from one run, but hardly from three. */
    private static final int TRIES = 3;

    @TempDir
    Path data;

    @Test
    void countsEveryEventOnceWhateverDies() throws Exception {
        Report report = run(AnalyticsChaos.EVENTS, Kill.plan(SEED, KILLS), Optional.empty());

        assertThat(report.figures().get("differencesToOracleA"))
                .as("%s", report)
                .isEqualTo(0L);
        assertThat(report.figures().get("differencesToOracleB"))
                .as("%s", report)
                .isEqualTo(0L);
        assertThat(report.figures().get("unaccountedEvents")).as("%s", report).isEqualTo(0L);
        assertThat(report.ok()).as("%s", report).isTrue();
    }

    @Test
    void findsTheMutantOfTheDay() throws Exception {
        Mutant[] all = Mutant.values();
        Mutant mutant = all[(int) (DayOfTheTest.NUMBER % all.length)];

        List<Kill> kills = mutant.kills(SEED, mutant.killsThatShowIt());
        int tries = kills.isEmpty() ? 1 : TRIES;

        var lived = new ArrayList<Report>();
        for (int i = 0; i < tries && lived.size() == i; i++) {
            Report report = run(AnalyticsChaos.EVENTS_OF_A_MUTANT, kills, Optional.of(mutant));
            if (report.ok()) {
                lived.add(report);
            }
        }

        assertThat(lived).as("%s lives", mutant).hasSizeLessThan(tries);
    }

    private Report run(int events, List<Kill> kills, Optional<Mutant> mutant) throws Exception {
        Path folder = Files.createTempDirectory(data, "run");
        return new AnalyticsRun(new Settings(SEED, events, kills, 1, false, mutant, folder, System.out::println)).run();
    }
}
