package dev.fovea.standalone.transcode;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.standalone.Measurement;
import dev.fovea.standalone.StartFailure;
import dev.fovea.standalone.chaos.Processes;
import dev.fovea.standalone.chaos.Report;
import dev.fovea.standalone.transcode.TranscodeJournal.Job;
import dev.fovea.standalone.transcode.TranscodeJournal.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private static final int LONG_FILM_SECONDS = 300;
    private static final int SHARED_FILM_SECONDS = 24;
    private static final int SHORT_FILM_SECONDS = 6;
    private static final int SHORT_FILMS_ALONE = 3;
    private static final int SHORT_FILMS = 5;
    private static final double P95 = 0.95;
    private static final int QUICK_SECONDS = 12;
    private static final int WARM_UP_SECONDS = 12;
    private static final Duration LEASE = Duration.ofSeconds(15);

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

    /** The anchor, or the runs of a rendition each. */
    private record Single(String what, double cpuSeconds, double wallSeconds) {}

    /**
     * Ours.
     *
     * @param cpuSeconds of probe, plan, encode and package
     * @param verifyCpuSeconds of the rest
     * @param ownCpuSeconds of the JVM, over all steps
     * @param wallSeconds from the job's start to the end of package
     * @param stepSeconds of each step of the job
     * @param etaErrors of what was foretold, each to the time that was left
     */
    private record Ours(
            String what,
            double cpuSeconds,
            double verifyCpuSeconds,
            double ownCpuSeconds,
            double wallSeconds,
            double wallWithVerifySeconds,
            double storedToIdeal,
            Map<String, Double> stepSeconds,
            List<Double> etaErrors) {}

    /**
     * From the upload of short films to their end.
     *
     * @param aloneSeconds of each while nothing else is done
     * @param besidesSeconds while a long film is encoded
     */
    private record ShortFilms(List<Double> aloneSeconds, List<Double> besidesSeconds) {}

    /**
     * @param aloneSeconds of two films, by one worker
     * @param togetherSeconds of the same, by two
     * @param oneFilmSeconds of one film that two share
     */
    private record Together(double aloneSeconds, double togetherSeconds, double oneFilmSeconds) {}

    /** @param ofOneFilm whose spans two workers share: packaging and verifying it are one's work */
    private record Speedup(double ofTwoFilms, double ofOneFilm) {}

    @Override
    public boolean run(List<String> words) throws Exception {
        Arguments arguments = Arguments.parse(words);
        Path home = arguments.data().isPresent()
                ? Files.createDirectories(arguments.data().get())
                : Files.createTempDirectory("fovea-bench-");
        Report report;
        try (var house = new House(home)) {
            report = new Race(arguments, house).run();
        }
        report.writeTo(arguments.json().toAbsolutePath());
        report.figures().forEach((figure, value) -> System.out.println("  %-22s %s".formatted(figure, value)));
        if (arguments.data().isEmpty()) {
            FileSystemUtils.deleteRecursively(home);
        }
        return report.ok();
    }

    private static final class Race {

        private final Arguments arguments;
        private final House house;
        private final Sources sources;
        private final SingleFfmpeg anchor;
        private final TranscodeJournal journal;
        private final List<Object> raw = new ArrayList<>();

        Race(Arguments arguments, House house) throws IOException {
            this.arguments = arguments;
            this.house = house;
            this.sources = new Sources(house.folder("sources"));
            this.anchor = new SingleFfmpeg(sources.ffmpeg(), house.folder("anchor"));
            this.journal = new TranscodeJournal(house);
        }

        Report run() throws Exception {
            int seconds = arguments.quick() ? QUICK_SECONDS : FILM_SECONDS;
            Path film = sources.film(seconds);
            Path warmUp = sources.noise(WARM_UP_SECONDS);
            house.start();
            var cores = Runtime.getRuntime().availableProcessors();
            var worker = worker("all-cores", cores, 2);
            worker.process().start();
            journal.install();
            transcode(worker, warmUp);

            var singles = new ArrayList<Single>();
            var ours = new ArrayList<Ours>();
            for (int round = 1; round <= arguments.rounds(); round++) {
                singles.add(note(measured("one ffmpeg", () -> anchor.ladder(film))));
                ours.add(note(transcode(worker, film)));
            }
            Single five = note(measured("five ffmpegs", () -> anchor.oneByOne(film)));
            Path shortFilm = sources.film(SHORT_FILM_SECONDS);
            List<Double> alone = oneByOne(shortFilm, SHORT_FILMS_ALONE);
            double firstPlayable = firstPlayable(film, seconds);
            ShortFilms shortFilms = note(new ShortFilms(alone, oneByOne(shortFilm, SHORT_FILMS)));
            worker.process().kill();
            Speedup speedup = speedup(sources.film(arguments.quick() ? QUICK_SECONDS : SHARED_FILM_SECONDS), warmUp);

            double singleCpu = median(singles, Single::cpuSeconds);
            double singleWall = median(singles, Single::wallSeconds);
            var figures = new LinkedHashMap<String, Double>();
            figures.put("cpuToSingleFfmpeg", median(ours, Ours::cpuSeconds) / singleCpu);
            figures.put("wallToSingleFfmpeg", median(ours, Ours::wallSeconds) / singleWall);
            figures.put("cpuToFiveRuns", median(ours, Ours::cpuSeconds) / five.cpuSeconds());
            figures.put("singleFfmpegToFiveRuns", singleCpu / five.cpuSeconds());
            figures.put(
                    "overheadShare",
                    median(ours, one -> one.ownCpuSeconds() / (one.cpuSeconds() + one.verifyCpuSeconds())));
            figures.put("verifyToSingleFfmpeg", median(ours, Ours::verifyCpuSeconds) / singleCpu);
            // One ffmpeg works through a film at one pace: the long film's time is that of ours, longer.
            figures.put("firstPlayableShare", firstPlayable / (singleWall * LONG_FILM_SECONDS / seconds));
            figures.put("storedToIdeal", median(ours, Ours::storedToIdeal));
            figures.put(
                    "etaMedianError",
                    quantile(
                            0.5,
                            ours.stream()
                                    .flatMap(one -> one.etaErrors().stream())
                                    .toList()));
            figures.put(
                    "shortJobsToAlone",
                    quantile(P95, shortFilms.besidesSeconds()) / quantile(0.5, shortFilms.aloneSeconds()));
            figures.put(AT_LEAST, speedup.ofTwoFilms());
            figures.put("oneFilmSpeedup", speedup.ofOneFilm());
            figures.replaceAll((_, value) -> Math.round(value * 1_000) / 1_000.0);
            boolean ok = TARGETS.entrySet().stream().allMatch(target -> {
                double figure = figures.getOrDefault(target.getKey(), Double.NaN);
                return target.getKey().equals(AT_LEAST) ? figure >= target.getValue() : figure <= target.getValue();
            });
            raw.add(Map.of("targets", TARGETS));
            return new Report("transcode", 0, figures, raw, ok);
        }

        private TranscodeWorker worker(String name, int slots, int jobsMax) throws IOException {
            return worker(name, new TranscodeWorker.Work(slots, jobsMax, LEASE, false));
        }

        /** A machine of one core. */
        private TranscodeWorker worker(String name, int core) throws IOException {
            return worker(name, new TranscodeWorker.Work(1, 1, LEASE, false, Optional.of(core)));
        }

        private TranscodeWorker worker(String name, TranscodeWorker.Work work) throws IOException {
            return new TranscodeWorker(house, name, work, Optional.empty());
        }

        private Ours transcode(TranscodeWorker worker, Path film) throws Exception {
            try (var cpu = new CpuUse(worker.process().pid());
                    var eta = new EtaWatch(worker)) {
                VideoId video = Uploads.upload(house, film);
                Job job = journal.awaitComplete(video);
                Map<String, Step> steps = new LinkedHashMap<>();
                journal.steps(job.id()).forEach(step -> steps.put(step.name(), step));
                CpuUse.Sample begin = cpu.at(step(steps, "probe").begin());
                CpuUse.Sample packaged = cpu.at(step(steps, "package").end());
                CpuUse.Sample end = cpu.at(step(steps, "publish").end());
                return new Ours(
                        "ours",
                        packaged.tree() - begin.tree(),
                        end.tree() - packaged.tree(),
                        end.own() - begin.own(),
                        seconds(
                                step(steps, "probe").begin(),
                                step(steps, "package").end()),
                        seconds(
                                step(steps, "probe").begin(),
                                step(steps, "publish").end()),
                        storedToIdeal(video),
                        steps.values().stream()
                                .collect(Collectors.toMap(
                                        Step::name,
                                        step -> seconds(step.begin(), step.end()),
                                        (first, _) -> first,
                                        LinkedHashMap::new)),
                        eta.errors(
                                step(steps, "probe").begin(),
                                step(steps, "publish").end()));
            }
        }

        private static Step step(Map<String, Step> steps, String name) {
            Step step = steps.get(name);
            if (step == null) {
                throw new IllegalStateException("the job had no step " + name);
            }
            return step;
        }

        /** From the upload's end to the first span of all renditions in the store, on a long film. */
        private double firstPlayable(Path film, int seconds) throws Exception {
            Path longFilm = sources.repeated(film, LONG_FILM_SECONDS / seconds);
            Instant told = Instant.now();
            VideoId video = Uploads.upload(house, longFilm);
            TranscodeJournal.await("first span", () -> firstSpan(video, told).isPresent());
            double took = seconds(told, firstSpan(video, told).orElseThrow());
            raw.add(Map.of("what", "first span of %d s".formatted(LONG_FILM_SECONDS), "wallSeconds", took));
            return took;
        }

        private Optional<Instant> firstSpan(VideoId video, Instant since) {
            return journal.job(video.value())
                    .flatMap(job -> journal.since(since).stream()
                            .filter(entry -> entry.job().equals(job.id()))
                            .filter(entry -> Integer.valueOf(0).equals(entry.unit())
                                    && entry.state().equals("ACCEPTED"))
                            .map(TranscodeJournal.Entry::at)
                            .findFirst());
        }

        /**
         * Two films by one worker, and by two of them, in turns: what a second machine adds. Each worker is one of a single
         * core: unbound, the ffmpeg of one slot would use two cores already. The second is told to drain while the first
         * works alone, so that both know their work as well each time. Postgres and Kafka run on whatever core is free.
         */
        private Speedup speedup(Path film, Path warmUp) throws Exception {
            List<Integer> cores = Processes.cores();
            if (cores.size() < 2) {
                throw new StartFailure("two workers of a core each need two cores");
            }
            journal.stopOpenJobs();
            worker("one-core-1", cores.get(0)).process().start();
            var second = worker("one-core-2", cores.get(1));
            second.process().start();
            done(List.of(warmUp, warmUp));
            var rounds = new ArrayList<Together>();
            for (int round = 1; round <= arguments.rounds(); round++) {
                journal.drain(second.registeredName(), true);
                Instant begin = Instant.now();
                double alone = done(List.of(film, film));
                if (journal.since(begin).stream()
                        .anyMatch(entry -> entry.session().equals(second.session()))) {
                    throw new IOException("the second worker worked while the first was to be alone");
                }
                journal.drain(second.registeredName(), false);
                rounds.add(note(new Together(alone, done(List.of(film, film)), done(List.of(film)))));
            }
            return new Speedup(
                    median(rounds, round -> round.aloneSeconds() / round.togetherSeconds()),
                    median(rounds, round -> round.aloneSeconds() / 2 / round.oneFilmSeconds()));
        }

        /** @return the seconds of each until it is complete, the next one uploaded then */
        private List<Double> oneByOne(Path film, int times) throws Exception {
            var seconds = new ArrayList<Double>();
            for (int time = 0; time < times; time++) {
                seconds.add(done(List.of(film)));
            }
            return seconds;
        }

        /** @return the seconds until all are complete */
        private double done(List<Path> films) throws Exception {
            Instant told = Instant.now();
            var videos = new ArrayList<VideoId>();
            for (Path film : films) {
                videos.add(Uploads.upload(house, film));
            }
            for (VideoId video : videos) {
                Job _ = journal.awaitComplete(video);
            }
            return seconds(told, Instant.now());
        }

        /** All that stands in the store for a video, to its source and its ladder. */
        private double storedToIdeal(VideoId video) throws IOException {
            Path media = Uploads.media(house);
            long source = Files.size(media.resolve(MediaLayout.source(video, 1)));
            long stored = source + bytesBelow(media.resolve(MediaLayout.generation(video, 1)), "");
            long ladder = bytesBelow(media.resolve(MediaLayout.generation(video, 1)), ".m4s")
                    + bytesBelow(media.resolve(MediaLayout.generation(video, 1)), ".mp4");
            return (double) stored / (source + ladder);
        }

        private static long bytesBelow(Path folder, String ending) throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(file -> file.toString().endsWith(ending) && Files.isRegularFile(file))
                        .mapToLong(file -> file.toFile().length())
                        .sum();
            }
        }

        private interface Work {
            void run() throws Exception;
        }

        private static Single measured(String what, Work work) throws Exception {
            double cpu = CpuUse.ofEndedChildren();
            Instant begin = Instant.now();
            work.run();
            return new Single(what, CpuUse.ofEndedChildren() - cpu, seconds(begin, Instant.now()));
        }

        private <T> T note(T run) {
            System.out.println(run);
            raw.add(run);
            return run;
        }

        private static double seconds(Instant from, Instant to) {
            return Duration.between(from, to).toMillis() / 1_000.0;
        }

        /** The value that this share of all does not exceed. */
        private static double quantile(double share, List<Double> values) throws IOException {
            if (values.isEmpty()) {
                throw new IOException("nothing was measured");
            }
            List<Double> sorted = values.stream().sorted().toList();
            return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
        }

        private static <T> double median(List<T> runs, ToDoubleFunction<T> of) {
            double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
            int half = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        }
    }
}
