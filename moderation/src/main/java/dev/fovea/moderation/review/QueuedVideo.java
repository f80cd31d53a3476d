package dev.fovea.moderation.review;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.Verdict.Outcome;
import dev.fovea.contracts.video.VideoStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A video as a moderator sees it.
 *
 * @param status with the verdict that stands, also before the catalogue has told of it
 * @param verdict that stands on exactly {@code manifestHash}
 * @param storageDeleted by that verdict: it cannot be taken back
 * @param waitingSince when it became READY, else when it was created; the queue's order
 */
record QueuedVideo(
        VideoId videoId,
        int generation,
        UserId uploaderId,
        String uploaderName,
        String title,
        String description,
        Category category,
        VideoStatus status,
        @Nullable String statusReason,
        @Nullable Long durationMs,
        @Nullable String manifestHash,
        Instant createdAt,
        @Nullable Instant readyAt,
        Instant waitingSince,
        @Nullable Outcome verdict,
        boolean storageDeleted) {

    boolean isJudgeable() {
        return manifestHash != null
                && switch (status) {
                    case READY, APPROVED, REJECTED -> true;
                    case UPLOADING, UPLOADED, PROCESSING, FAILED -> false;
                };
    }
}
