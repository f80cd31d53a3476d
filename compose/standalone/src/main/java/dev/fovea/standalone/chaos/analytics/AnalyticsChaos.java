package dev.fovea.standalone.chaos.analytics;

import dev.fovea.standalone.Measurement;
import dev.fovea.standalone.chaos.ChaosArguments;
import dev.fovea.standalone.chaos.Report;
import dev.fovea.standalone.chaos.analytics.AnalyticsRun.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.util.FileSystemUtils;

/**
 * {@code ./fovea chaos analytics}: every event is counted exactly once, whatever dies. {@code --mutant NAME} puts a fault into
 * the product, and the run must not be ok; {@code --mutant all} does so with one after the other, and is ok when each was found.
 */
public final class AnalyticsChaos implements Measurement {

    static final int EVENTS = 100_000;
    static final int EVENTS_FULL = 1_000_000;

    /** A fault that this many do not show would be no fault. */
    static final int EVENTS_OF_A_MUTANT = 10_000;

    private static final int INSTANCES_FULL = 2;
    private static final String ALL_MUTANTS = "all";

    private final Instant start = Instant.now();

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
        Report report = arguments.mutant().filter(ALL_MUTANTS::equals).isPresent()
                ? findAllMutants(arguments)
                : run(arguments, arguments.mutant().map(Mutant::named));
        report.writeTo(arguments.json());
        System.out.println(report.figures() + (report.ok() ? " ok" : " NOT OK"));
        return report.ok();
    }

    private Report run(ChaosArguments arguments, Optional<Mutant> mutant) throws Exception {
        List<Kill> kills = mutant.isPresent()
                ? mutant.get().kills(arguments.seed(), arguments.kills())
                : Kill.plan(arguments.seed(), arguments.kills());
        return run(
                arguments,
                "run",
                new Size(arguments.full() ? EVENTS_FULL : EVENTS, arguments.full() ? INSTANCES_FULL : 1),
                kills,
                mutant);
    }

    /** Each with as many deaths as it needs to show, beside which those of the command line do not count. */
    private Report findAllMutants(ChaosArguments arguments) throws Exception {
        var raw = new ArrayList<Map<String, Object>>();
        int found = 0;
        for (Mutant mutant : Mutant.values()) {
            List<Kill> kills = mutant.kills(arguments.seed(), mutant.killsThatShowIt());
            try {
                Report report =
                        run(arguments, mutant.toString(), new Size(EVENTS_OF_A_MUTANT, 1), kills, Optional.of(mutant));
                found += report.ok() ? 0 : 1;
                say("%s was %s: %s".formatted(mutant, report.ok() ? "NOT FOUND" : "found", report.figures()));
                raw.add(Map.of("mutant", mutant.toString(), "found", !report.ok(), "figures", report.figures()));
            } catch (Exception e) { // a run that broke off has found nothing, and the next one shall be seen
                say("%s: %s".formatted(mutant, e));
                raw.add(Map.of("mutant", mutant.toString(), "found", false, "reason", e.toString()));
            }
        }
        return new Report(
                name(),
                arguments.seed(),
                Map.of("mutants", raw.size(), "mutantsFound", found),
                raw,
                found == raw.size());
    }

    private record Size(int events, int instances) {}

    private Report run(ChaosArguments arguments, String folder, Size size, List<Kill> kills, Optional<Mutant> mutant)
            throws Exception {
        Path data = arguments.data().isPresent()
                ? Files.createDirectories(arguments.data().get().resolve(folder))
                : Files.createTempDirectory("fovea-chaos");
        try {
            return new AnalyticsRun(new Settings(
                            arguments.seed(),
                            size.events(),
                            kills,
                            size.instances(),
                            arguments.full() && mutant.isEmpty(),
                            mutant,
                            data,
                            this::say))
                    .run();
        } finally {
            if (arguments.data().isEmpty()) {
                FileSystemUtils.deleteRecursively(data);
            }
        }
    }

    private void say(String line) {
        System.out.println(String.format(
                Locale.ROOT,
                "%6.1f s  %s",
                Duration.between(start, Instant.now()).toMillis() / 1e3,
                line));
    }
}
