package dev.fovea.standalone.transcode;

import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.platform.process.ChildCommand;
import dev.fovea.platform.process.ChildProcess;
import dev.fovea.platform.process.ChildProcesses;
import dev.fovea.standalone.Measurement;
import dev.fovea.standalone.StartFailure;
import dev.fovea.standalone.chaos.Report;
import dev.fovea.standalone.demo.Clip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * {@code ./fovea bench per-title}: what is saved by asking each film how coarse it may be, and what the asking costs, on
 * three films of 30 s: an animation, a screen recording, a grainy one.
 */
public final class PerTitleBench implements Measurement {

    private static final String USAGE = "usage: ./fovea bench per-title --json FILE";
    private static final int SECONDS = 30;
    private static final Duration LEASE = Duration.ofSeconds(15);
    /** The option's own default, in dB. */
    private static final double QUALITY = 38;

    /** Three samples are not the film, and its sizes are scaled here from the source instead of from each other. */
    private static final double FORETOLD_WITHIN_DB = 1;

    private static final String FIXED = "fixed";
    private static final String PER_TITLE = "per title";

    private static final Pattern AVERAGE = Pattern.compile("XPSNR average.*?y:\\s*(inf|[0-9.]+)");

    @Override
    public Kind kind() {
        return Kind.BENCH;
    }

    @Override
    public String name() {
        return "per-title";
    }

    @Override
    public boolean run(List<String> words) throws Exception {
        if (words.size() != 2 || !words.getFirst().equals("--json")) {
            throw new StartFailure(USAGE);
        }
        Path home = Files.createTempDirectory("fovea-bench-");
        Report report;
        try (var house = new House(home)) {
            report = new Comparison(house).run();
        }
        report.writeTo(Path.of(words.getLast()).toAbsolutePath());
        report.figures().forEach((figure, value) -> System.out.println("  %-22s %s".formatted(figure, value)));
        FileSystemUtils.deleteRecursively(home);
        return report.ok();
    }

    /**
     * A rendition of a film, as one of the two ways made it.
     *
     * @param decibels of the whole film as XPSNR of the brightness; null for one that is as coarse as every film's
     */
    private record Made(
            String film,
            String way,
            String rendition,
            int crf,
            long bytes,
            @Nullable Double decibels) {}

    /**
     * @param planCpuSeconds of looking at the samples
     * @param cpuSeconds of everything else up to the end of package
     */
    private record Cost(String film, String way, double planCpuSeconds, double cpuSeconds) {}

    private static final class Comparison {

        private final House house;
        private final Sources sources;
        private final TranscodeJournal journal;
        private final List<Made> made = new ArrayList<>();
        private final List<Cost> costs = new ArrayList<>();

        Comparison(House house) throws IOException {
            this.house = house;
            this.sources = new Sources(house.folder("sources"));
            this.journal = new TranscodeJournal(house);
        }

        Report run() throws Exception {
            Path clip = Clip.fetchInto(Clip.cache()).file();
            Map<String, Path> films = new LinkedHashMap<>();
            films.put("Animation", clip);
            films.put("Screen", sources.screen(SECONDS));
            films.put("Grain", sources.grain(clip));
            house.start();
            for (String way : List.of(FIXED, PER_TITLE)) {
                var worker = new TranscodeWorker(
                        house,
                        way.replace(' ', '-'),
                        new TranscodeWorker.Work(Runtime.getRuntime().availableProcessors(), 1, LEASE, false),
                        Optional.empty(),
                        List.of(
                                "--fovea.transcode.per-title.enabled=" + way.equals(PER_TITLE),
                                "--fovea.transcode.per-title.quality=" + QUALITY,
                                "--fovea.transcode.per-title.duration-min=1s"));
                worker.process().start();
                for (Map.Entry<String, Path> film : films.entrySet()) {
                    transcode(worker, way, film.getKey(), film.getValue());
                }
                worker.process().kill();
            }
            var figures = new LinkedHashMap<String, Double>();
            for (String film : films.keySet()) {
                figures.put("saved" + film, 1 - bytes(film, PER_TITLE) / bytes(film, FIXED));
                figures.put("cost" + film, cpu(film, Cost::planCpuSeconds) / cpu(film, Cost::cpuSeconds));
            }
            figures.replaceAll((_, value) -> Math.round(value * 1_000) / 1_000.0);
            boolean asForetold = made.stream()
                    .allMatch(one -> one.decibels() == null || one.decibels() >= QUALITY - FORETOLD_WITHIN_DB);
            return new Report(
                    "per-title",
                    0,
                    figures,
                    Stream.concat(made.stream(), costs.stream()).toList(),
                    asForetold);
        }

        private double bytes(String film, String way) {
            return made.stream()
                    .filter(one -> one.film().equals(film) && one.way().equals(way))
                    .mapToLong(Made::bytes)
                    .sum();
        }

        private double cpu(String film, ToDoubleFunction<Cost> of) {
            return costs.stream()
                    .filter(cost -> cost.film().equals(film) && cost.way().equals(PER_TITLE))
                    .mapToDouble(of)
                    .sum();
        }

        private void transcode(TranscodeWorker worker, String way, String name, Path film) throws Exception {
            MeasuredJob job = MeasuredJob.of(house, journal, worker, film);
            double plan = job.cpuSeconds("plan", "plan");
            costs.add(new Cost(name, way, plan, job.cpuSeconds("probe", "package") - plan));
            Path folder = Uploads.media(house).resolve(MediaLayout.generation(job.video(), 1));
            for (TranscodeJournal.Coarseness one : journal.coarseness(job.id())) {
                Path track = folder.resolve(one.rendition());
                Double decibels = one.chosen() ? decibels(track, film) : null;
                made.add(new Made(name, way, one.rendition(), one.crf(), bytesOf(track), decibels));
                System.out.println(made.getLast());
            }
        }

        private static long bytesOf(Path track) throws IOException {
            try (Stream<Path> files = Files.list(track)) {
                return files.filter(file -> file.toString().endsWith(".m4s"))
                        .mapToLong(file -> file.toFile().length())
                        .sum();
            }
        }

        /** Of the whole film, against the source in the rendition's size. */
        private double decibels(Path track, Path film) throws IOException {
            Path playlist;
            try (Stream<Path> files = Files.list(track)) {
                playlist = files.filter(file -> file.getFileName().toString().startsWith("index-"))
                        .findFirst()
                        .orElseThrow();
            }
            Path result = house.folder("compared").resolve("xpsnr.txt");
            ChildProcess child = ChildProcesses.start(ChildCommand.of(
                    "compare",
                    List.of(
                            sources.ffmpeg().toString(),
                            "-nostdin",
                            "-v",
                            "error",
                            "-i",
                            playlist.toString(),
                            "-i",
                            film.toString(),
                            "-filter_complex",
                            "[1:v:0][0:v:0]scale=rw:rh:flags=bicubic,setsar=1,settb=1/1000,setpts=N[s];"
                                    + "[0:v:0]settb=1/1000,setpts=N[d];[d][s]xpsnr=shortest=1:stats_file=" + result,
                            "-f",
                            "null",
                            "-")));
            if (child.onExit().join() != 0) {
                throw new IOException("nothing was compared: " + String.join(" | ", child.lastLines()));
            }
            for (String line : Files.readAllLines(result)) {
                Matcher average = AVERAGE.matcher(line);
                if (average.find()) {
                    return average.group(1).equals("inf") ? 100 : Double.parseDouble(average.group(1));
                }
            }
            throw new IOException("nothing was compared");
        }
    }
}
