package dev.fovea.transcode.job;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.platform.database.Columns;
import dev.fovea.platform.page.Cursor;
import dev.fovea.transcode.encode.Failure;
import dev.fovea.transcode.encode.Json;
import dev.fovea.transcode.encode.Plan;
import dev.fovea.transcode.hls.Packaged;
import dev.fovea.transcode.verify.Report;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The jobs as they stand, for whoever asks. */
@Component
class JobRows {

    static final String COLUMNS = """
            job.id, job.video_id, job.generation, job.source_object, job.filename, job.size_bytes, job.durable_bytes,
            job.wanted_bytes, job.deferral, job.state, job.attempt, job.tries, job.priority, job.pausing, job.fence, job.owner,
            job.created_at, job.started_at, job.ended_at, job.encoded_at, job.plan, job.failure, job.manifest_hash,
            job.stored_bytes, job.removed_at,
            (select title from transcode.video where video.video_id = job.video_id) as title,
            greatest(job.moved_at, (select max(moved_at) from transcode.unit where unit.job_id = job.id)) as last_moved_at
            """;

    private final JdbcClient database;

    JobRows(JdbcClient database) {
        this.database = database;
    }

    /** Those that are not at rest, and those that came to rest a moment ago: what a live page shows. */
    public List<JobRow> lively(Duration rested, int limit) {
        return database.sql("""
                        select %s from transcode.job
                        where state in ('QUEUED', 'RUNNING', 'STOPPING')
                            or greatest(created_at, moved_at, ended_at) > now() - make_interval(secs => ?)
                        order by created_at desc, id desc limit ?
                        """.formatted(COLUMNS))
                .param(rested.toMillis() / 1_000.0)
                .param(limit)
                .query((row, _) -> read(row))
                .list();
    }

    public Optional<JobRow> find(UUID id) {
        return database.sql("select " + COLUMNS + " from transcode.job where id = ?")
                .param(id)
                .query((row, _) -> read(row))
                .optional();
    }

    public Optional<JobRow> find(VideoId video, int generation) {
        return database.sql("select " + COLUMNS + " from transcode.job where video_id = ? and generation = ?")
                .param(video.value())
                .param(generation)
                .query((row, _) -> read(row))
                .optional();
    }

    public Optional<Packaged> packagedOf(UUID id) {
        return column("packaged", id, Packaged.class);
    }

    public Optional<Report> verificationOf(UUID id) {
        return column("verification", id, Report.class);
    }

    private <T> Optional<T> column(String name, UUID id, Class<T> type) {
        return database.sql("select %s from transcode.job where id = ? and %s is not null".formatted(name, name))
                .param(id)
                .query((row, _) -> Json.read(row.getString(1), type))
                .optional();
    }

    /**
     * Which jobs are asked for.
     *
     * @param stuckMinutes those at work or waiting of which nothing has gone on for so long
     */
    record Filter(
            List<JobState> states,
            @Nullable Integer stuckMinutes,
            @Nullable FailureKind failure) {}

    /** Newest first. */
    public List<JobRow> list(Filter filter, @Nullable Cursor after, int limit) {
        return database.sql("""
                        select * from (
                            select %s from transcode.job
                            where state = any(:states)
                                and (cast(:failure as text) is null or failure ->> 'kind' = :failure)
                                and (cast(:at as timestamptz) is null or (created_at, id) < (:at, :id))) found
                        where cast(:stuck as int) is null or (state in ('QUEUED', 'RUNNING', 'STOPPING') and durable_bytes is null
                            and last_moved_at < now() - make_interval(mins => :stuck))
                        order by created_at desc, id desc limit :limit
                        """.formatted(COLUMNS))
                .param("states", filter.states().stream().map(Enum::name).toArray(String[]::new))
                .param(
                        "failure",
                        filter.failure() == null ? null : filter.failure().name())
                .param("stuck", filter.stuckMinutes())
                .param("at", after == null ? null : after.instantAt(0).atOffset(ZoneOffset.UTC))
                .param("id", after == null ? new UUID(0, 0) : after.uuidAt(1))
                .param("limit", limit)
                .query((row, _) -> read(row))
                .list();
    }

    static JobRow read(ResultSet row) throws SQLException {
        return new JobRow(
                row.getObject("id", UUID.class),
                new VideoId(row.getObject("video_id", UUID.class)),
                row.getInt("generation"),
                row.getString("source_object"),
                row.getString("filename"),
                row.getString("title"),
                row.getLong("size_bytes"),
                (Long) row.getObject("durable_bytes"),
                row.getLong("wanted_bytes"),
                row.getString("deferral"),
                JobState.valueOf(row.getString("state")),
                row.getInt("attempt"),
                row.getInt("tries"),
                row.getInt("priority"),
                row.getBoolean("pausing"),
                row.getLong("fence"),
                row.getString("owner"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Columns.instant(row, "started_at"),
                Columns.instant(row, "ended_at"),
                Columns.instant(row, "encoded_at"),
                row.getObject("last_moved_at", OffsetDateTime.class).toInstant(),
                Json.readOrNull(row.getString("plan"), Plan.class),
                Json.readOrNull(row.getString("failure"), Failure.class),
                row.getString("manifest_hash"),
                (Long) row.getObject("stored_bytes"),
                row.getObject("removed_at") != null);
    }
}
