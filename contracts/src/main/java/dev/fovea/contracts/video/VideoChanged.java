package dev.fovea.contracts.video;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue's present word on a video, whole. Compacted topic {@code videos}; a tombstone when it is gone.
 *
 * @param generation the newest generation; {@code status} and {@code manifestHash} are its
 * @param statusReason for people: why it failed or was rejected
 * @param durationMs null until the source was probed
 * @param manifestHash null until it is READY; a verdict must name it
 */
public record VideoChanged(
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
        Instant changedAt) {

    public VideoChanged {
        require(generation >= 1, "generations count from 1, was " + generation);
    }
}
