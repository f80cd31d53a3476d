package dev.fovea.standalone.transcode;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.standalone.StartFailure;
import dev.fovea.standalone.chaos.Processes;
import dev.fovea.standalone.chaos.Report;
import dev.fovea.standalone.transcode.TranscodeJournal.Entry;
import dev.fovea.standalone.transcode.TranscodeJournal.Job;
import dev.fovea.standalone.transcode.TranscodeJournal.Owner;
import dev.fovea.transcode.fault.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run: an undisturbed job gives the reference, then jobs of the same film follow one another while the schedule's
 * kills fall, and at the end all that is left is looked at.
 */
final class TranscodeTrial {

    static final Duration LEASE_DEFAULT = Duration.ofSeconds(15);

    /** A dead worker's span is begun by another this long after the lease at the latest. */
    private static final Duration RECOVERY_AFTER_LEASE = Duration.ofSeconds(5);

    private static final int WORKERS = 2;
    private static final int SLOTS = 1;
    private static final int JOBS_AT_ONCE = 2;
    private static final Duration GONE_WITHIN = Duration.ofSeconds(10);
    private static final long LOOK_EVERY_MS = 50;
    private static final int STARTS_MAX = 5;

    /** What nobody names is collected this long after the leases of its time have ended. */
    private static final Duration COLLECTED_WITHIN = Duration.ofSeconds(15);

    /** Beyond what leases explain, on a machine that has much else to do. */
    private static final Duration STANDSTILL_MAX = Duration.ofSeconds(40);

    /** For what comes for sure as long as jobs go on. */
    private static final Duration COMES_WITHIN = Duration.ofMinutes(5);

    enum Size {
        SMALL(Duration.ofSeconds(1)),
        FULL(Duration.ofSeconds(20));

        private final Duration betweenKillsMax;

        Size(Duration betweenKillsMax) {
            this.betweenKillsMax = betweenKillsMax;
        }

        private Path source(Sources sources) throws IOException, InterruptedException {
            return switch (this) {
                case SMALL -> sources.noise(12);
                case FULL -> sources.film(60);
            };
        }
    }

    /** What a kill hits. */
    enum Target {
        /** A worker; it is started again, as a supervisor does it. */
        WORKER,
        /** A worker with all that was local to it; another takes its place. */
        MACHINE,
        ENCODER,
        POSTGRES,
        KAFKA,
        /** All at once, as when the launcher dies or the power fails. */
        EVERYTHING,
        /** A worker, not killed but frozen beyond its lease: it comes back with a result that nobody wants. */
        ZOMBIE,
        AT_UPLOAD_TAKEN,
        AT_OBJECTS_STORED,
        AT_UNIT_WRITTEN,
        AT_UNIT_COMMITTED,
        AT_PUBLISHED;

        Optional<Faults.Point> point() {
            return name().startsWith("AT_") ? Optional.of(Faults.Point.valueOf(name().substring(3))) : Optional.empty();
        }
    }

    /**
     * @param lease of the workers
     * @param targets what may be hit
     */
    record Settings(
            long seed, int kills, Size size, Optional<Faults.Mutant> mutant, Duration lease, List<Target> targets) {}

    /**
     * What became of one kill.
     *
     * @param recoverySeconds until a span of a job that it hit was begun again; null when it hit none
     */
    record Struck(
            int number,
            Target target,
            String what,
            Instant at,
            int jobsHit,
            @Nullable Double recoverySeconds) {}

    private final Settings settings;
    private final House house;
    private final TranscodeJournal journal;
    private final Aftermath aftermath;
    private final List<TranscodeWorker> workers = new ArrayList<>();
    private final List<VideoId> uploaded = new ArrayList<>();
    private final List<Struck> struck = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private int kills;
    private int orphanProcesses;
    private Path source = Path.of("");
    private Instant begin = Instant.EPOCH;

    private TranscodeTrial(Settings settings, House house) {
        this.settings = settings;
        this.house = house;
        this.journal = new TranscodeJournal(house);
        this.aftermath = new Aftermath(house, journal, workers);
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
        var trial = new TranscodeTrial(settings, house);
        try {
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
        source = settings.size().source(new Sources(house.folder("sources")));
        house.start();
        for (int number = 1; number <= WORKERS; number++) {
            var work = new TranscodeWorker.Work(SLOTS, JOBS_AT_ONCE, settings.lease(), true);
            workers.add(new TranscodeWorker(house, "w" + number, work, settings.mutant()));
        }
        bringBack();
        awaitUp();
        journal.install();
    }

    private void undisturbed() throws Exception {
        VideoId reference = upload();
        awaitProgress(() -> journal.job(reference.value()).filter(Job::isOver).isPresent());
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
            awaitUp();
            keepBusy();
            Thread.sleep(kill.after().toMillis());
            keepBusy();
            Struck result = strike(kill);
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
            bringBack();
            if (!failures.isEmpty()) {
                return; // it is lost already, and will not be mended by waiting
            }
        }
        awaitProgress(() -> journal.jobs().size() == uploaded.size()
                && journal.jobs().stream().allMatch(Job::isOver));
    }

    /** Some unit is being encoded when this returns, unless nothing moves any more. */
    private void keepBusy() throws Exception {
        Instant deadline = Instant.now().plus(patience());
        while (journal.encoding().isEmpty() && Instant.now().isBefore(deadline)) {
            long open = journal.jobs().stream().filter(job -> !job.isOver()).count()
                    + uploaded.size()
                    - journal.jobs().size();
            if (open < JOBS_AT_ONCE) {
                upload();
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
    }

    private Struck strike(Kill<Target> kill) throws Exception {
        kills++;
        Optional<Faults.Point> point = kill.target().point();
        if (point.isPresent()) {
            return dieAt(kill, point.get());
        }
        return switch (kill.target()) {
            case WORKER, MACHINE -> killWorker(kill);
            case ENCODER -> killEncoder(kill);
            case POSTGRES -> {
                Set<UUID> hit = jobsOf(Optional.empty());
                Instant at = Instant.now();
                house.postgresServer().destroyForcibly();
                yield recovered(kill, "server", at, hit);
            }
            case KAFKA -> {
                Instant at = Instant.now();
                house.kafka().killAlone();
                house.kafka().start();
                yield recovered(kill, "broker", at, Set.of());
            }
            case EVERYTHING -> killEverything(kill);
            case ZOMBIE -> freeze(kill);
            default -> throw new IllegalStateException("no kill of " + kill.target());
        };
    }

    private Struck killWorker(Kill<Target> kill) throws Exception {
        TranscodeWorker victim = busyWorker(kill);
        Set<UUID> hit = jobsOf(Optional.of(victim.session()));
        List<ProcessHandle> children = victim.children();
        String what = victim.session();
        Instant at = Instant.now();
        victim.process().killAlone();
        if (kill.target() == Target.MACHINE) {
            victim.loseMachine();
        }
        victim.process().launch();
        countSurvivors(children);
        return recovered(kill, what, at, hit);
    }

    private Struck killEncoder(Kill<Target> kill) throws Exception {
        Instant deadline = Instant.now().plus(COMES_WITHIN);
        while (Instant.now().isBefore(deadline)) {
            keepBusy();
            for (TranscodeWorker worker : workers) {
                List<ProcessHandle> encoders = worker.encoders();
                if (!encoders.isEmpty()) {
                    Set<UUID> hit = jobsOf(Optional.of(worker.session()));
                    Instant at = Instant.now();
                    kill.oneOf(encoders).destroyForcibly();
                    return recovered(kill, "of " + worker.session(), at, hit);
                }
            }
        }
        failures.add("no encoder was there to be killed");
        return new Struck(kill.number(), kill.target(), "none", Instant.now(), 0, null);
    }

    private Struck killEverything(Kill<Target> kill) throws Exception {
        Set<UUID> hit = jobsOf(Optional.empty());
        var children = new ArrayList<ProcessHandle>();
        Instant at = Instant.now();
        for (TranscodeWorker worker : workers) {
            children.addAll(worker.children());
            worker.process().killAlone();
        }
        house.kafka().killAlone();
        house.postgresServer().destroyForcibly();
        house.kafka().start();
        journal.units(); // answers once Postgres does
        bringBack();
        countSurvivors(children);
        return recovered(kill, "all processes", at, hit);
    }

    /** Frozen while it encodes, thawed when another has begun what it had. */
    private Struck freeze(Kill<Target> kill) throws Exception {
        TranscodeWorker victim = busyWorker(kill);
        Set<UUID> hit = jobsOf(Optional.of(victim.session()));
        Instant at = Instant.now();
        victim.process().freeze();
        Struck result = recovered(kill, victim.session(), at, hit);
        victim.process().thaw();
        awaitWord(victim.session());
        return result;
    }

    /** Who was frozen brings its late result, is refused, and takes part again. */
    private void awaitWord(String session) throws Exception {
        Instant thawed = Instant.now();
        Instant deadline = thawed.plus(COMES_WITHIN);
        while (journal.since(thawed).stream().noneMatch(entry -> entry.session().equals(session))) {
            if (Instant.now().isAfter(deadline)) {
                failures.add(session + " was not heard of again after its freeze");
                return;
            }
            keepBusy();
            Thread.sleep(LOOK_EVERY_MS);
        }
    }

    private Struck dieAt(Kill<Target> kill, Faults.Point point) throws Exception {
        Instant deadline = Instant.now().plus(COMES_WITHIN);
        for (TranscodeWorker worker : workers) {
            worker.dieAt(point);
        }
        while (dead().isEmpty() && Instant.now().isBefore(deadline)) {
            keepBusy();
        }
        Instant at = Instant.now();
        for (TranscodeWorker worker : workers) {
            worker.liveOn(point);
        }
        List<String> dead = dead();
        if (dead.isEmpty()) {
            failures.add("nobody came to the point " + point);
            return new Struck(kill.number(), kill.target(), "none", at, 0, null);
        }
        kills += dead.size() - 1; // the other may have come to it as well
        Set<UUID> hit = dead.stream()
                .flatMap(session -> jobsOf(Optional.of(session)).stream())
                .collect(Collectors.toSet());
        bringBack();
        return recovered(kill, String.join(", ", dead), at, hit);
    }

    /** Sessions whose worker has ended. */
    private List<String> dead() {
        return workers.stream()
                .filter(worker -> !worker.process().isAlive())
                .map(TranscodeWorker::session)
                .toList();
    }

    private TranscodeWorker busyWorker(Kill<Target> kill) throws Exception {
        keepBusy();
        List<String> encoding = journal.encoding();
        List<TranscodeWorker> busy = workers.stream()
                .filter(worker -> encoding.contains(worker.session()))
                .toList();
        return kill.oneOf(busy.isEmpty() ? workers : busy);
    }

    private Set<UUID> jobsOf(Optional<String> session) {
        return journal.owners().stream()
                .filter(owner -> session.isEmpty() || session.get().equals(owner.session()))
                .map(Owner::job)
                .collect(Collectors.toSet());
    }

    /** Waits until every job that was hit goes on; the slowest counts. */
    private Struck recovered(Kill<Target> kill, String what, Instant at, Set<UUID> hit) throws Exception {
        var waiting = new HashSet<>(hit);
        Instant last = at;
        Instant deadline = Instant.now().plus(patience());
        while (!waiting.isEmpty() && Instant.now().isBefore(deadline)) {
            for (Entry entry : journal.since(at)) {
                boolean goesOn = entry.isClaim()
                        || entry.unit() == null
                                && (entry.state().equals("RUNNING")
                                        || entry.state().equals("COMPLETED"));
                if (goesOn && waiting.remove(entry.job()) && entry.at().isAfter(last)) {
                    last = entry.at();
                }
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
        for (Job job : journal.jobs()) {
            if (waiting.contains(job.id()) && !job.isComplete()) {
                failures.add(
                        "job %s did not go on after kill %d (%s)".formatted(job.id(), kill.number(), kill.target()));
                last = Instant.now();
            }
        }
        Double seconds = hit.isEmpty() ? null : Duration.between(at, last).toMillis() / 1_000.0;
        return new Struck(kill.number(), kill.target(), what, at, hit.size(), seconds);
    }

    /** What is measured is how the work goes on, not how fast a JVM starts: both workers are there before a kill. */
    private void awaitUp() throws InterruptedException {
        for (TranscodeWorker worker : workers) {
            boolean up = false;
            for (int start = 1; !up; start++) {
                bringBack();
                try {
                    worker.process().awaitReady();
                    up = true;
                } catch (StartFailure e) {
                    if (start == STARTS_MAX) {
                        throw e;
                    }
                    say(worker.session() + " ended at its start and is started again");
                }
            }
        }
    }

    /** What is dead is started again. */
    private void bringBack() {
        for (TranscodeWorker worker : workers) {
            if (!worker.process().isAlive()) {
                worker.process().launch();
            }
        }
    }

    private void countSurvivors(Collection<ProcessHandle> children) throws InterruptedException {
        orphanProcesses += survivors(children);
    }

    private static int survivors(Collection<ProcessHandle> processes) throws InterruptedException {
        Instant deadline = Instant.now().plus(GONE_WITHIN);
        while (processes.stream().anyMatch(ProcessHandle::isAlive)
                && Instant.now().isBefore(deadline)) {
            Thread.sleep(LOOK_EVERY_MS);
        }
        List<ProcessHandle> alive =
                processes.stream().filter(ProcessHandle::isAlive).toList();
        alive.forEach(process -> say("outlived its parent: " + Processes.commandOf(process)));
        return alive.size();
    }

    private VideoId upload() throws Exception {
        VideoId video = Uploads.upload(house, source);
        uploaded.add(video);
        return video;
    }

    private void look() throws Exception {
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

        figures.put("kills", kills);
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
        if (redone > kills * WORKERS * SLOTS) {
            failures.add(
                    "%d units were encoded again by %d kills of %d slots".formatted(redone, kills, WORKERS * SLOTS));
        }
        if (recovery > recoveryMax) {
            failures.add("it took %.1f s to go on, more than %.1f s".formatted(recovery, recoveryMax));
        }
    }

    private double recoverySecondsP95() {
        List<Double> recoveries = struck.stream()
                .map(Struck::recoverySeconds)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        return recoveries.isEmpty() ? 0 : recoveries.get((int) Math.ceil(0.95 * recoveries.size()) - 1);
    }

    private void demandNone(String... names) {
        for (String name : names) {
            if (!Integer.valueOf(0).equals(figures.get(name))) {
                failures.add("%s is %s".formatted(name, figures.get(name)));
            }
        }
    }

    private Report report() throws InterruptedException {
        int left = orphanProcesses + survivors(house.processes());
        figures.put("orphanProcesses", left);
        demandNone("orphanProcesses");
        figures.forEach((name, value) -> say("  %-22s %s".formatted(name, value)));
        failures.forEach(failure -> say("  NOT OK: " + failure));
        var raw = new ArrayList<Object>(struck);
        failures.forEach(failure -> raw.add(Map.of("failure", failure)));
        return new Report("transcode", settings.seed(), figures, raw, failures.isEmpty());
    }

    /** Longer than anything that still moves may stand still. */
    private Duration patience() {
        return settings.lease().multipliedBy(2).plus(STANDSTILL_MAX);
    }

    /** Waits as long as the journal grows. */
    private void awaitProgress(Callable<Boolean> done) throws Exception {
        int entries = -1;
        Instant deadline = Instant.MAX;
        while (!done.call() && Instant.now().isBefore(deadline)) {
            int now = journal.since(begin).size();
            if (now != entries) {
                entries = now;
                deadline = Instant.now().plus(patience());
            }
            Thread.sleep(100);
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
