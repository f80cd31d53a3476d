package dev.fovea.ingest.task;

import dev.fovea.contracts.event.RetentionRow;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.ingest.catalog.Catalogue.VideoDeleted;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What each person has ever played of each video: the union over all their views, so that order and repetition of rows
 * change nothing, and who watches one half today and the other tomorrow has watched it all.
 */
@Component
class WatchedParts {

    private static final String WATCHED_MS =
            "(select sum(upper(part) - lower(part)) from unnest(played_ms) part) as watched_ms";

    private final JdbcClient database;

    WatchedParts(JdbcClient database) {
        this.database = database;
    }

    void apply(RetentionRow row) {
        String played = row.played().stream()
                .map(part -> "[" + part.fromMs() + "," + part.toMs() + ")")
                .collect(Collectors.joining(",", "{", "}"));
        database.sql("""
                        insert into ingest.watched as known (viewer_id, video_id, played_ms)
                        values (?, ?, cast(? as int8multirange))
                        on conflict (viewer_id, video_id) do update set played_ms = known.played_ms + excluded.played_ms
                        where not known.played_ms @> excluded.played_ms""")
                .param(row.viewerId().value())
                .param(row.videoId().value())
                .param(played)
                .update();
    }

    /** Milliseconds of each video that each person has watched; who has watched nothing of them is not there. */
    Map<UserId, Map<VideoId, Long>> of(Collection<VideoId> videos) {
        var watched = new HashMap<UserId, Map<VideoId, Long>>();
        database.sql("select viewer_id, video_id, " + WATCHED_MS + " from ingest.watched where video_id = any(?)")
                .param(ids(videos))
                .query(row -> {
                    watched.computeIfAbsent(new UserId(row.getObject("viewer_id", UUID.class)), _ -> new HashMap<>())
                            .put(new VideoId(row.getObject("video_id", UUID.class)), row.getLong("watched_ms"));
                });
        return watched;
    }

    /** Milliseconds of each video that this person has watched. */
    Map<VideoId, Long> of(UserId person, Collection<VideoId> videos) {
        var watched = new HashMap<VideoId, Long>();
        database.sql("select video_id, " + WATCHED_MS
                        + " from ingest.watched where viewer_id = ? and video_id = any(?)")
                .param(person.value())
                .param(ids(videos))
                .query(row -> {
                    watched.put(new VideoId(row.getObject("video_id", UUID.class)), row.getLong("watched_ms"));
                });
        return watched;
    }

    private static UUID[] ids(Collection<VideoId> videos) {
        return videos.stream().map(VideoId::value).toArray(UUID[]::new);
    }

    @EventListener
    void forget(VideoDeleted deleted) {
        database.sql("delete from ingest.watched where video_id = ?")
                .param(deleted.videoId().value())
                .update();
    }
}
