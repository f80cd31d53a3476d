package dev.fovea.transcode.passthrough;

import static dev.fovea.contracts.Require.require;

import org.jspecify.annotations.Nullable;

/**
 * What was decided: the source's pictures are the largest rendition as they are, or they are encoded, and why.
 *
 * @param delayFrames how many frames before it is shown the first picture must be decoded; null when they are encoded
 * @param refusal a sentence for people; null when they are passed through
 */
public record PassThrough(
        @Nullable Integer delayFrames, @Nullable String refusal) {

    public PassThrough {
        require((delayFrames == null) != (refusal == null), "pictures are passed through, or there is a reason");
    }

    public static PassThrough refused(String why) {
        return new PassThrough(null, why);
    }
}
