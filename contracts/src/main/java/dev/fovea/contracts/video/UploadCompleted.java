package dev.fovea.contracts.video;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import java.time.Instant;

/**
 * A source file is complete and durable. Topic {@code uploads}.
 *
 * @param generation counts a video's source files from 1
 * @param sourceObject name of the source in the media store
 * @param filename as the uploader called it; shown, never used as a path
 */
public record UploadCompleted(
        VideoId videoId,
        int generation,
        UserId uploaderId,
        String sourceObject,
        String filename,
        long sizeBytes,
        Instant uploadedAt) {

    public UploadCompleted {
        require(generation >= 1, "generations count from 1, was " + generation);
        require(!sourceObject.isBlank(), "a completed upload names its source object");
        require(sizeBytes > 0, "size must be positive, was " + sizeBytes);
    }
}
