package dev.fovea.standalone.transcode;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.standalone.chaos.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The course of a race: a worker and the anchor in turns, then what a worker does for people who wait, then two workers. */
final class TranscodeRace {

    private static final int LONG_FILM_SECONDS = 300;
    private static final int SHORT_FILM_SECONDS = 6;
    private static final int SHORT_FILMS_ALONE = 3;
    private static final int SHORT_FILMS = 5;
    private static final int WARM_UP_SECONDS = 12;
    private static final Duration LEASE = Duration.ofSeconds(15);

    /**
     * @param filmSeconds of the film that both make
     * @param sharedFilmSeconds of the film that one worker makes, or two
     * @param rounds of each contest
     */
    record Course(int filmSeconds, int sharedFilmSeconds, int rounds) {}

    private final Course course;
    private final House house;
    private final Sources sources;
    private final SingleFfmpeg anchor;
    private final TranscodeJournal journal;
    private final Turnaround turnaround;
    private final List<Object> raw = new ArrayList<>();

    TranscodeRace(Course course, House house) throws IOException {
        this.course = course;
        this.house = house;
        this.sources = new Sources(house.folder("sources"));
        this.anchor = new SingleFfmpeg(sources.ffmpeg(), house.folder("anchor"));
        this.journal = new TranscodeJournal(house);
        this.turnaround = new Turnaround(house, journal);
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

    /** All that was measured, in its order. */
    List<Object> raw() {
        return raw;
    }

    /** @return the figures by their documented names */
    Map<String, Double> run() throws Exception {
        Path film = sources.film(course.filmSeconds());
        Path warmUp = sources.noise(WARM_UP_SECONDS);
        house.start();
        int cores = Runtime.getRuntime().availableProcessors();
        var worker = new TranscodeWorker(
                house, "all-cores", new TranscodeWorker.Work(cores, 2, LEASE, false), Optional.empty());
        worker.process().start();
        journal.install();
        transcode(worker, warmUp);

        var figures = new LinkedHashMap<String, Double>();
        double singleWallSeconds = againstTheAnchor(worker, film, figures);
        forThoseWhoWait(film, singleWallSeconds, figures);
        worker.process().kill();
        List<TwoWorkers.Together> rounds = new TwoWorkers(house, journal, turnaround, LEASE)
                .race(sources.film(course.sharedFilmSeconds()), warmUp, course.rounds());
        rounds.forEach(this::note);
        figures.put("twoWorkersSpeedup", median(rounds, TwoWorkers.Together::speedup));
        figures.put("oneFilmSpeedup", median(rounds, TwoWorkers.Together::oneFilmSpeedup));
        figures.replaceAll((_, value) -> rounded(value));
        return figures;
    }

    /** @return the wall time of the one ffmpeg */
    private double againstTheAnchor(TranscodeWorker worker, Path film, Map<String, Double> figures) throws Exception {
        var singles = new ArrayList<Single>();
        var ours = new ArrayList<Ours>();
        for (int round = 1; round <= course.rounds(); round++) {
            singles.add(note(measured("one ffmpeg", () -> anchor.ladder(film))));
            ours.add(note(transcode(worker, film)));
        }
        Single five = note(measured("five ffmpegs", () -> anchor.oneByOne(film)));
        double singleCpu = median(singles, Single::cpuSeconds);
        double singleWall = median(singles, Single::wallSeconds);
        figures.put("cpuToSingleFfmpeg", median(ours, Ours::cpuSeconds) / singleCpu);
        figures.put("wallToSingleFfmpeg", median(ours, Ours::wallSeconds) / singleWall);
        figures.put("cpuToFiveRuns", median(ours, Ours::cpuSeconds) / five.cpuSeconds());
        figures.put("singleFfmpegToFiveRuns", singleCpu / five.cpuSeconds());
        figures.put(
                "overheadShare",
                median(ours, one -> one.ownCpuSeconds() / (one.cpuSeconds() + one.verifyCpuSeconds())));
        figures.put("verifyToSingleFfmpeg", median(ours, Ours::verifyCpuSeconds) / singleCpu);
        figures.put("storedToIdeal", median(ours, Ours::storedToIdeal));
        figures.put(
                "etaMedianError",
                Report.quantile(
                        ours.stream().flatMap(one -> one.etaErrors().stream()).toList(), 0.5));
        return singleWall;
    }

    private void forThoseWhoWait(Path film, double singleWallSeconds, Map<String, Double> figures) throws Exception {
        Path shortFilm = sources.film(SHORT_FILM_SECONDS);
        List<Double> alone = turnaround.oneByOne(shortFilm, SHORT_FILMS_ALONE);
        // One ffmpeg works through a film at one pace: the long film's time is that of ours, longer.
        double longWallSeconds = singleWallSeconds * LONG_FILM_SECONDS / course.filmSeconds();
        figures.put("firstPlayableShare", firstPlayable(film) / longWallSeconds);
        ShortFilms shortFilms = note(new ShortFilms(alone, turnaround.oneByOne(shortFilm, SHORT_FILMS)));
        figures.put(
                "shortJobsToAlone",
                Report.quantile(shortFilms.besidesSeconds(), 0.95) / Report.quantile(shortFilms.aloneSeconds(), 0.5));
    }

    private Ours transcode(TranscodeWorker worker, Path film) throws Exception {
        try (var eta = new EtaWatch(worker)) {
            MeasuredJob job = MeasuredJob.of(house, journal, worker, film);
            double cpuSeconds = job.cpuSeconds("probe", "package");
            return new Ours(
                    "ours",
                    cpuSeconds,
                    job.cpuSeconds("probe", "publish") - cpuSeconds,
                    job.ownCpuSeconds("probe", "publish"),
                    job.seconds("probe", "package"),
                    job.seconds("probe", "publish"),
                    storedToIdeal(job.video()),
                    job.stepSeconds(),
                    eta.errors(job.begin("probe"), job.end("publish")));
        }
    }

    /** From the upload's end to the first span of all renditions in the store, on a long film, which goes on. */
    private double firstPlayable(Path film) throws Exception {
        Path longFilm = sources.repeated(film, LONG_FILM_SECONDS / course.filmSeconds());
        Instant told = Instant.now();
        VideoId video = Uploads.upload(house, longFilm);
        TranscodeJournal.await("first span", () -> firstSpan(video, told).isPresent());
        double took = MeasuredJob.seconds(told, firstSpan(video, told).orElseThrow());
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

    /** All that stands in the store for a video, to its source and its ladder. */
    private double storedToIdeal(VideoId video) throws IOException {
        Path media = Uploads.media(house);
        Path generation = media.resolve(MediaLayout.generation(video, 1));
        long source = Files.size(media.resolve(MediaLayout.source(video, 1)));
        long ladder = bytesBelow(generation, ".m4s") + bytesBelow(generation, ".mp4");
        return (double) (source + bytesBelow(generation, "")) / (source + ladder);
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
        return new Single(what, CpuUse.ofEndedChildren() - cpu, MeasuredJob.seconds(begin, Instant.now()));
    }

    private <T> T note(T run) {
        System.out.println(run);
        raw.add(run);
        return run;
    }

    private static double rounded(double figure) {
        return Double.isFinite(figure) ? Math.round(figure * 1_000) / 1_000.0 : figure;
    }

    private static <T> double median(List<T> runs, ToDoubleFunction<T> of) {
        double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
