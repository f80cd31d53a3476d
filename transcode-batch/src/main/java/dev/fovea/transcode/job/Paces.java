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
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How fast the jobs at work go and when they will be done, from what their rows tell and from the jobs before them. */
@Component
class Paces {

    /** What packaging and verifying took of the jobs before, as a share of a job's work. */
    private static final int JOBS_BEFORE = 20;

    private static final Duration LEARN_EVERY = Duration.ofSeconds(30);
    /** Before any job was done here: the seconds after encoding against the seconds of it. */
    private static final double TAIL_TO_ENCODE = 0.15;

    private final JdbcClient database;
    private @Nullable Double tailSecondsPerWork;
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
            Double tail = tailSecondsPerWork();
            for (JobRow job : working) {
                outlooks.put(job.id(), outlookOf(job, progress, tail));
            }
        }
        return outlooks;
    }

    private record Progress(Map<UUID, Double> workLeft, Map<UUID, List<Stretch>> stretches, Instant now) {}

    private static Outlook outlookOf(JobRow job, Progress progress, @Nullable Double tailSecondsPerWork) {
        Plan plan = job.plan();
        if (plan == null) {
            return Outlook.NONE;
        }
        double work = plan.work();
        if (job.encodedAt() != null) {
            if (tailSecondsPerWork == null) {
                return Outlook.NONE;
            }
            double gone = Pace.seconds(job.encodedAt(), progress.now());
            return new Outlook(null, Math.round(Math.max(0, tailSecondsPerWork * work - gone)));
        }
        OptionalDouble pace = Pace.of(progress.stretches().getOrDefault(job.id(), List.of()), progress.now());
        if (pace.isEmpty()) {
            return Outlook.NONE;
        }
        double framesPerSecond = pace.getAsDouble() / plan.pixels(1);
        if (job.durableBytes() != null) {
            return new Outlook(framesPerSecond, null); // the upload has a pace of its own
        }
        double tail =
                tailSecondsPerWork == null ? TAIL_TO_ENCODE * work / pace.getAsDouble() : tailSecondsPerWork * work;
        double left = progress.workLeft().getOrDefault(job.id(), 0.0) / pace.getAsDouble() + tail;
        return new Outlook(framesPerSecond, Math.round(left));
    }

    private Progress progressOf(List<JobRow> jobs) {
        Map<UUID, Plan> plans = new HashMap<>();
        jobs.forEach(job -> plans.put(job.id(), job.plan()));
        UUID[] ids = plans.keySet().toArray(UUID[]::new);
        Map<UUID, Double> left = new HashMap<>();
        database.sql("""
                        select job_id, kind, sum(frames
                            - case state when 'CLAIMED' then least(frames, coalesce(frames_done, 0)) else 0 end)
                        from transcode.unit where job_id = any(?) and state <> 'ACCEPTED' group by job_id, kind
                        """).param(ids).query(row -> {
            UUID job = row.getObject(1, UUID.class);
            left.merge(job, work(plans, job, row.getString(2), row.getLong(3)), Double::sum);
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
        return new Progress(left, stretches, now);
    }

    private static double work(Map<UUID, Plan> plans, UUID job, String kind, long frames) {
        Plan plan = plans.get(job);
        return plan == null ? 0 : plan.work(Unit.Kind.valueOf(kind), frames);
    }

    /** The median over the jobs before, looked at now and then. */
    private synchronized @Nullable Double tailSecondsPerWork() {
        Instant now = Instant.now();
        if (learnedAt.plus(LEARN_EVERY).isBefore(now)) {
            learnedAt = now;
            double[] shares = database
                    .sql("""
                            select extract(epoch from ended_at - encoded_at)::float8, plan from transcode.job
                            where state = 'COMPLETED' and encoded_at < ended_at order by ended_at desc limit ?
                            """)
                    .param(JOBS_BEFORE)
                    .query((row, _) -> row.getDouble(1)
                            / Json.read(row.getString(2), Plan.class).work())
                    .list()
                    .stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            Arrays.sort(shares);
            tailSecondsPerWork = shares.length == 0 ? null : shares[shares.length / 2];
        }
        return tailSecondsPerWork;
    }
}
