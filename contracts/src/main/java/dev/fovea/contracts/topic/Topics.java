package dev.fovea.contracts.topic;

import static dev.fovea.contracts.topic.Topic.Kind.COMPACTED;
import static dev.fovea.contracts.topic.Topic.Kind.LOG;

import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.event.CollectorTally;
import dev.fovea.contracts.event.FocusRow;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.event.RetentionRow;
import dev.fovea.contracts.event.ViewRow;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.contracts.video.UploadCompleted;
import dev.fovea.contracts.video.UploadProgress;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.contracts.video.VideoChanged;
import java.util.List;

/** Every topic of Fovea. Partition counts are those of one machine; a cluster may make them with more. */
public final class Topics {

    public static final Topic<UploadCompleted> UPLOADS =
            new Topic<>("uploads", UploadCompleted.class, "ingest-api", LOG, 1);
    public static final Topic<UploadProgress> UPLOAD_PROGRESS =
            new Topic<>("upload-progress", UploadProgress.class, "ingest-api", LOG, 1);
    public static final Topic<VideoChanged> VIDEOS =
            new Topic<>("videos", VideoChanged.class, "ingest-api", COMPACTED, 1);
    public static final Topic<TranscodeEvent> TRANSCODES =
            new Topic<>("transcodes", TranscodeEvent.class, "transcode-batch", LOG, 1);
    public static final Topic<Verdict> VERDICTS = new Topic<>("verdicts", Verdict.class, "moderation", LOG, 1);
    public static final Topic<AccountChanged> ACCOUNTS =
            new Topic<>("accounts", AccountChanged.class, "moderation", COMPACTED, 1);
    public static final Topic<PlayerEvent> PLAYER_EVENTS =
            new Topic<>("player-events", PlayerEvent.class, "ingest-api", LOG, 4);
    public static final Topic<ViewRow> VIEW_ROWS = new Topic<>("view-rows", ViewRow.class, "stream-analytics", LOG, 4);
    public static final Topic<RetentionRow> RETENTION_ROWS =
            new Topic<>("retention-rows", RetentionRow.class, "stream-analytics", LOG, 4);
    public static final Topic<FocusRow> FOCUS_ROWS =
            new Topic<>("focus-rows", FocusRow.class, "stream-analytics", LOG, 4);
    public static final Topic<PlayerEvent> PLAYER_EVENTS_LATE =
            new Topic<>("player-events-late", PlayerEvent.class, "stream-analytics", LOG, 4);

    public static final Topic<CollectorTally> COLLECTOR_TALLIES =
            new Topic<>("collector-tallies", CollectorTally.class, "ingest-api", COMPACTED, 1);

    public static final List<Topic<?>> ALL = List.of(
            UPLOADS,
            UPLOAD_PROGRESS,
            VIDEOS,
            TRANSCODES,
            VERDICTS,
            ACCOUNTS,
            PLAYER_EVENTS,
            VIEW_ROWS,
            RETENTION_ROWS,
            FOCUS_ROWS,
            PLAYER_EVENTS_LATE,
            COLLECTOR_TALLIES);

    private Topics() {}
}
