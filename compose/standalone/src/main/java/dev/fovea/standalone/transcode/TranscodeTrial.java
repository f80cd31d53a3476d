package dev.fovea.standalone.transcode;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.standalone.chaos.Report;
import dev.fovea.standalone.transcode.TranscodeJournal.Entry;
import dev.fovea.standalone.transcode.TranscodeJournal.Job;
import dev.fovea.standalone.transcode.TranscodeKills.Struck;
import dev.fovea.standalone.transcode.TranscodeKills.Target;
import dev.fovea.transcode.fault.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One run: an undisturbed job gives the reference, then jobs of the same film follow one another while the schedule's
 * kills fall, and at the end all that is left is looked at.
 */
final class TranscodeTrial {

    static final Duration LEASE_DEFAULT = Duration.ofSeconds(15);

    /** A dead worker's span is begun by another this long after the lease at the latest. */
    private static final Duration RECOVERY_AFTER_LEASE = Duration.ofSeconds(5);

    /** What nobody names is collected this long after the leases of its time have ended. */
    private static final Duration COLLECTED_WITHIN = Duration.ofSeconds(15);

    enum Size {
        SMALL(Duration.ofSeconds(1), Duration.ofSeconds(40)),
        FULL(Duration.ofSeconds(20), Duration.ofMinutes(4));

        private final Duration betweenKillsMax;
        private final Duration unitMax;

        Size(Duration betweenKillsMax, Duration unitMax) {
            this.betweenKillsMax = betweenKillsMax;
            this.unitMax = unitMax;
        }

        private Path source(Sources sources) throws IOException, InterruptedException {
            return switch (this) {
                case SMALL -> sources.noise(12);
                case FULL -> sources.film(60);
            };
        }
    }

    /**
     * @param lease of the workers
     * @param targets what may be hit
     */
    record Settings(
            long seed, int kills, Size size, Optional<Faults.Mutant> mutant, Duration lease, List<Target> targets) {}

    private final Settings settings;
    private final House house;
    private final TranscodeJournal journal;
    private final Crew crew;
    private final TranscodeKills kills;
    private final Aftermath aftermath;
    private final List<Struck> struck = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private Instant begin = Instant.EPOCH;

    private TranscodeTrial(Settings settings, House house) throws IOException, InterruptedException {
        this.settings = settings;
        this.house = house;
        this.journal = new TranscodeJournal(house);
        Path film = settings.size().source(new Sources(house.folder("sources")));
        this.crew = new Crew(house, journal, film, settings.lease(), settings.size().unitMax, settings.mutant());
        this.kills = new TranscodeKills(house, journal, crew);
        this.aftermath = new Aftermath(house, journal, crew.workers());
    }

    /** @param home where everything of the run is written */
    static Report run(Settings settings, Path home) throws Exception {
        say("seed %d, %d kills%s"
                .formatted(
                        settings.seed(),
                        settings.kills(),
                        settings.mutant()
                                .map(m -> ", mutant " + m.commandName())
                                .orElse("")));
        var house = new House(home);
        TranscodeTrial trial;
        try {
            trial = new TranscodeTrial(settings, house);
            trial.start();
            trial.undisturbed();
            trial.disturbed();
            trial.look();
        } finally {
            house.close();
        }
        return trial.report();
    }

    private void start() throws Exception {
        house.start();
        crew.bringBack();
        crew.awaitUp();
        journal.install();
    }

    private void undisturbed() throws Exception {
        VideoId reference = crew.upload();
        crew.awaitProgress(
                begin, () -> journal.job(reference.value()).filter(Job::isOver).isPresent());
        Job job = journal.job(reference.value()).orElseThrow();
        if (!job.isComplete()) {
            throw new IOException("the undisturbed job is not complete: %s %s".formatted(job.state(), job.failure()));
        }
        if (aftermath.manifestOf(reference).isEmpty()) {
            throw new IOException("the undisturbed job has no manifest to compare with");
        }
        say("undisturbed: %d units, manifest %s".formatted(journal.units(), job.manifestHash()));
        begin = Instant.now();
    }

    private void disturbed() throws Exception {
        var schedule =
                Kill.schedule(settings.seed(), settings.kills(), settings.targets(), settings.size().betweenKillsMax);
        for (Kill<Target> kill : schedule) {
            crew.awaitUp();
            crew.keepBusy();
            Thread.sleep(kill.after().toMillis());
            crew.keepBusy();
            Struck result = kills.strike(kill);
            struck.add(result);
            say("%d %s %s: %s"
                    .formatted(
                            kill.number(),
                            kill.target(),
                            result.what(),
                            result.recoverySeconds() == null
                                    ? "no job was hit"
                                    : "%d jobs hit, again after %.1f s"
                                            .formatted(result.jobsHit(), result.recoverySeconds())));
            crew.bringBack();
            if (!kills.failures().isEmpty()) {
                return; // it is lost already, and will not be mended by waiting
            }
        }
        crew.awaitProgress(
                begin,
                () -> journal.jobs().size() == crew.uploaded().size()
                        && journal.jobs().stream().allMatch(Job::isOver));
    }

    private void look() throws Exception {
        failures.addAll(kills.failures());
        List<VideoId> uploaded = crew.uploaded();
        List<Job> jobs = journal.jobs();
        List<VideoId> complete = uploaded.stream()
                .filter(video -> jobs.stream().anyMatch(job -> job.video().equals(video.value()) && job.isComplete()))
                .toList();
        int unfinished = uploaded.size() - complete.size();
        List<Entry> entries = journal.since(Instant.EPOCH);
        double recovery = recoverySecondsP95();
        double recoveryMax = settings.lease().plus(RECOVERY_AFTER_LEASE).toMillis() / 1_000.0;
        int redone = Aftermath.redone(entries);
        Duration collection = settings.lease().multipliedBy(2).plus(COLLECTED_WITHIN);

        figures.put("kills", kills.count());
        figures.put("spansRedone", redone);
        figures.put("manifestDifferences", aftermath.differences(uploaded));
        figures.put("orphanFiles", aftermath.orphanFiles(uploaded, unfinished == 0 ? collection : Duration.ZERO));
        figures.put("orphanProcesses", 0); // counted when all is down
        figures.put("recoverySecondsP95", recovery);
        figures.put("stuckExecutions", aftermath.openExecutions(settings.lease().plus(RECOVERY_AFTER_LEASE)));
        figures.put("jobs", uploaded.size());
        figures.put("units", journal.units());
        figures.put("unfinishedJobs", unfinished);
        figures.put("lateResults", Aftermath.lateResults(entries));
        figures.put("lostResults", Aftermath.lostResults(entries));
        figures.put("untoldJobs", aftermath.untold(complete));
        demandNone(
                "manifestDifferences",
                "orphanFiles",
                "stuckExecutions",
                "unfinishedJobs",
                "lateResults",
                "lostResults",
                "untoldJobs");
        for (Job job : jobs) {
            if (!job.isComplete()) {
                failures.add("job %s is %s: %s".formatted(job.id(), job.state(), job.failure()));
            }
        }
        if (redone > kills.count() * Crew.SLOTS) {
            failures.add(
                    "%d units were encoded again by %d kills of %d slots".formatted(redone, kills.count(), Crew.SLOTS));
        }
        if (recovery > recoveryMax) {
            failures.add("it took %.1f s to go on, more than %.1f s".formatted(recovery, recoveryMax));
        }
    }

    private double recoverySecondsP95() {
        List<Double> recoveries = struck.stream()
                .map(Struck::recoverySeconds)
                .filter(Objects::nonNull)
                .toList();
        return recoveries.isEmpty() ? 0 : Report.quantile(recoveries, 0.95);
    }

    private void demandNone(String... names) {
        for (String name : names) {
            if (!Integer.valueOf(0).equals(figures.get(name))) {
                failures.add("%s is %s".formatted(name, figures.get(name)));
            }
        }
    }

    private Report report() throws InterruptedException {
        int left = kills.orphanProcesses() + TranscodeKills.survivors(house.processes());
        figures.put("orphanProcesses", left);
        demandNone("orphanProcesses");
        figures.forEach((name, value) -> say("  %-22s %s".formatted(name, value)));
        failures.forEach(failure -> say("  NOT OK: " + failure));
        var raw = new ArrayList<Object>(struck);
        failures.forEach(failure -> raw.add(Map.of("failure", failure)));
        return new Report("transcode", settings.seed(), figures, raw, failures.isEmpty());
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
