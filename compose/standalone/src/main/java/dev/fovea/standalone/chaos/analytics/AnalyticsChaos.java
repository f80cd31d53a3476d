package dev.fovea.standalone.chaos.analytics;

import dev.fovea.standalone.Measurement;
import dev.fovea.standalone.chaos.ChaosArguments;
import dev.fovea.standalone.chaos.Report;
import dev.fovea.standalone.chaos.analytics.AnalyticsRun.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.util.FileSystemUtils;

/** {@code ./fovea chaos analytics}: every event is counted exactly once, whatever dies. */
public final class AnalyticsChaos implements Measurement {

    static final int EVENTS = 100_000;
    static final int EVENTS_FULL = 1_000_000;
    private static final int INSTANCES_FULL = 2;

    @Override
    public Kind kind() {
        return Kind.CHAOS;
    }

    @Override
    public String name() {
        return "analytics";
    }

    @Override
    public boolean run(List<String> words) throws Exception {
        ChaosArguments arguments = ChaosArguments.parse(words);
        var mutant = arguments.mutant().map(Mutant::named);
        List<Kill> kills = mutant.isPresent()
                ? mutant.get().kills(arguments.seed(), arguments.kills())
                : Kill.plan(arguments.seed(), arguments.kills());
        Path data = arguments.data().isPresent()
                ? Files.createDirectories(arguments.data().get())
                : Files.createTempDirectory("fovea-chaos");
        Instant start = Instant.now();
        try {
            Report report = new AnalyticsRun(new Settings(
                            arguments.seed(),
                            arguments.full() ? EVENTS_FULL : EVENTS,
                            kills,
                            arguments.full() ? INSTANCES_FULL : 1,
                            arguments.full() && mutant.isEmpty(),
                            mutant,
                            data,
                            line -> System.out.println(String.format(
                                    Locale.ROOT,
                                    "%6.1f s  %s",
                                    Duration.between(start, Instant.now()).toMillis() / 1e3,
                                    line))))
                    .run();
            report.writeTo(arguments.json());
            System.out.println(report.figures() + (report.ok() ? " ok" : " NOT OK"));
            return report.ok();
        } finally {
            if (arguments.data().isEmpty()) {
                FileSystemUtils.deleteRecursively(data);
            }
        }
    }
}
