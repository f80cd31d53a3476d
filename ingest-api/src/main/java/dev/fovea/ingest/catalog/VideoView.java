package dev.fovea.ingest.catalog;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.VideoStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A video as one caller sees it: the newest generation for those who look after it, the approved one for viewers.
 *
 * @param receivedBytes of the file that still arrives; null when it goes straight to the store, and once it is whole
 */
@Schema(name = "Video")
record VideoView(
        VideoId id,
        String title,
        String description,
        VideoStatus status,
        @Nullable String statusReason,
        Category category,
        int generation,
        @Nullable Integer approvedGeneration,
        Uploader uploader,
        @Nullable Double durationSeconds,
        @Nullable Integer width,
        @Nullable Integer height,
        Instant createdAt,
        @Nullable String posterUrl,
        @Nullable String manifestHash,
        @Nullable Progress progress,
        @Nullable Long sizeBytes,
        @Nullable Long receivedBytes,
        @Nullable Double resumeAtSeconds,
        boolean playable) {

    @Schema(name = "Uploader")
    record Uploader(UserId id, String displayName) {}

    /** Units of the stored plan: video spans and the audio track. */
    @Schema(name = "VideoProgress")
    record Progress(int unitsDone, int unitsTotal) {}
}
