package dev.fovea.transcode.job;

import dev.fovea.transcode.encode.Json;
import dev.fovea.transcode.encode.Plan;
import dev.fovea.transcode.encode.Unit;
import dev.fovea.transcode.job.Pace.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How fast the jobs at work go and when they will be done, from what their rows tell and from the jobs before them. */
@Component
class Paces {

    /** From what packaging and verifying took of so many jobs it is learned how long they take. */
    private static final int JOBS_BEFORE = 20;
    /** The first job of a process is slow, and a single one chance. */
    private static final int JOBS_BEFORE_MIN = 3;

    private static final Duration LEARN_EVERY = Duration.ofSeconds(30);

    private final JdbcClient database;
    private @Nullable Double secondsPerFinishing;
    private Instant learnedAt = Instant.EPOCH;

    Paces(JdbcClient database) {
        this.database = database;
    }

    /**
     * @param framesPerSecond of the film, over all renditions at once; null while nothing is encoded
     * @param etaSeconds until it is published; null while nobody can tell
     */
    record Outlook(
            @Nullable Double framesPerSecond, @Nullable Long etaSeconds) {
        static final Outlook NONE = new Outlook(null, null);
    }

    /** Of those of these jobs that are at work. */
    Map<UUID, Outlook> of(List<JobRow> jobs) {
        List<JobRow> working = jobs.stream()
                .filter(job -> job.state() == JobState.RUNNING && job.plan() != null)
                .toList();
        Map<UUID, Outlook> outlooks = new HashMap<>();
        if (!working.isEmpty()) {
            Progress progress = progressOf(working);
            Double finishing = secondsPerFinishing();
            for (JobRow job : working) {
                outlooks.put(job.id(), outlookOf(job, progress, finishing));
            }
        }
        return outlooks;
    }

    private record Progress(
            Map<UUID, Double> left, Map<UUID, Double> longest, Map<UUID, List<Stretch>> stretches, Instant now) {}

    private static Outlook outlookOf(JobRow job, Progress progress, @Nullable Double secondsPerFinishing) {
        Plan plan = job.plan();
        if (plan == null) {
            return Outlook.NONE;
        }
        Optional<Pace> pace = Pace.of(progress.stretches().getOrDefault(job.id(), List.of()), progress.now());
        Double framesPerSecond = job.encodedAt() == null
                ? pace.map(it -> it.together() / plan.pixels(1)).orElse(null)
                : null;
        if (job.durableBytes() != null) {
            return new Outlook(framesPerSecond, null); // the upload has a pace of its own
        }
        var standing = new Standing(
                progress.left().getOrDefault(job.id(), 0.0),
                progress.longest().getOrDefault(job.id(), 0.0),
                job.encodedAt() == null ? null : Pace.seconds(job.encodedAt(), progress.now()));
        OptionalDouble left = secondsLeft(plan, standing, pace, secondsPerFinishing);
        return new Outlook(framesPerSecond, left.isPresent() ? Math.round(left.getAsDouble()) : null);
    }

    /**
     * Where a job stands.
     *
     * @param left work of all its units
     * @param longest the most that one unit has left
     * @param sinceEncoded seconds since its last unit was done; null before
     */
    record Standing(double left, double longest, @Nullable Double sinceEncoded) {}

    /** Until the job is published; empty while nobody can tell. */
    static OptionalDouble secondsLeft(
            Plan plan, Standing standing, Optional<Pace> pace, @Nullable Double secondsPerFinishing) {
        double perFinishing = secondsPerFinishing != null
                ? secondsPerFinishing
                : pace.map(it -> 1 / it.together()).orElse(Double.NaN); // before those jobs: as fast as encoding
        double finishing = plan.finishingWork() * perFinishing;
        double seconds = standing.sinceEncoded() != null
                ? Math.max(0, finishing - standing.sinceEncoded())
                : pace.map(it -> it.secondsFor(standing.left(), standing.longest()))
                                .orElse(Double.NaN)
                        + finishing;
        return Double.isNaN(seconds) ? OptionalDouble.empty() : OptionalDouble.of(seconds);
    }

    private Progress progressOf(List<JobRow> jobs) {
        Map<UUID, Plan> plans = new HashMap<>();
        jobs.forEach(job -> plans.put(job.id(), job.plan()));
        UUID[] ids = plans.keySet().toArray(UUID[]::new);
        Map<UUID, Double> left = new HashMap<>();
        Map<UUID, Double> longest = new HashMap<>();
        database.sql("""
                        select job_id, kind, sum(togo), max(togo)
                        from (select job_id, kind, frames
                                - case state when 'CLAIMED' then least(frames, coalesce(frames_done, 0)) else 0 end as togo
                            from transcode.unit where job_id = any(?) and state <> 'ACCEPTED') as u
                        group by job_id, kind
                        """).param(ids).query(row -> {
            UUID job = row.getObject(1, UUID.class);
            left.merge(job, work(plans, job, row.getString(2), row.getLong(3)), Double::sum);
            longest.merge(job, work(plans, job, row.getString(2), row.getLong(4)), Double::max);
        });
        Map<UUID, List<Stretch>> stretches = new HashMap<>();
        database.sql("""
                        select a.job_id, u.kind, a.started_at, coalesce(a.ended_at, u.moved_at, now()),
                            case a.outcome when 'ACCEPTED' then u.frames when 'RUNNING' then coalesce(u.frames_done, 0) else 0 end
                        from transcode.attempt a join transcode.unit u on u.job_id = a.job_id and u.index = a.index
                        where a.job_id = any(?) and coalesce(a.ended_at, now()) > now() - make_interval(secs => ?)
                        """).param(ids).param(Pace.WINDOW.toSeconds()).query(row -> {
            UUID job = row.getObject(1, UUID.class);
            stretches
                    .computeIfAbsent(job, _ -> new ArrayList<>())
                    .add(new Stretch(
                            row.getObject(3, OffsetDateTime.class).toInstant(),
                            row.getObject(4, OffsetDateTime.class).toInstant(),
                            work(plans, job, row.getString(2), row.getLong(5))));
        });
        Instant now = database.sql("select now()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        return new Progress(left, longest, stretches, now);
    }

    private static double work(Map<UUID, Plan> plans, UUID job, String kind, long frames) {
        Plan plan = plans.get(job);
        return plan == null ? 0 : plan.work(Unit.Kind.valueOf(kind), frames);
    }

    /** The median over the jobs before, looked at now and then. */
    private synchronized @Nullable Double secondsPerFinishing() {
        Instant now = Instant.now();
        if (learnedAt.plus(LEARN_EVERY).isBefore(now)) {
            learnedAt = now;
            double[] before = database
                    .sql("""
                            select extract(epoch from ended_at - encoded_at)::float8, plan from transcode.job
                            where state = 'COMPLETED' and encoded_at < ended_at order by ended_at desc limit ?
                            """)
                    .param(JOBS_BEFORE)
                    .query((row, _) -> row.getDouble(1)
                            / Json.read(row.getString(2), Plan.class).finishingWork())
                    .list()
                    .stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            Arrays.sort(before);
            secondsPerFinishing = before.length < JOBS_BEFORE_MIN ? null : before[before.length / 2];
        }
        return secondsPerFinishing;
    }
}
