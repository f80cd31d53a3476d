package dev.fovea.transcode.job;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.platform.outbox.Outbox;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.encode.Failure;
import dev.fovea.transcode.encode.Fences;
import dev.fovea.transcode.encode.Json;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.UnitRows;
import dev.fovea.transcode.fault.Faults;
import dev.fovea.transcode.ffmpeg.FfmpegBuild;
import dev.fovea.transcode.hls.Packaged;
import dev.fovea.transcode.verify.Report;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The jobs' rows under their owners: who has each, and every change of state with the event that tells of it. Times of
 * leases are the database's, so that clocks of machines do not matter.
 */
@Component
class Jobs {

    private static final String EARLY_FAILED =
            "The preview starts when the upload is done: the beginning of this file could not be encoded by itself.";
    private static final String OWNED = Faults.has(Faults.Mutant.FENCING_OFF) ? "fence >= ?" : "fence = ?";

    private final JdbcClient database;
    private final Fences fences;
    private final UnitRows units;
    private final Outbox outbox;
    private final Clock clock;
    private final TranscodeProperties properties;

    Jobs(
            JdbcClient database,
            Fences fences,
            UnitRows units,
            Outbox outbox,
            Clock clock,
            TranscodeProperties properties) {
        this.database = database;
        this.fences = fences;
        this.units = units;
        this.outbox = outbox;
        this.clock = clock;
        this.properties = properties;
    }

    /** Nothing is to be done before so much of the source has arrived. */
    @Transactional
    public void want(Run run, long bytes) {
        fences.hold(run);
        database.sql("update transcode.job set wanted_bytes = ? where id = ?")
                .param(bytes)
                .param(run.jobId())
                .update();
    }

    /** Nothing is to be done before all of the source has arrived, for a reason that people are told. */
    @Transactional
    public void defer(Run run, String reason) {
        fences.hold(run);
        database.sql("update transcode.job set deferral = ? where id = ?")
                .param(reason)
                .param(run.jobId())
                .update();
        publish(
                run,
                new TranscodeEvent.Deferred(run.video(), run.generation(), run.attempt(), clock.instant(), reason));
    }

    /**
     * Makes the next waiting job ours: its row is locked, so of many who try, one gets it; the raised fence shuts out
     * whoever had it before.
     *
     * @param sourceBytesMax what there is room for
     * @param build that a job must have been begun with, unless nobody who has that build lives any more
     * @param overtaking only one of a higher priority, or of a smaller source, than each that this worker has
     */
    @Transactional
    public Optional<JobRow> claim(String worker, FfmpegBuild build, long sourceBytesMax, boolean overtaking) {
        return database.sql("""
                        with next as (
                            select id from transcode.job
                            where state = 'QUEUED' and owner is null and removed_at is null
                                and (retry_at is null or retry_at <= now()) and size_bytes <= :room
                                and (durable_bytes is null or deferral is null and wanted_bytes <= durable_bytes)
                                and (plan is null or plan -> 'build' = cast(:build as jsonb)
                                    or not exists (
                                        select from transcode.worker w
                                        where w.build = job.plan -> 'build' and not w.draining
                                            and w.beat_at > now() - make_interval(secs => :lease)))
                                and (not :overtaking
                                    or priority > (select max(priority) from transcode.job where owner = :worker)
                                    or size_bytes < (select min(size_bytes) from transcode.job where owner = :worker))
                            order by priority desc, created_at limit 1 for update skip locked)
                        update transcode.job
                        set state = 'RUNNING', owner = :worker, fence = fence + 1, retry_at = null, ended_at = null,
                            lease_until = now() + make_interval(secs => :lease), started_at = coalesce(started_at, now()),
                            moved_at = now(), collected_at = null
                        from next where job.id = next.id
                        returning %s
                        """.formatted(JobRows.COLUMNS))
                .param("room", sourceBytesMax)
                .param("build", Json.write(build))
                .param("overtaking", overtaking)
                .param("worker", worker)
                .param("lease", properties.lease().toMillis() / 1_000.0)
                .query((row, _) -> JobRows.read(row))
                .optional();
    }

    /** Keeps the lease; tells what people want meanwhile, or nothing when the job is no longer ours. */
    @Transactional
    public Optional<Wish> beat(Run run) {
        return database.sql("""
                        update transcode.job set lease_until = now() + make_interval(secs => ?)
                        where id = ? and %s returning state, pausing, priority
                        """.formatted(OWNED))
                .param(properties.lease().toMillis() / 1_000.0)
                .param(run.jobId())
                .param(run.fence())
                .query((row, _) -> new Wish(JobState.valueOf(row.getString(1)), row.getBoolean(2), row.getInt(3)))
                .optional();
    }

    /** The same of another worker's job, in which we have lanes; empty when it is no longer at it. */
    public Optional<Wish> watch(Run run) {
        return database.sql("""
                        select state, pausing, priority from transcode.job
                        where id = ? and %s and state in ('RUNNING', 'STOPPING')
                        """.formatted(OWNED))
                .param(run.jobId())
                .param(run.fence())
                .query((row, _) -> new Wish(JobState.valueOf(row.getString(1)), row.getBoolean(2), row.getInt(3)))
                .optional();
    }

    /** What people want of a job at work. */
    record Wish(JobState state, boolean pausing, int priority) {}

    /**
     * A job whose owner is dead, after the fence was raised.
     *
     * @param losses of owners since it last got further
     */
    record Orphan(UUID id, VideoId video, int generation, int attempt, JobState state, int losses) {}

    /** Takes jobs from owners that have been silent for a lease. */
    @Transactional
    public List<Orphan> expire() {
        return orphan("lease_until < now()", "");
    }

    /** Takes the jobs that an earlier life of this worker had. */
    @Transactional
    public List<Orphan> expireOf(String worker) {
        return orphan("owner = ?", worker);
    }

    private List<Orphan> orphan(String which, String parameter) {
        var statement = database.sql("""
                update transcode.job
                set fence = fence + 1, owner = null, lease_until = null, moved_at = now(), losses = losses + 1,
                    state = case
                        when state = 'RUNNING' and losses + 1 >= ? then 'FAILED'
                        when state = 'RUNNING' then 'QUEUED'
                        when state = 'STOPPING' then 'STOPPED' else state end
                where id in (
                    select id from transcode.job where owner is not null and %s for update skip locked)
                returning id, video_id, generation, attempt, state, losses
                """.formatted(which)).param(properties.lossesMax());
        List<Orphan> orphans = (parameter.isEmpty() ? statement : statement.param(parameter))
                .query((row, _) -> new Orphan(
                        row.getObject(1, UUID.class),
                        new VideoId(row.getObject(2, UUID.class)),
                        row.getInt(3),
                        row.getInt(4),
                        JobState.valueOf(row.getString(5)),
                        row.getInt(6)))
                .list();
        orphans.stream().filter(orphan -> orphan.state() == JobState.FAILED).forEach(this::giveUp);
        return orphans;
    }

    private void giveUp(Orphan orphan) {
        Failure failure = Failure.ofLosses(orphan.losses());
        database.sql("update transcode.job set ended_at = now(), failure = cast(? as jsonb) where id = ?")
                .param(Json.write(failure))
                .param(orphan.id())
                .update();
        outbox.publish(
                Topics.TRANSCODES,
                orphan.video().toString(),
                new TranscodeEvent.Failed(
                        orphan.video(),
                        orphan.generation(),
                        orphan.attempt(),
                        clock.instant(),
                        failure.kind(),
                        failure.reason()));
    }

    /** Tells the other modules that a try has begun, or how far it is. */
    @Transactional
    public void begun(Run run) {
        fences.hold(run);
        UnitRows.Tally tally = units.tally(run.jobId());
        publish(
                run,
                new TranscodeEvent.Progress(
                        run.video(),
                        run.generation(),
                        run.attempt(),
                        clock.instant(),
                        tally.accepted(),
                        tally.total()));
    }

    /** No unit is left: what follows takes its own time. */
    @Transactional
    public void encoded(Run run) {
        fences.hold(run);
        database.sql("update transcode.job set encoded_at = now(), moved_at = now() where id = ?")
                .param(run.jobId())
                .update();
    }

    @Transactional
    public void packaged(Run run, @Nullable Packaged packaged) {
        fences.hold(run);
        database.sql(
                        "update transcode.job set packaged = cast(? as jsonb), verification = null, moved_at = now(), losses = 0 where id = ?")
                .param(packaged == null ? null : Json.write(packaged))
                .param(run.jobId())
                .update();
    }

    @Transactional
    public void verified(Run run, Report report) {
        fences.hold(run);
        database.sql(
                        "update transcode.job set verification = cast(? as jsonb), moved_at = now(), losses = 0 where id = ?")
                .param(Json.write(report))
                .param(run.jobId())
                .update();
    }

    /** The switch: from here on the generation can be played, and everybody hears of it. */
    @Transactional
    public void publish(Run run, Packaged packaged, String manifestHash, long storedBytes) {
        fences.hold(run);
        int updated = database.sql("""
                        update transcode.job
                        set state = 'COMPLETED', manifest_hash = ?, stored_bytes = ?, ended_at = now(), failure = null, tries = 0
                        where id = ? and state <> 'COMPLETED'
                        """)
                .param(manifestHash)
                .param(storedBytes)
                .param(run.jobId())
                .update();
        if (updated == 1) {
            Faults.afterCommit(Faults.Point.PUBLISHED);
            publish(
                    run,
                    new TranscodeEvent.Ready(
                            run.video(),
                            run.generation(),
                            run.attempt(),
                            clock.instant(),
                            manifestHash,
                            packaged.durationMs(),
                            packaged.width(),
                            packaged.height(),
                            packaged.playback(),
                            storedBytes));
        }
    }

    /** Nobody works on the job any more. */
    @Transactional
    public void release(Run run, JobState state) {
        fences.hold(run);
        database.sql("""
                        update transcode.job
                        set owner = null, lease_until = null, moved_at = now(), pausing = pausing and :state = 'QUEUED',
                            state = case state when 'COMPLETED' then state when 'STOPPING' then 'STOPPED' else :state end,
                            ended_at = case when :state = 'QUEUED' and state <> 'STOPPING' then ended_at
                                else coalesce(ended_at, now()) end
                        where id = :job
                        """).param("state", state.name()).param("job", run.jobId()).update();
    }

    private record Try(boolean isEarly, boolean isStopping, int number) {}

    /**
     * A failed try: another follows after a pause, unless the job is to stop, or the failure is told; of a source that
     * still arrives, when it is whole.
     */
    @Transactional
    public void failed(Run run, TranscodeFailure failure, boolean forGood) {
        fences.hold(run);
        Try failed = database.sql(
                        "select durable_bytes is not null, state = 'STOPPING', tries + 1 from transcode.job where id = ?")
                .param(run.jobId())
                .query((row, _) -> new Try(row.getBoolean(1), row.getBoolean(2), row.getInt(3)))
                .single();
        if (failed.isEarly()) {
            defer(run, EARLY_FAILED);
            release(run, JobState.QUEUED);
            return;
        }
        boolean again = !forGood
                && (failure.kind() == FailureKind.TRANSIENT || failure.kind() == FailureKind.RESOURCE)
                && failed.number() < properties.triesMax();
        if (again && failed.isStopping()) {
            release(run, JobState.STOPPED);
            return;
        }
        Duration pause = properties.retryAfter().multipliedBy(1L << Math.min(failed.number(), 10));
        database.sql("""
                        update transcode.job
                        set owner = null, lease_until = null, moved_at = now(), state = :state, tries = :tries,
                            failure = cast(:failure as jsonb),
                            retry_at = case when :again then now() + make_interval(secs => :pause) end,
                            ended_at = case when :again then null else now() end
                        where id = :job
                        """)
                .param("state", (again ? JobState.QUEUED : JobState.FAILED).name())
                .param("tries", failed.number())
                .param("failure", Json.write(Failure.of(failure)))
                .param("again", again)
                .param("pause", pause.toMillis() / 1_000.0)
                .param("job", run.jobId())
                .update();
        if (!again) {
            publish(
                    run,
                    new TranscodeEvent.Failed(
                            run.video(),
                            run.generation(),
                            run.attempt(),
                            clock.instant(),
                            failure.kind(),
                            failure.reason()));
        }
    }

    private void publish(Run run, TranscodeEvent event) {
        outbox.publish(Topics.TRANSCODES, run.video().toString(), event);
    }
}
