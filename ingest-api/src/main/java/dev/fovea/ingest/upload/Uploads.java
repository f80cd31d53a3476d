package dev.fovea.ingest.upload;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.ingest.catalog.UploadFacts;
import dev.fovea.ingest.upload.Upload.Abandoned;
import dev.fovea.ingest.upload.Upload.Complete;
import dev.fovea.ingest.upload.Upload.Declared;
import dev.fovea.ingest.upload.Upload.Receiving;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The rows of uploads. An offset on record was durable before it was recorded, so the row never says more than the disk
 * holds; each update names the state that it goes on from, so of two writers one is refused.
 */
@Component
class Uploads implements UploadFacts {

    private final JdbcClient database;
    private final Clock clock;

    Uploads(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    void insert(Receiving upload) {
        Declared declared = upload.declared();
        database.sql("""
                        insert into ingest.upload (video_id, generation, uploader_id, filename, content_type, size_bytes, \
                        received_bytes, state, multipart_id, created_at, changed_at) \
                        values (?, ?, ?, ?, ?, ?, ?, 'RECEIVING', ?, ?, ?)""")
                .param(declared.videoId().value())
                .param(declared.generation())
                .param(declared.uploaderId().value())
                .param(declared.filename())
                .param(declared.contentType())
                .param(declared.sizeBytes())
                .param(upload.offset())
                .param(upload.multipartId())
                .param(timeOf(declared.createdAt()))
                .param(now())
                .update();
    }

    /** The upload of the newest file of a video. */
    Optional<Upload> find(VideoId id) {
        return database.sql("select * from ingest.upload where video_id = ? order by generation desc limit 1")
                .param(id.value())
                .query((row, _) -> uploadOf(row))
                .optional();
    }

    @Override
    public Map<VideoId, Long> receivedBytes(Collection<VideoId> arriving) {
        if (arriving.isEmpty()) {
            return Map.of();
        }
        Map<VideoId, Long> received = new HashMap<>();
        database.sql("""
                        select video_id, received_bytes from ingest.upload
                        where video_id = any(?) and state = 'RECEIVING' and multipart_id is null""")
                .param(arriving.stream().map(VideoId::value).toArray(UUID[]::new))
                .query(row -> {
                    received.put(new VideoId(row.getObject(1, UUID.class)), row.getLong(2));
                });
        return received;
    }

    /** @return false when the upload is not at {@code upload}'s offset any more: somebody else went on with it */
    boolean advance(Receiving upload, long offset) {
        return database.sql("""
                                update ingest.upload set received_bytes = ?, changed_at = ? \
                                where video_id = ? and generation = ? and state = 'RECEIVING' and received_bytes = ?""")
                        .param(offset)
                        .param(now())
                        .param(upload.declared().videoId().value())
                        .param(upload.declared().generation())
                        .param(upload.offset())
                        .update()
                == 1;
    }

    /** Tells the collector of abandoned uploads that somebody is still at it. */
    void touch(Declared declared) {
        database.sql("update ingest.upload set changed_at = ? where video_id = ? and generation = ?")
                .param(now())
                .param(declared.videoId().value())
                .param(declared.generation())
                .update();
    }

    /** @return false when it was not receiving any more */
    boolean complete(Declared declared) {
        return end(declared, "COMPLETE");
    }

    /** @return false when it was not receiving any more */
    boolean abandon(Declared declared) {
        return end(declared, "ABANDONED");
    }

    private boolean end(Declared declared, String state) {
        return database.sql("""
                                update ingest.upload set state = ?, changed_at = ?, \
                                received_bytes = case when ? = 'COMPLETE' then size_bytes else received_bytes end \
                                where video_id = ? and generation = ? and state = 'RECEIVING'""")
                        .param(state)
                        .param(now())
                        .param(state)
                        .param(declared.videoId().value())
                        .param(declared.generation())
                        .update()
                == 1;
    }

    List<Receiving> receiving(VideoId id) {
        return receivingWhere("video_id = ?", id.value());
    }

    List<Receiving> untouchedSince(Instant border) {
        return receivingWhere("changed_at < ?", timeOf(border));
    }

    /** Those whose parts go straight to the store: it may know of a completion that we do not. */
    List<Receiving> receivingInParts() {
        return receivingWhere("multipart_id is not null and created_at < ?", now());
    }

    private List<Receiving> receivingWhere(String condition, Object value) {
        return database
                .sql("select * from ingest.upload where state = 'RECEIVING' and " + condition)
                .param(value)
                .query((row, _) -> uploadOf(row))
                .list()
                .stream()
                .flatMap(upload -> upload instanceof Receiving receiving ? Stream.of(receiving) : Stream.empty())
                .toList();
    }

    void deleteEndedBefore(Instant border) {
        database.sql("delete from ingest.upload where state = 'ABANDONED' and changed_at < ?")
                .param(timeOf(border))
                .update();
    }

    private OffsetDateTime now() {
        return timeOf(clock.instant());
    }

    private static OffsetDateTime timeOf(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Upload uploadOf(ResultSet row) throws SQLException {
        var declared = new Declared(
                new VideoId(row.getObject("video_id", UUID.class)),
                row.getInt("generation"),
                new UserId(row.getObject("uploader_id", UUID.class)),
                row.getString("filename"),
                row.getString("content_type"),
                row.getLong("size_bytes"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
        @Nullable String multipartId = row.getString("multipart_id");
        return switch (row.getString("state")) {
            case "RECEIVING" -> new Receiving(declared, row.getLong("received_bytes"), multipartId);
            case "COMPLETE" -> new Complete(declared);
            case "ABANDONED" -> new Abandoned(declared);
            default -> throw new IllegalStateException("upload " + declared.videoId() + " is in no state of ours");
        };
    }
}
