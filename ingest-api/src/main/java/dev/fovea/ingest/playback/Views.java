package dev.fovea.ingest.playback;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import dev.fovea.ingest.IngestChores.Chore;
import dev.fovea.ingest.playback.ViewTokens.View;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The views that were granted, so that they can be renewed for those who began them. */
@Component
class Views implements Chore {

    private static final Duration EVERY = Duration.ofHours(6);

    private final JdbcClient database;
    private final PlaybackProperties properties;
    private final Clock clock;

    Views(JdbcClient database, PlaybackProperties properties, Clock clock) {
        this.database = database;
        this.properties = properties;
        this.clock = clock;
    }

    void insert(View view, int generation) {
        database.sql("insert into ingest.view (view_id, viewer_id, video_id, generation, started_at)"
                        + " values (?, ?, ?, ?, ?)")
                .param(view.viewId().value())
                .param(view.viewerId().value())
                .param(view.videoId().value())
                .param(generation)
                .param(view.startedAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<GrantedView> find(UserId viewer, VideoId video, ViewId id) {
        return database.sql("select generation, started_at from ingest.view"
                        + " where view_id = ? and viewer_id = ? and video_id = ?")
                .param(id.value())
                .param(viewer.value())
                .param(video.value())
                .query((row, _) -> new GrantedView(
                        new View(
                                id,
                                video,
                                viewer,
                                row.getObject("started_at", OffsetDateTime.class)
                                        .toInstant()),
                        row.getInt("generation")))
                .optional();
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public void run() {
        database.sql("delete from ingest.view where started_at < ?")
                .param(clock.instant().minus(properties.viewsKept()).atOffset(ZoneOffset.UTC))
                .update();
    }

    record GrantedView(View view, int generation) {}
}
