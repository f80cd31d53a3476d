package dev.fovea.standalone.transcode;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.transcode.encode.Plan;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Every change of a job's or a unit's state, written down by the database itself with the session that made it: what the
 * workers say of themselves is not asked.
 */
final class TranscodeJournal {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration DONE_WITHIN = Duration.ofMinutes(30);
    private static final long LOOK_EVERY_MS = 200;

    /** One for many questions: a new one each time would take more than all of them from what is measured. */
    private final SingleConnectionDataSource connection;

    private final JdbcClient database;

    TranscodeJournal(House house) {
        this.connection = new SingleConnectionDataSource(
                house.jdbcUrl("chaos") + "&connectTimeout=5&socketTimeout=20",
                house.databaseUser(),
                house.databasePassword(),
                true);
        this.database = JdbcClient.create(connection);
    }

    /**
     * @param unit null for the job itself
     * @param session the life of the worker that wrote it
     */
    record Entry(long id, Instant at, UUID job, @Nullable Integer unit, String state, String session) {

        boolean isClaim() {
            return unit != null && state.equals("CLAIMED");
        }
    }

    /** After the worker has made its tables. */
    void install() {
        for (String statement : List.of("create schema chaos", """
                create table chaos.journal (
                    id bigint generated always as identity primary key,
                    at timestamptz not null default clock_timestamp(),
                    job uuid not null, unit int, state text not null,
                    session text not null default current_setting('application_name'))
                """, """
                create function chaos.note_unit() returns trigger language plpgsql as $$
                begin
                    insert into chaos.journal (job, unit, state) values (new.job_id, new.index, new.state);
                    return null;
                end $$
                """, """
                create function chaos.note_job() returns trigger language plpgsql as $$
                begin
                    insert into chaos.journal (job, state) values (new.id, new.state);
                    return null;
                end $$
                """, """
                create trigger note after update on transcode.unit for each row
                when (old.state <> new.state or old.token <> new.token or old.accepted_at is distinct from new.accepted_at)
                execute function chaos.note_unit()
                """, """
                create trigger note after update on transcode.job for each row
                when (old.state <> new.state or old.fence <> new.fence)
                execute function chaos.note_job()
                """)) {
            database.sql(statement).update();
        }
    }

    List<Entry> since(Instant time) {
        return ask(() -> database.sql("select * from chaos.journal where at > ? order by id")
                .param(time.atOffset(ZoneOffset.UTC))
                .query((row, _) -> entry(row))
                .list());
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getObject("job", UUID.class),
                (Integer) row.getObject("unit"),
                row.getString("state"),
                row.getString("session"));
    }

    /** Of the jobs at work, who has them: the session that claimed each last. */
    record Owner(UUID job, String session) {}

    List<Owner> owners() {
        return ask(() -> database.sql("""
                        select j.id, (select session from chaos.journal where job = j.id and unit is null and state = 'RUNNING'
                            order by id desc limit 1)
                        from transcode.job j where j.owner is not null and j.state <> 'COMPLETED'
                        """)
                .query((row, _) -> new Owner(row.getObject(1, UUID.class), String.valueOf(row.getString(2))))
                .list());
    }

    /** Sessions that encode a unit now. */
    List<String> encoding() {
        return ask(() -> database.sql("""
                        select distinct (select session from chaos.journal n
                            where n.job = u.job_id and n.unit = u.index and n.state = 'CLAIMED' order by id desc limit 1)
                        from transcode.unit u where u.state = 'CLAIMED'
                        """)
                .query((row, _) -> String.valueOf(row.getString(1)))
                .list());
    }

    /** @param video as it was uploaded */
    record Job(
            UUID id,
            UUID video,
            String state,
            @Nullable String manifestHash,
            @Nullable String failure) {

        boolean isComplete() {
            return state.equals("COMPLETED");
        }

        boolean isOver() {
            return isComplete() || state.equals("FAILED");
        }
    }

    List<Job> jobs() {
        return ask(() -> database.sql("""
                        select id, video_id, state, manifest_hash, failure from transcode.job order by created_at, id
                        """)
                .query((row, _) -> new Job(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5)))
                .list());
    }

    Optional<Job> job(UUID video) {
        return jobs().stream().filter(job -> job.video().equals(video)).findFirst();
    }

    /** @throws IOException when it fails, or nothing comes of it in half an hour */
    Job awaitComplete(VideoId video) throws IOException, InterruptedException {
        await("job of " + video, () -> job(video.value()).filter(Job::isOver).isPresent());
        Job job = job(video.value()).orElseThrow();
        if (!job.isComplete()) {
            throw new IOException("the job is %s: %s".formatted(job.state(), job.failure()));
        }
        return job;
    }

    /** @param what is awaited, for whoever awaits it in vain */
    static void await(String what, BooleanSupplier holds) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(DONE_WITHIN);
        while (!holds.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new IOException("%s: nothing came within %s".formatted(what, DONE_WITHIN));
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
    }

    /** When a step of a job began and ended, the last time it was entered. */
    record Step(String name, Instant begin, Instant end) {}

    List<Step> steps(UUID job) {
        return ask(() -> database.sql("""
                        select distinct on (step_name) step_name, s.start_time, s.end_time from transcode.batch_step_execution s
                        join transcode.batch_job_execution_params p on p.job_execution_id = s.job_execution_id
                        where p.parameter_value = ? and step_name not like '%:%' and s.end_time is not null
                        order by step_name, step_execution_id desc
                        """)
                .param(job.toString())
                .query((row, _) -> new Step(row.getString(1), instant(row, 2), instant(row, 3)))
                .list());
    }

    /** @param chosen for this film, from its samples */
    record Coarseness(String rendition, int crf, boolean chosen) {}

    /** How coarse each rendition of a job was planned to be, from the smallest to the largest. */
    List<Coarseness> coarseness(UUID job) {
        return ask(() -> database.sql("""
                        select r ->> 'name', coalesce((plan -> 'crfs' ->> (r ->> 'name'))::int, ?)
                        from transcode.job, jsonb_array_elements(plan -> 'renditions') with ordinality as e (r, place)
                        where id = ? order by place
                        """)
                .param(Plan.CRF)
                .param(job)
                .query((row, _) -> new Coarseness(row.getString(1), row.getInt(2), row.getInt(2) != Plan.CRF))
                .list());
    }

    /** Batch writes the time of the machine's zone. */
    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, LocalDateTime.class)
                .atZone(ZoneId.systemDefault())
                .toInstant();
    }

    /** The worker of this name is to take nothing more, or to take work again. Returns when it heeds it. */
    void drain(String worker, boolean draining) throws IOException, InterruptedException {
        Optional<Instant> told = database.sql(
                        "update transcode.worker set draining = ? where name = ? returning beat_at")
                .param(draining)
                .param(worker)
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
        if (told.isEmpty()) {
            throw new IOException("there is no worker " + worker);
        }
        // It hears of it with a beat, and has heeded it before the next.
        Instant heard = awaitBeat(worker, told.get());
        Instant _ = awaitBeat(worker, heard);
    }

    private Instant awaitBeat(String worker, Instant after) throws IOException, InterruptedException {
        await("beat of " + worker, () -> beatOf(worker).isAfter(after));
        return beatOf(worker);
    }

    private Instant beatOf(String worker) {
        return ask(() -> database.sql("select beat_at from transcode.worker where name = ?")
                .param(worker)
                .query(OffsetDateTime.class)
                .single()
                .toInstant());
    }

    /** Jobs that were only begun to see them begin; nobody must run them any more. */
    void stopOpenJobs() {
        database.sql("""
                        update transcode.job set state = 'STOPPED', owner = null, lease_until = null, fence = fence + 1
                        where state <> 'COMPLETED'
                        """).update();
    }

    int units() {
        return ask(() -> database.sql("select count(*) from transcode.unit")
                .query(Integer.class)
                .single());
    }

    /** Executions of jobs and of steps that Batch believes to run, in words. */
    List<String> openExecutions() {
        return ask(() -> database.sql("""
                        select 'job execution %s of job %s is %s' as told, job_execution_id, p.parameter_value, status
                        from transcode.batch_job_execution join transcode.batch_job_execution_params p using (job_execution_id)
                        where status in ('STARTED', 'STARTING', 'STOPPING', 'UNKNOWN')
                        union all
                        select 'step ' || step_name || ' of job execution %s of job %s is %s', job_execution_id, p.parameter_value, status
                        from transcode.batch_step_execution join transcode.batch_job_execution_params p using (job_execution_id)
                        where status in ('STARTED', 'STARTING', 'STOPPING', 'UNKNOWN')
                        """)
                .query((row, _) -> row.getString(1).formatted(row.getString(2), row.getString(3), row.getString(4)))
                .list());
    }

    /** The database may be dead this very moment. */
    private <T> T ask(Supplier<T> question) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return question.get();
            } catch (DataAccessException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                connection.resetConnection();
                try {
                    Thread.sleep(50);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }
}
