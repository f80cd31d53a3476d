package dev.fovea.ingest.catalog;

import static java.util.stream.Collectors.groupingBy;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent.Failed;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.contracts.video.TranscodeEvent.Playback;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.contracts.video.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The rows of videos, their generations and the verdicts on them. */
@Component
public class Videos {

    /** All but the words for the search, which may be many. */
    private static final String COLUMNS =
            "video_id, uploader_id, uploader_name, title, description, category, revision," + " created_at, changed_at";

    private final JdbcClient database;

    Videos(JdbcClient database) {
        this.database = database;
    }

    public Optional<Video> find(VideoId id) {
        return findAll(List.of(id)).stream().findFirst();
    }

    /** In the order asked for; what is not there is left out. */
    public List<Video> findAll(List<VideoId> ids) {
        Map<VideoId, Video> found = load(ids, "").stream().collect(Collectors.toMap(Video::id, Function.identity()));
        return ids.stream().filter(found::containsKey).map(found::get).toList();
    }

    /** Holds the video's row until the transaction ends: every change of a video takes this first. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Video> lock(VideoId id) {
        return load(List.of(id), " for update").stream().findFirst();
    }

    private List<Video> load(Collection<VideoId> ids, String lock) {
        UUID[] keys = ids.stream().map(VideoId::value).toArray(UUID[]::new);
        // The lock first: what is read after it is what the one before us left.
        List<VideoRow> videos = database.sql("select " + COLUMNS + " from ingest.video where video_id = any(?)" + lock)
                .param(keys)
                .query((row, _) -> videoOf(row))
                .list();
        Map<GenerationKey, List<Verdict>> verdicts = database
                .sql("select * from ingest.verdict where video_id = any(?)")
                .param(keys)
                .query((row, _) -> verdictOf(row))
                .list()
                .stream()
                .collect(groupingBy(verdict -> new GenerationKey(verdict.videoId(), verdict.generation())));
        Map<VideoId, List<GenerationRow>> generations = database
                .sql("select * from ingest.generation where video_id = any(?)")
                .param(keys)
                .query((row, _) -> generationOf(row, verdicts))
                .list()
                .stream()
                .collect(groupingBy(GenerationRow::videoId));
        return videos.stream()
                // Deleted between our looks: gone.
                .filter(video -> generations.containsKey(video.id()))
                .map(video -> video.with(generations.getOrDefault(video.id(), List.of())))
                .toList();
    }

    void insert(Video video) {
        database.sql("""
                        insert into ingest.video (video_id, uploader_id, uploader_name, title, description, category, \
                        revision, created_at, changed_at, newest_generation, approved_generation) \
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(video.id().value())
                .param(video.uploaderId().value())
                .param(video.uploaderName())
                .param(video.title())
                .param(video.description())
                .param(video.category().name())
                .param(video.revision())
                .param(timeOf(video.createdAt()))
                .param(timeOf(video.changedAt()))
                .param(video.newest().number())
                .param(approvedOf(video))
                .update();
        saveWords(video);
        save(video, video.newest());
    }

    /** The video, and the one generation of it that changed. */
    void save(Video video, Generation changed) {
        save(video);
        Ready ready = changed.attempt().ready();
        Playback playback = ready == null ? null : ready.playback();
        Failed failed = changed.attempt().failed();
        database.sql("""
                        insert into ingest.generation (video_id, generation, source_size_bytes, uploaded, source_removed, \
                        attempt, units_done, units_total, ready_at, manifest_hash, duration_ms, width, height, hls, dash, \
                        storyboard, poster, stored_bytes, failed_at, failure, failure_reason, removed_attempt, status, deferral) \
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
                        on conflict (video_id, generation) do update set uploaded = excluded.uploaded, \
                        source_removed = excluded.source_removed, attempt = excluded.attempt, \
                        units_done = excluded.units_done, units_total = excluded.units_total, \
                        ready_at = excluded.ready_at, manifest_hash = excluded.manifest_hash, \
                        duration_ms = excluded.duration_ms, width = excluded.width, height = excluded.height, \
                        hls = excluded.hls, dash = excluded.dash, storyboard = excluded.storyboard, \
                        poster = excluded.poster, stored_bytes = excluded.stored_bytes, \
                        failed_at = excluded.failed_at, failure = excluded.failure, \
                        failure_reason = excluded.failure_reason, removed_attempt = excluded.removed_attempt, \
                        status = excluded.status, deferral = excluded.deferral""")
                .param(video.id().value())
                .param(changed.number())
                .param(changed.sourceSizeBytes())
                .param(changed.uploaded())
                .param(changed.sourceRemoved())
                .param(changed.attempt().number())
                .param(changed.attempt().unitsDone())
                .param(changed.attempt().unitsTotal())
                .param(ready == null ? null : timeOf(ready.at()))
                .param(ready == null ? null : ready.manifestHash())
                .param(ready == null ? null : ready.durationMs())
                .param(ready == null ? null : ready.width())
                .param(ready == null ? null : ready.height())
                .param(playback == null ? null : playback.hls())
                .param(playback == null ? null : playback.dash())
                .param(playback == null ? null : playback.storyboard())
                .param(playback == null ? null : playback.poster())
                .param(ready == null ? null : ready.storedBytes())
                .param(failed == null ? null : timeOf(failed.at()))
                .param(failed == null ? null : failed.failure().name())
                .param(failed == null ? null : failed.reason())
                .param(changed.removedAttempt())
                .param(changed.status().name())
                .param(changed.deferral())
                .update();
        changed.verdicts().values().forEach(this::save);
    }

    private void save(Verdict verdict) {
        database.sql("""
                        insert into ingest.verdict (video_id, generation, manifest_hash, outcome, reason, delete_storage, \
                        moderator_id, at) values (?, ?, ?, ?, ?, ?, ?, ?) \
                        on conflict (video_id, generation, manifest_hash) do update set outcome = excluded.outcome, \
                        reason = excluded.reason, delete_storage = excluded.delete_storage, \
                        moderator_id = excluded.moderator_id, at = excluded.at""")
                .param(verdict.videoId().value())
                .param(verdict.generation())
                .param(verdict.manifestHash())
                .param(verdict.outcome().name())
                .param(verdict.reason())
                .param(verdict.deleteStorage())
                .param(verdict.moderatorId().value())
                .param(timeOf(verdict.at()))
                .update();
    }

    void save(Video video) {
        database.sql("""
                        update ingest.video set title = ?, description = ?, category = ?, revision = ?, changed_at = ?, \
                        newest_generation = ?, approved_generation = ? where video_id = ?""")
                .param(video.title())
                .param(video.description())
                .param(video.category().name())
                .param(video.revision())
                .param(timeOf(video.changedAt()))
                .param(video.newest().number())
                .param(approvedOf(video))
                .param(video.id().value())
                .update();
    }

    /** By what people wrote it is found. */
    void saveWords(Video video) {
        database.sql("update ingest.video set own_words = array_to_tsvector(cast(? as text[])) where video_id = ?")
                .param(SearchWords.of(video.title(), video.description(), video.uploaderName()))
                .param(video.id().value())
                .update();
    }

    /** What is said and what chapters are called is found, too. */
    void saveTextWords(VideoId id) {
        String texts = database.sql("select coalesce(string_agg(words, ' '), '') from ("
                        + "select words from ingest.caption where video_id = ?"
                        + " union all select title from ingest.chapter where video_id = ?)")
                .param(id.value())
                .param(id.value())
                .query(String.class)
                .single();
        database.sql("update ingest.video set text_words = array_to_tsvector(cast(? as text[])) where video_id = ?")
                .param(SearchWords.of(texts))
                .param(id.value())
                .update();
    }

    void delete(VideoId id) {
        database.sql("delete from ingest.video where video_id = ?")
                .param(id.value())
                .update();
    }

    void delete(VideoId id, int generation) {
        database.sql("delete from ingest.generation where video_id = ? and generation = ?")
                .param(id.value())
                .param(generation)
                .update();
    }

    private static @Nullable Integer approvedOf(Video video) {
        return video.approved().map(Generation::number).orElse(null);
    }

    private static OffsetDateTime timeOf(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instantOf(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static VideoId videoIdOf(ResultSet row) throws SQLException {
        return new VideoId(row.getObject("video_id", UUID.class));
    }

    private static VideoRow videoOf(ResultSet row) throws SQLException {
        return new VideoRow(
                videoIdOf(row),
                new UserId(row.getObject("uploader_id", UUID.class)),
                row.getString("uploader_name"),
                row.getString("title"),
                row.getString("description"),
                Category.valueOf(row.getString("category")),
                row.getLong("revision"),
                instantOf(row, "created_at"),
                instantOf(row, "changed_at"));
    }

    private static Verdict verdictOf(ResultSet row) throws SQLException {
        return new Verdict(
                videoIdOf(row),
                row.getInt("generation"),
                row.getString("manifest_hash"),
                Verdict.Outcome.valueOf(row.getString("outcome")),
                row.getString("reason"),
                row.getBoolean("delete_storage"),
                new UserId(row.getObject("moderator_id", UUID.class)),
                instantOf(row, "at"));
    }

    private static GenerationRow generationOf(ResultSet row, Map<GenerationKey, List<Verdict>> verdicts)
            throws SQLException {
        VideoId id = videoIdOf(row);
        int number = row.getInt("generation");
        int attempt = row.getInt("attempt");
        var byHash = new HashMap<String, Verdict>();
        verdicts.getOrDefault(new GenerationKey(id, number), List.of())
                .forEach(verdict -> byHash.put(verdict.manifestHash(), verdict));
        return new GenerationRow(
                id,
                new Generation(
                        number,
                        row.getLong("source_size_bytes"),
                        row.getBoolean("uploaded"),
                        row.getBoolean("source_removed"),
                        row.getString("deferral"),
                        new Attempt(
                                attempt,
                                row.getInt("units_done"),
                                row.getInt("units_total"),
                                readyOf(row, id, number, attempt),
                                failedOf(row, id, number, attempt)),
                        row.getInt("removed_attempt"),
                        byHash));
    }

    private static @Nullable Ready readyOf(ResultSet row, VideoId id, int generation, int attempt) throws SQLException {
        if (row.getObject("ready_at") == null) {
            return null;
        }
        return new Ready(
                id,
                generation,
                attempt,
                instantOf(row, "ready_at"),
                row.getString("manifest_hash"),
                row.getLong("duration_ms"),
                row.getInt("width"),
                row.getInt("height"),
                new Playback(
                        row.getString("hls"),
                        row.getString("dash"),
                        row.getString("storyboard"),
                        row.getString("poster")),
                row.getLong("stored_bytes"));
    }

    private static @Nullable Failed failedOf(ResultSet row, VideoId id, int generation, int attempt)
            throws SQLException {
        if (row.getObject("failed_at") == null) {
            return null;
        }
        return new Failed(
                id,
                generation,
                attempt,
                instantOf(row, "failed_at"),
                FailureKind.valueOf(row.getString("failure")),
                row.getString("failure_reason"));
    }

    private record GenerationKey(VideoId videoId, int generation) {}

    private record GenerationRow(VideoId videoId, Generation generation) {}

    private record VideoRow(
            VideoId id,
            UserId uploaderId,
            String uploaderName,
            String title,
            String description,
            Category category,
            long revision,
            Instant createdAt,
            Instant changedAt) {

        Video with(List<GenerationRow> rows) {
            var generations = new TreeMap<Integer, Generation>();
            rows.forEach(row -> generations.put(row.generation().number(), row.generation()));
            return new Video(
                    id,
                    uploaderId,
                    uploaderName,
                    title,
                    description,
                    category,
                    revision,
                    createdAt,
                    changedAt,
                    generations);
        }
    }
}
