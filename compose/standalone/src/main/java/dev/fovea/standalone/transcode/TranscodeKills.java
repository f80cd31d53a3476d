package dev.fovea.standalone.transcode;

import dev.fovea.standalone.chaos.Processes;
import dev.fovea.standalone.transcode.TranscodeJournal.Entry;
import dev.fovea.standalone.transcode.TranscodeJournal.Job;
import dev.fovea.standalone.transcode.TranscodeJournal.Owner;
import dev.fovea.transcode.fault.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Kills, and waits after each until the work goes on. What must not be after a kill is noted as a failure. */
final class TranscodeKills {

    private static final Duration GONE_WITHIN = Duration.ofSeconds(10);
    private static final long LOOK_EVERY_MS = 50;

    /** For what comes for sure as long as jobs go on. */
    private static final Duration COMES_WITHIN = Duration.ofMinutes(15);

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

    private final House house;
    private final TranscodeJournal journal;
    private final Crew crew;
    private final List<String> failures = new ArrayList<>();
    private int count;
    private int orphanProcesses;

    TranscodeKills(House house, TranscodeJournal journal, Crew crew) {
        this.house = house;
        this.journal = journal;
        this.crew = crew;
    }

    /** So many processes or machines were killed: one kill may hit two workers. */
    int count() {
        return count;
    }

    /** So many outlived who had started them. */
    int orphanProcesses() {
        return orphanProcesses;
    }

    List<String> failures() {
        return Collections.unmodifiableList(failures);
    }

    Struck strike(Kill<Target> kill) throws Exception {
        count++;
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
            crew.keepBusy();
            for (TranscodeWorker worker : crew.workers()) {
                List<ProcessHandle> encoders = worker.encoders();
                if (!encoders.isEmpty()) {
                    Set<UUID> hit = jobsOf(Optional.of(worker.session()));
                    Instant at = Instant.now();
                    kill.oneOf(encoders).destroyForcibly();
                    return recovered(kill, "of " + worker.session(), at, hit);
                }
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
        failures.add("no encoder was there to be killed");
        return new Struck(kill.number(), kill.target(), "none", Instant.now(), 0, null);
    }

    private Struck killEverything(Kill<Target> kill) throws Exception {
        Set<UUID> hit = jobsOf(Optional.empty());
        var children = new ArrayList<ProcessHandle>();
        Instant at = Instant.now();
        for (TranscodeWorker worker : crew.workers()) {
            children.addAll(worker.children());
            worker.process().killAlone();
        }
        house.kafka().killAlone();
        house.postgresServer().destroyForcibly();
        house.kafka().start();
        journal.units(); // answers once Postgres does
        crew.bringBack();
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
            crew.keepBusy();
            Thread.sleep(LOOK_EVERY_MS);
        }
    }

    private Struck dieAt(Kill<Target> kill, Faults.Point point) throws Exception {
        Instant deadline = Instant.now().plus(COMES_WITHIN);
        for (TranscodeWorker worker : crew.workers()) {
            worker.dieAt(point);
        }
        if (point == Faults.Point.UPLOAD_TAKEN) {
            crew.upload(); // long films keep it busy for minutes before the next is brought
        }
        while (crew.dead().isEmpty() && Instant.now().isBefore(deadline)) {
            crew.keepBusy();
            Thread.sleep(LOOK_EVERY_MS);
        }
        Instant at = Instant.now();
        for (TranscodeWorker worker : crew.workers()) {
            worker.liveOn(point);
        }
        List<String> dead = crew.dead();
        if (dead.isEmpty()) {
            failures.add("nobody came to the point " + point);
            return new Struck(kill.number(), kill.target(), "none", at, 0, null);
        }
        count += dead.size() - 1; // the other may have come to it as well
        Set<UUID> hit = dead.stream()
                .flatMap(session -> jobsOf(Optional.of(session)).stream())
                .collect(Collectors.toSet());
        crew.bringBack();
        return recovered(kill, String.join(", ", dead), at, hit);
    }

    private TranscodeWorker busyWorker(Kill<Target> kill) throws Exception {
        crew.keepBusy();
        List<String> encoding = journal.encoding();
        List<TranscodeWorker> busy = crew.workers().stream()
                .filter(worker -> encoding.contains(worker.session()))
                .toList();
        return kill.oneOf(busy.isEmpty() ? crew.workers() : busy);
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
        Instant deadline = Instant.now().plus(crew.patience());
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

    private void countSurvivors(Collection<ProcessHandle> children) throws InterruptedException {
        orphanProcesses += survivors(children);
    }

    /** So many are still alive when they have had their time. */
    static int survivors(Collection<ProcessHandle> processes) throws InterruptedException {
        Instant deadline = Instant.now().plus(GONE_WITHIN);
        while (processes.stream().anyMatch(ProcessHandle::isAlive)
                && Instant.now().isBefore(deadline)) {
            Thread.sleep(LOOK_EVERY_MS);
        }
        List<ProcessHandle> alive =
                processes.stream().filter(ProcessHandle::isAlive).toList();
        alive.forEach(process -> System.out.println("outlived its parent: " + Processes.commandOf(process)));
        return alive.size();
    }
}
