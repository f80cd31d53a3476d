package dev.fovea.ingest.playback;

import dev.fovea.contracts.event.ViewRow;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.ingest.catalog.Catalogue.VideoDeleted;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where each viewer stopped in each video: of the newest view's rows the newest, in whatever order they come. */
@Component
class WatchProgress {

    private final JdbcClient database;

    WatchProgress(JdbcClient database) {
        this.database = database;
    }

    void apply(ViewRow row) {
        database.sql("""
                        insert into ingest.watch_progress as known (viewer_id, video_id, view_id, view_started_at, version, \
                        playhead_ms, completed) values (?, ?, ?, ?, ?, ?, ?) \
                        on conflict (viewer_id, video_id) do update set view_id = excluded.view_id, \
                        view_started_at = excluded.view_started_at, version = excluded.version, \
                        playhead_ms = excluded.playhead_ms, completed = excluded.completed \
                        where (known.view_started_at, known.view_id, known.version) \
                        < (excluded.view_started_at, excluded.view_id, excluded.version)""")
                .param(row.viewerId().value())
                .param(row.videoId().value())
                .param(row.viewId().value())
                .param(row.viewStartedAt())
                .param(row.version())
                .param(row.playheadMs())
                .param(row.completed())
                .update();
    }

    Map<VideoId, Stop> of(UserId viewer, Collection<VideoId> videos) {
        return database
                .sql("select video_id, playhead_ms, completed from ingest.watch_progress"
                        + " where viewer_id = ? and video_id = any(?)")
                .param(viewer.value())
                .param(videos.stream().map(VideoId::value).toArray(UUID[]::new))
                .query((row, _) -> Map.entry(
                        new VideoId(row.getObject("video_id", UUID.class)),
                        new Stop(row.getLong("playhead_ms"), row.getBoolean("completed"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** What a viewer did not finish, the last watched first. */
    List<VideoId> open(UserId viewer, int limit) {
        return database.sql("select video_id from ingest.watch_progress where viewer_id = ? and not completed"
                        + " order by view_started_at desc limit ?")
                .param(viewer.value())
                .param(limit)
                .query((row, _) -> new VideoId(row.getObject(1, UUID.class)))
                .list();
    }

    @EventListener
    void forget(VideoDeleted deleted) {
        database.sql("delete from ingest.watch_progress where video_id = ?")
                .param(deleted.videoId().value())
                .update();
    }

    /** Where a view stood at its last event. */
    record Stop(long playheadMs, boolean completed) {

        private static final long BEGINNING_MS = 5_000;
        private static final double NEARLY_ALL = 0.95;

        /** 0 when there is nothing to go on with: barely begun, or as good as finished. */
        double resumeAtSeconds(long durationMs) {
            boolean begins = completed || playheadMs < BEGINNING_MS || playheadMs > durationMs * NEARLY_ALL;
            return begins ? 0 : playheadMs / 1_000.0;
        }
    }
}
