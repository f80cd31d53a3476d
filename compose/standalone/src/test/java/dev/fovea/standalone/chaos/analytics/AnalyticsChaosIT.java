package dev.fovea.standalone.chaos.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.standalone.chaos.Report;
import dev.fovea.standalone.chaos.analytics.AnalyticsRun.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./fovea chaos analytics} does at full size, small enough for every build: one seed, one mutant a day. */
class AnalyticsChaosIT {

    private static final long SEED = 1;
    private static final int KILLS = 3;
    private static final int EVENTS_OF_A_MUTANT = 10_000;

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
        Mutant mutant = all[(int) (LocalDate.now(Clock.systemUTC()).toEpochDay() % all.length)];

        Report report = run(EVENTS_OF_A_MUTANT, mutant.kills(SEED, mutant.killsThatShowIt()), Optional.of(mutant));

        assertThat(report.ok()).as("%s lives: %s", mutant, report).isFalse();
    }

    private Report run(int events, List<Kill> kills, Optional<Mutant> mutant) throws Exception {
        return new AnalyticsRun(new Settings(SEED, events, kills, 1, false, mutant, data, System.out::println)).run();
    }
}
