package dev.fovea.moderation.review;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.contracts.video.Verdict.Outcome;
import dev.fovea.contracts.video.VideoChanged;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.platform.database.Columns;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.page.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The catalogue's videos as moderation keeps them: a fold by (generation, changedAt), so that a repeated or outdated
 * record changes nothing.
 */
@Repository
class ReviewQueue {

    private final JdbcClient database;

    ReviewQueue(JdbcClient database) {
        this.database = database;
    }

    /** Other bytes (another generation or manifest) have no verdict yet. */
    void apply(VideoChanged video) {
        database.sql("""
                        insert into moderation.video as v (id, generation, uploader_id, uploader_name, title,
                            description, category, told_status, told_reason, duration_ms, manifest_hash, created_at,
                            changed_at, ready_at)
                        values (:id, :generation, :uploaderId, :uploaderName, :title, :description, :category, :status,
                            :reason, :durationMs, :manifestHash, :createdAt, :changedAt, :readyAt)
                        on conflict (id) do update set
                            generation = excluded.generation,
                            uploader_id = excluded.uploader_id,
                            uploader_name = excluded.uploader_name,
                            title = excluded.title,
                            description = excluded.description,
                            category = excluded.category,
                            told_status = excluded.told_status,
                            told_reason = excluded.told_reason,
                            duration_ms = excluded.duration_ms,
                            manifest_hash = excluded.manifest_hash,
                            created_at = excluded.created_at,
                            changed_at = excluded.changed_at,
                            ready_at = case when v.generation = excluded.generation
                                then coalesce(v.ready_at, excluded.ready_at) else excluded.ready_at end,
                            verdict = case when v.generation = excluded.generation
                                and v.manifest_hash is not distinct from excluded.manifest_hash then v.verdict end,
                            verdict_reason = case when v.generation = excluded.generation
                                and v.manifest_hash is not distinct from excluded.manifest_hash then v.verdict_reason end,
                            storage_deleted = v.generation = excluded.generation
                                and v.manifest_hash is not distinct from excluded.manifest_hash and v.storage_deleted
                        where (v.generation, v.changed_at) < (excluded.generation, excluded.changed_at)""")
                .param("id", video.videoId().value())
                .param("generation", video.generation())
                .param("uploaderId", video.uploaderId().value())
                .param("uploaderName", video.uploaderName())
                .param("title", video.title())
                .param("description", video.description())
                .param("category", video.category().name())
                .param("status", video.status().name())
                .param("reason", video.statusReason())
                .param("durationMs", video.durationMs())
                .param("manifestHash", video.manifestHash())
                .param("createdAt", Timestamp.from(video.createdAt()))
                .param("changedAt", Timestamp.from(video.changedAt()))
                .param("readyAt", video.status() == VideoStatus.READY ? Timestamp.from(video.changedAt()) : null)
                .update();
    }

    /** The video is gone; its verdicts stay on record. */
    void remove(VideoId id) {
        database.sql("delete from moderation.video where id = ?")
                .param(id.value())
                .update();
    }

    Optional<QueuedVideo> lock(VideoId id) {
        return database.sql("select * from moderation.video where id = ? for update")
                .param(id.value())
                .query(ReviewQueue::read)
                .optional();
    }

    /** Longest waiting first. */
    List<QueuedVideo> list(Filter filter, @Nullable Cursor after, int limit) {
        return database.sql("""
                        select * from moderation.video
                        where status = :status
                          and (cast(:category as text) is null or category = :category)
                          and (cast(:uploader as text) is null or cast(uploader_id as text) = :uploader
                               or position(lower(:uploader) in lower(uploader_name)) > 0)
                          and (cast(:waitingSince as timestamptz) is null or waiting_since <= :waitingSince)
                          and (cast(:since as timestamptz) is null
                               or (waiting_since, id) > (cast(:since as timestamptz), cast(:id as uuid)))
                        order by waiting_since, id limit :limit""")
                .param("status", filter.status().name())
                .param(
                        "category",
                        filter.category() == null ? null : filter.category().name())
                .param("uploader", filter.uploader())
                .param("waitingSince", filter.waitingSince() == null ? null : Timestamp.from(filter.waitingSince()))
                .param("since", after == null ? null : Timestamp.from(after.instantAt(0)))
                .param("id", after == null ? null : after.uuidAt(1))
                .param("limit", limit)
                .query(ReviewQueue::read)
                .list();
    }

    static Cursor cursorOf(QueuedVideo video) {
        return Cursor.of(video.waitingSince(), video.videoId());
    }

    /** The verdict stands from now on, and stays on record. */
    void record(Verdict verdict, String moderatorName) {
        database.sql("""
                        insert into moderation.verdict (id, video_id, generation, manifest_hash, outcome, reason,
                            delete_storage, moderator_id, moderator_name, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(Uuid7.next())
                .param(verdict.videoId().value())
                .param(verdict.generation())
                .param(verdict.manifestHash())
                .param(verdict.outcome().name())
                .param(verdict.reason())
                .param(verdict.deleteStorage())
                .param(verdict.moderatorId().value())
                .param(moderatorName)
                .param(Timestamp.from(verdict.at()))
                .update();
        database.sql("update moderation.video set verdict = ?, verdict_reason = ?, storage_deleted = ? where id = ?")
                .param(verdict.outcome().name())
                .param(verdict.reason())
                .param(verdict.deleteStorage())
                .param(verdict.videoId().value())
                .update();
    }

    /** Newest first. */
    List<PastVerdict> verdicts(VideoId id) {
        return database.sql("select * from moderation.verdict where video_id = ? order by at desc, id desc")
                .param(id.value())
                .query((row, _) -> new PastVerdict(
                        row.getInt("generation"),
                        Outcome.valueOf(row.getString("outcome")),
                        row.getString("reason"),
                        row.getBoolean("delete_storage"),
                        row.getString("moderator_name"),
                        row.getTimestamp("at").toInstant()))
                .list();
    }

    private static QueuedVideo read(ResultSet row, int number) throws SQLException {
        String verdict = row.getString("verdict");
        VideoStatus status = VideoStatus.valueOf(row.getString("status"));
        boolean told = verdict == null || status != VideoStatus.valueOf(verdict);
        return new QueuedVideo(
                new VideoId(row.getObject("id", UUID.class)),
                row.getInt("generation"),
                new UserId(row.getObject("uploader_id", UUID.class)),
                row.getString("uploader_name"),
                row.getString("title"),
                row.getString("description"),
                Category.valueOf(row.getString("category")),
                status,
                row.getString(told ? "told_reason" : "verdict_reason"),
                row.getObject("duration_ms", Long.class),
                row.getString("manifest_hash"),
                row.getTimestamp("created_at").toInstant(),
                Columns.instant(row, "ready_at"),
                row.getTimestamp("waiting_since").toInstant(),
                verdict == null ? null : Outcome.valueOf(verdict),
                row.getBoolean("storage_deleted"));
    }

    /**
     * What is null lets everything through.
     *
     * @param uploader an id, or part of a name
     * @param waitingSince the latest that a video may have begun to wait
     */
    record Filter(
            VideoStatus status,
            @Nullable Category category,
            @Nullable String uploader,
            @Nullable Instant waitingSince) {}
}
