package dev.fovea.transcode.encode;

import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.transcode.TranscodeFailure;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What became of each claim of a unit, for people: written beside the unit's row, in its transaction. */
@Component
public class Attempts {

    /** {@code RUNNING -> ACCEPTED | FAILED | STOPPED | LOST}. */
    public enum Outcome {
        RUNNING,
        ACCEPTED,
        FAILED,
        /** Nobody wanted it any more: the job was stopped, or its process ended. */
        STOPPED,
        /** Its worker fell silent. */
        LOST
    }

    /**
     * @param unit index of the unit
     * @param logTail the last lines that FFmpeg wrote: warnings and errors
     */
    public record Row(
            int unit,
            String worker,
            Instant startedAt,
            @Nullable Instant endedAt,
            Outcome outcome,
            @Nullable Long framesDone,
            @Nullable Double fps,
            @Nullable String command,
            @Nullable Integer exitCode,
            List<String> logTail,
            @Nullable FailureKind failure,
            @Nullable String reason) {}

    private final JdbcClient database;
    private final MeterRegistry meters;

    Attempts(JdbcClient database, MeterRegistry meters) {
        this.database = database;
        this.meters = meters;
    }

    void begin(Run run, Unit unit, long token, String worker) {
        database.sql("""
                        insert into transcode.attempt (job_id, index, token, worker, started_at, frames_done)
                        values (?, ?, ?, ?, now(), 0)
                        """)
                .param(run.jobId())
                .param(unit.index())
                .param(token)
                .param(worker)
                .update();
    }

    /** How far it is, and what it has said. */
    void beat(Claim claim) {
        write(claim, Outcome.RUNNING, null, null);
    }

    void accepted(Claim claim) {
        write(claim, Outcome.ACCEPTED, 0, null);
        measure(claim, Outcome.ACCEPTED, "none");
        meters.counter("fovea.transcode.frames").increment(claim.framesDone());
    }

    void stopped(Claim claim) {
        write(claim, Outcome.STOPPED, null, null);
        measure(claim, Outcome.STOPPED, "none");
    }

    void failed(Claim claim, TranscodeFailure failure) {
        write(claim, Outcome.FAILED, failure.exitCode(), failure);
        measure(claim, Outcome.FAILED, failure.kind().name());
    }

    /** What it made was accepted, and is not good enough after all. */
    void refused(Run run, int unit, Failure failure) {
        database.sql("""
                        update transcode.attempt a set outcome = 'FAILED', failure = ?, reason = ?
                        from transcode.unit u
                        where a.job_id = ? and a.index = ? and u.job_id = a.job_id and u.index = a.index and u.token = a.token
                        """)
                .param(failure.kind().name())
                .param(failure.reason())
                .param(run.jobId())
                .param(unit)
                .update();
        meters.counter("fovea.transcode.units.refused").increment();
    }

    private void write(Claim claim, Outcome outcome, @Nullable Integer exitCode, @Nullable TranscodeFailure failure) {
        List<String> log = failure == null || failure.logTail().isEmpty() ? claim.logTail() : failure.logTail();
        database.sql("""
                        update transcode.attempt
                        set outcome = :outcome, ended_at = case when :outcome = 'RUNNING' then null else now() end,
                            frames_done = :frames, fps = :fps, command = :command, exit_code = :exit,
                            log_tail = cast(:log as jsonb), failure = :failure, reason = :reason
                        where job_id = :job and index = :index and token = :token and outcome = 'RUNNING'
                        """)
                .param("outcome", outcome.name())
                .param("frames", claim.framesDone())
                .param("fps", claim.framesPerSecond())
                .param("command", claim.command())
                .param("exit", exitCode)
                .param("log", Json.write(log))
                .param("failure", failure == null ? null : failure.kind().name())
                .param("reason", failure == null ? null : failure.reason())
                .param("job", claim.run().jobId())
                .param("index", claim.unit().index())
                .param("token", claim.token())
                .update();
    }

    private void measure(Claim claim, Outcome outcome, String failure) {
        meters.timer(
                        "fovea.transcode.unit",
                        "kind",
                        lower(claim.unit().kind().name()),
                        "outcome",
                        lower(outcome.name()),
                        "failure",
                        lower(failure))
                .record(Duration.ofNanos(claim.ageNanos()));
        if (claim.slot().peakBytes() > 0) {
            meters.summary("fovea.transcode.unit.memory").record(claim.slot().peakBytes());
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Those whose unit has gone to another, or back to nobody. */
    void close() {
        int lost = database.sql("""
                        update transcode.attempt a set outcome = 'LOST', ended_at = now()
                        from transcode.unit u
                        where a.outcome = 'RUNNING' and u.job_id = a.job_id and u.index = a.index
                            and (u.state <> 'CLAIMED' or u.token <> a.token)
                        """).update();
        meters.counter("fovea.transcode.attempts.lost").increment(lost);
    }

    /**
     * The attempts at a job's units, in the order of their beginnings.
     *
     * @param lately only at units of which something happened in the last seconds
     */
    public List<Row> of(UUID jobId, boolean lately) {
        return database.sql("""
                        select a.index, a.worker, a.started_at, a.ended_at, a.outcome, a.frames_done, a.fps, command, exit_code,
                            log_tail, a.failure, reason
                        from transcode.attempt a join transcode.unit u on u.job_id = a.job_id and u.index = a.index
                        where a.job_id = ? and (not ? or u.moved_at > now() - interval '5 s')
                        order by a.started_at, a.token
                        """)
                .param(jobId)
                .param(lately)
                .query((row, _) -> row(row))
                .list();
    }

    private static Row row(ResultSet row) throws SQLException {
        OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        String failure = row.getString("failure");
        return new Row(
                row.getInt("index"),
                row.getString("worker"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                ended == null ? null : ended.toInstant(),
                Outcome.valueOf(row.getString("outcome")),
                (Long) row.getObject("frames_done"),
                (Double) row.getObject("fps"),
                row.getString("command"),
                (Integer) row.getObject("exit_code"),
                List.of(Json.read(row.getString("log_tail"), String[].class)),
                failure == null ? null : FailureKind.valueOf(failure),
                row.getString("reason"));
    }
}
