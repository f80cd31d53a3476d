package dev.fovea.standalone.transcode;

import dev.fovea.standalone.Measurement;
import dev.fovea.standalone.StartFailure;
import dev.fovea.standalone.chaos.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.util.FileSystemUtils;

/**
 * {@code ./fovea bench transcode}: a worker against one hand-tuned ffmpeg on the same film, in turns, in one run. CPU is
 * that of the whole process tree.
 */
public final class TranscodeBench implements Measurement {

    private static final String USAGE =
            "usage: ./fovea bench transcode [--quick] [--rounds N] [--data DIR] --json FILE";
    /** The median of two would be their mean: one run beside which the machine did something else would decide. */
    private static final int ROUNDS_DEFAULT = 3;

    private static final int FILM_SECONDS = 60;
    private static final int SHARED_FILM_SECONDS = 24;
    private static final int QUICK_SECONDS = 12;

    private static final String AT_LEAST = "twoWorkersSpeedup";

    /** What each figure may be at most, one of them at least. */
    private static final Map<String, Double> TARGETS = Map.of(
            "cpuToSingleFfmpeg",
            1.05,
            "wallToSingleFfmpeg",
            1.05,
            "cpuToFiveRuns",
            0.60,
            "overheadShare",
            0.03,
            "verifyToSingleFfmpeg",
            0.06,
            "firstPlayableShare",
            0.12,
            "storedToIdeal",
            1.03,
            "etaMedianError",
            0.15,
            "shortJobsToAlone",
            3.0,
            AT_LEAST,
            1.8);

    @Override
    public Kind kind() {
        return Kind.BENCH;
    }

    @Override
    public String name() {
        return "transcode";
    }

    private record Arguments(boolean quick, int rounds, Optional<Path> data, Path json) {

        static Arguments parse(List<String> words) {
            boolean quick = false;
            int rounds = 0;
            Optional<Path> data = Optional.empty();
            Optional<Path> json = Optional.empty();
            for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
                String word = rest.next();
                if (word.equals("--quick")) {
                    quick = true;
                } else if (!rest.hasNext()) {
                    throw new StartFailure(USAGE);
                } else {
                    String value = rest.next();
                    switch (word) {
                        case "--rounds" -> rounds = number(value);
                        case "--data" -> data = Optional.of(Path.of(value));
                        case "--json" -> json = Optional.of(Path.of(value));
                        default -> throw new StartFailure("'%s' is not known; %s".formatted(word, USAGE));
                    }
                }
            }
            return new Arguments(
                    quick,
                    rounds > 0 ? rounds : quick ? 1 : ROUNDS_DEFAULT,
                    data,
                    json.orElseThrow(() -> new StartFailure(USAGE)));
        }

        private static int number(String value) {
            try {
                return Integer.parseInt(value);
            } catch (NumberFormatException e) {
                throw new StartFailure("'%s' is no number of rounds; %s".formatted(value, USAGE), e);
            }
        }
    }

    @Override
    public boolean run(List<String> words) throws Exception {
        Arguments arguments = Arguments.parse(words);
        Path home = arguments.data().isPresent()
                ? Files.createDirectories(arguments.data().get())
                : Files.createTempDirectory("fovea-bench-");
        var course = arguments.quick()
                ? new TranscodeRace.Course(QUICK_SECONDS, QUICK_SECONDS, arguments.rounds())
                : new TranscodeRace.Course(FILM_SECONDS, SHARED_FILM_SECONDS, arguments.rounds());
        Map<String, Double> figures;
        var raw = new ArrayList<>();
        try (var house = new House(home)) {
            var race = new TranscodeRace(course, house);
            figures = race.run();
            raw.addAll(race.raw());
        }
        raw.add(Map.of("targets", TARGETS));
        boolean ok =
                TARGETS.keySet().stream().allMatch(figure -> isMet(figure, figures.getOrDefault(figure, Double.NaN)));
        new Report("transcode", 0, figures, raw, ok).writeTo(arguments.json().toAbsolutePath());
        figures.forEach((figure, value) -> System.out.println("  %-22s %s".formatted(figure, value)));
        if (arguments.data().isEmpty()) {
            FileSystemUtils.deleteRecursively(home);
        }
        return ok;
    }

    private static boolean isMet(String figure, double value) {
        double target = TARGETS.getOrDefault(figure, Double.NaN);
        return figure.equals(AT_LEAST) ? value >= target : value <= target;
    }
}
