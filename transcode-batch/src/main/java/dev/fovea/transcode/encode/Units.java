package dev.fovea.transcode.encode;

import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.fault.Faults;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The units of stored plans.
 *
 * <p>{@code PENDING -> CLAIMED -> ACCEPTED}; back to PENDING when a claim fails, is given back or expires, and when what was
 * accepted is refused after all; FAILED after too many failures. All times are the database's.
 */
@Component
public class Units {

    /** Of whatever else may have been claimed since, nothing is accepted. */
    private static final String OURS =
            Faults.has(Faults.Mutant.FENCING_OFF) ? "true" : "token = :token and state = 'CLAIMED'";

    private static final int IN_VAIN = 2;

    private final JdbcClient database;
    private final Fences fences;
    private final Attempts attempts;
    private final TranscodeProperties properties;

    Units(JdbcClient database, Fences fences, Attempts attempts, TranscodeProperties properties) {
        this.database = database;
        this.fences = fences;
        this.attempts = attempts;
        this.properties = properties;
    }

    /**
     * What a claim gives.
     *
     * @param durableBytes of a source that still arrives; null when it is whole
     */
    record Claimed(
            Unit unit, long token, int failures, @Nullable Long durableBytes) {}

    /** In the surrounding transaction; a plan that replaces another begins from nothing. */
    @Transactional
    public void replace(Run run, List<Unit> units) {
        fences.hold(run);
        database.sql("delete from transcode.unit where job_id = ?")
                .param(run.jobId())
                .update();
        for (Unit unit : units) {
            database.sql("""
                            insert into transcode.unit
                                (job_id, index, kind, position, first_frame, frames, first_segment, segments, seek_micros)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                            """)
                    .param(run.jobId())
                    .param(unit.index())
                    .param(unit.kind().name())
                    .param(positionOf(unit))
                    .param(unit.firstFrame())
                    .param(unit.frames())
                    .param(unit.firstSegment())
                    .param(unit.segments())
                    .param(unit.seekMicros())
                    .update();
        }
    }

    /** In the surrounding transaction: which first bytes of a source that still arrives units need. */
    void need(Run run, Map<Integer, Long> needs) {
        needs.forEach((index, bytes) -> database.sql(
                        "update transcode.unit set needs_bytes = ? where job_id = ? and index = ?")
                .param(bytes)
                .param(run.jobId())
                .param(index)
                .update());
    }

    /** The first span, the sound (it is long), then span by span: what is watched first is there first. */
    private static int positionOf(Unit unit) {
        return unit.kind() == Unit.Kind.AUDIO ? 1 : 2 * unit.index();
    }

    /**
     * The next unit that nobody has, for the run that owns the job. One that was begun in vain twice comes last: should it
     * kill whoever has it, the others are done by then.
     */
    @Transactional
    Optional<Claimed> claim(Run run, String worker) {
        Optional<Claimed> claimed = database.sql("""
                        with next as (
                            select u.job_id, u.index, j.durable_bytes from transcode.unit u join transcode.job j on j.id = u.job_id
                            where u.job_id = :job and j.fence = :fence and u.state = 'PENDING'
                                and (u.not_before is null or u.not_before <= now())
                                and (j.durable_bytes is null or u.needs_bytes <= j.durable_bytes)
                            order by u.attempts >= :vain, u.position limit 1 for update of u skip locked)
                        update transcode.unit u
                        set state = 'CLAIMED', token = u.token + 1, attempts = u.attempts + 1, worker = :worker,
                            lease_until = now() + make_interval(secs => :lease), claimed_at = now(), accepted_at = null,
                            moved_at = now(), frames_done = 0, fps = null
                        from next where u.job_id = next.job_id and u.index = next.index
                        returning u.*, next.durable_bytes
                        """)
                .param("job", run.jobId())
                .param("fence", run.fence())
                .param("vain", IN_VAIN)
                .param("worker", worker)
                .param("lease", seconds(properties.lease()))
                .query((row, _) -> new Claimed(UnitRows.unit(row), row.getLong("token"), row.getInt("failures"), (Long)
                        row.getObject("durable_bytes")))
                .optional();
        claimed.ifPresent(claim -> attempts.begin(run, claim.unit(), claim.token(), worker));
        return claimed;
    }

    /**
     * The one acceptance of a unit's result, in the surrounding transaction.
     *
     * @throws FenceLost when the job or the claim has gone to another
     */
    @Transactional
    void accept(Claim claim, List<TrackPart> parts) {
        fences.hold(claim.run());
        Beginning read = claim.read();
        int updated = database.sql("""
                        update transcode.unit
                        set state = 'ACCEPTED', accepted_at = now(), moved_at = now(), lease_until = null, result = cast(:result as jsonb),
                            stored_bytes = :bytes, frames_done = :frames, fps = :fps, failure = null, read_bytes = :read,
                            read_sha256 = :hash
                        where job_id = :job and index = :index and %s
                        """.formatted(OURS))
                .param("result", Json.write(parts))
                .param("bytes", parts.stream().mapToLong(TrackPart::sizeBytes).sum())
                .param("frames", claim.framesDone())
                .param("fps", claim.framesPerSecond())
                .param("read", read == null ? null : read.bytes(), Types.BIGINT)
                .param("hash", read == null ? null : read.sha256(), Types.VARCHAR)
                .param("job", claim.run().jobId())
                .param("index", claim.unit().index())
                .param("token", claim.token())
                .update();
        if (updated == 0) {
            throw new FenceLost(claim.run().jobId(), claim.run().fence());
        }
        // They count since the job last got further: a film of hours may meet more outages than it has tries.
        database.sql("update transcode.job set tries = 0, losses = 0 where id = ? and tries + losses > 0")
                .param(claim.run().jobId())
                .update();
        database.sql("update transcode.unit set losses = 0 where job_id = ? and losses > 0")
                .param(claim.run().jobId())
                .update();
        attempts.accepted(claim);
    }

    /**
     * A unit that was accepted is to be made again, in the surrounding transaction: what it gave is refused.
     *
     * @param forGood whether another try would end the same
     * @return the tries that failed by now, when there is no other
     */
    @Transactional
    public OptionalInt refuse(Run run, int index, Failure failure, boolean forGood) {
        fences.hold(run);
        attempts.refused(run, index, failure);
        int failures = database.sql("""
                        update transcode.unit
                        set state = case when :last or failures + 1 >= :tries then 'FAILED' else 'PENDING' end,
                            failures = failures + 1, failure = cast(:failure as jsonb), result = null, stored_bytes = null,
                            accepted_at = null, worker = null, not_before = null, frames_done = null, fps = null,
                            read_bytes = null, read_sha256 = null, moved_at = now()
                        where job_id = :job and index = :index and state = 'ACCEPTED'
                        returning failures
                        """)
                .param("last", forGood)
                .param("tries", properties.triesMax())
                .param("failure", Json.write(failure))
                .param("job", run.jobId())
                .param("index", index)
                .query(Integer.class)
                .single();
        return forGood || failures >= properties.triesMax() ? OptionalInt.of(failures) : OptionalInt.empty();
    }

    /** Nobody is to blame: the unit is free again, as if it had not been claimed. */
    @Transactional
    void giveBack(Claim claim) {
        database.sql("""
                        update transcode.unit set state = 'PENDING', attempts = attempts - 1, worker = null, lease_until = null,
                            moved_at = now()
                        where job_id = ? and index = ? and token = ? and state = 'CLAIMED'
                        """)
                .param(claim.run().jobId())
                .param(claim.unit().index())
                .param(claim.token())
                .update();
        attempts.stopped(claim);
    }

    /** Every span of a plan that has changed, whoever is at it: in the surrounding transaction. */
    void beginAnew(Run run) {
        database.sql("""
                        update transcode.unit
                        set state = 'PENDING', token = token + 1, worker = null, lease_until = null, not_before = null,
                            failures = 0, losses = 0, failure = null, result = null, stored_bytes = null, accepted_at = null,
                            frames_done = null, fps = null, moved_at = now()
                        where job_id = ? and kind = 'VIDEO'
                        """).param(run.jobId()).update();
        attempts.close();
    }

    boolean mayTryAgain(Claim claim, TranscodeFailure failure) {
        return failure.mayPass() && claim.failuresBefore() + 1 < properties.triesMax();
    }

    /** What had arrived was not enough for it, whatever the reason; that costs it no try. */
    @Transactional
    void waitForTheWhole(Claim claim, TranscodeFailure failure) {
        database.sql("""
                        update transcode.unit set state = 'PENDING', needs_bytes = null, worker = null, lease_until = null,
                            moved_at = now()
                        where job_id = ? and index = ? and token = ? and state = 'CLAIMED'
                        """)
                .param(claim.run().jobId())
                .param(claim.unit().index())
                .param(claim.token())
                .update();
        attempts.failed(claim, failure);
    }

    /** The job is not to be taken up again before the next unit's bytes are there. */
    @Transactional
    void restUntilMoreArrives(Run run) {
        fences.hold(run);
        database.sql("""
                        update transcode.job set wanted_bytes = coalesce((
                            select min(needs_bytes) from transcode.unit where job_id = job.id and state = 'PENDING'), size_bytes)
                        where id = ?
                        """).param(run.jobId()).update();
    }

    /** @return whether the unit will be tried again */
    @Transactional
    boolean fail(Claim claim, TranscodeFailure failure) {
        boolean again = mayTryAgain(claim, failure);
        Duration pause = properties.retryAfter().multipliedBy(1L << claim.failuresBefore());
        database.sql("""
                        update transcode.unit
                        set state = :state, failures = failures + 1, failure = cast(:failure as jsonb), lease_until = null,
                            not_before = now() + make_interval(secs => :pause), moved_at = now()
                        where job_id = :job and index = :index and token = :token and state = 'CLAIMED'
                        """)
                .param("state", again ? "PENDING" : "FAILED")
                .param("failure", Json.write(Failure.of(failure)))
                .param("pause", seconds(pause))
                .param("job", claim.run().jobId())
                .param("index", claim.unit().index())
                .param("token", claim.token())
                .update();
        attempts.failed(claim, failure);
        return again;
    }

    /** @return whether the claim is still ours */
    @Transactional
    boolean heartbeat(Claim claim) {
        boolean ours = database.sql("""
                                update transcode.unit
                                set lease_until = now() + make_interval(secs => :lease), fps = :fps,
                                    moved_at = case when frames_done = :frames then moved_at else now() end,
                                    frames_done = :frames
                                where job_id = :job and index = :index and %s
                                """.formatted(OURS))
                        .param("lease", seconds(properties.lease()))
                        .param("frames", claim.framesDone())
                        .param("fps", claim.framesPerSecond())
                        .param("job", claim.run().jobId())
                        .param("index", claim.unit().index())
                        .param("token", claim.token())
                        .update()
                == 1;
        if (ours) {
            attempts.beat(claim);
        }
        return ours;
    }

    /** Frees what silent workers hold; the raised token refuses what they may still bring. @return how many units */
    @Transactional
    public int expire() {
        return lose("lease_until < now()", Map.of());
    }

    /** Frees what an earlier life of this worker held: it is dead, its name is ours. */
    @Transactional
    public void expireOf(String worker) {
        lose("worker = :worker", Map.of("worker", worker));
    }

    private record Lost(UUID jobId, int index, int losses) {}

    private int lose(String which, Map<String, ?> parameters) {
        // Whoever writes to several units of a job holds its row, as an acceptance does; the next look gets those
        // passed over.
        List<Lost> lost = database.sql("""
                        with held as (
                            select id from transcode.job
                            where id in (select job_id from transcode.unit where state = 'CLAIMED' and %s)
                            for update skip locked)
                        update transcode.unit set state = 'PENDING', token = token + 1, worker = null, lease_until = null,
                            moved_at = now(), losses = losses + 1
                        from held where job_id = held.id and state = 'CLAIMED' and %s
                        returning job_id, index, losses
                        """.formatted(which, which))
                .params(parameters)
                .query((row, _) -> new Lost(row.getObject(1, UUID.class), row.getInt(2), row.getInt(3)))
                .list();
        if (!lost.isEmpty()) {
            attempts.close();
        }
        lost.stream().filter(unit -> unit.losses() >= properties.lossesMax()).forEach(this::giveUp);
        return lost.size();
    }

    private void giveUp(Lost unit) {
        database.sql("""
                        update transcode.unit set state = 'FAILED', failure = cast(? as jsonb) where job_id = ? and index = ?
                        """)
                .param(Json.write(Failure.ofLosses(unit.losses())))
                .param(unit.jobId())
                .param(unit.index())
                .update();
    }

    /** Units get their tries back, because somebody asked for another attempt. */
    @Transactional
    public void forgive(UUID jobId) {
        database.sql("""
                        update transcode.unit set state = case state when 'FAILED' then 'PENDING' else state end, failures = 0,
                            losses = 0, not_before = null, moved_at = now()
                        where job_id = ? and (state in ('FAILED', 'PENDING') or failures > 0)
                        """).param(jobId).update();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }
}
