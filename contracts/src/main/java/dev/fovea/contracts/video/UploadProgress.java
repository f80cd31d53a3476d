package dev.fovea.contracts.video;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.id.VideoId;
import java.time.Instant;

/**
 * How far a source file has come whose bytes arrive in order. Topic {@code upload-progress}; that it is whole is told on
 * topic {@code uploads}, before or after what is still to be read here.
 *
 * @param generation counts a video's source files from 1
 * @param sourceObject name of the source in the media store, where it grows
 * @param sizeBytes of the whole file
 * @param durableBytes from its start, on the disk and never changed again
 * @param abandoned the rest will not come
 */
public record UploadProgress(
        VideoId videoId,
        int generation,
        String sourceObject,
        String filename,
        long sizeBytes,
        long durableBytes,
        boolean abandoned,
        Instant at) {

    public UploadProgress {
        require(generation >= 1, "generations count from 1, was " + generation);
        require(!sourceObject.isBlank(), "an upload names its source object");
        require(
                durableBytes >= 0 && durableBytes <= sizeBytes,
                "durable are %d bytes of %d".formatted(durableBytes, sizeBytes));
    }
}
