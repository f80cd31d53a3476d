package dev.fovea.transcode.probe;

import static dev.fovea.contracts.Require.require;

import dev.fovea.transcode.span.FrameRate;
import org.jspecify.annotations.Nullable;

/**
 * What an uploaded file is, as far as encoding cares.
 *
 * @param container FFmpeg's name of its format
 * @param videoStream index of the picture track
 * @param width,height as shown: after rotation, with square pixels
 * @param frameRate the one rate of the output
 * @param durationMicros until the last picture has been shown
 * @param lastPictureMicros when the last picture begins to be shown
 * @param videoCodec FFmpeg's name
 * @param interlaced whether its pictures are woven from two fields each
 * @param range how bright its pictures may be
 * @param audio null for a silent film
 */
public record Source(
        String container,
        int videoStream,
        int width,
        int height,
        FrameRate frameRate,
        long durationMicros,
        long lastPictureMicros,
        String videoCodec,
        boolean interlaced,
        Range range,
        @Nullable Audio audio) {

    public static final int SIDE_MIN = 16;

    public Source {
        require(
                width >= SIDE_MIN && height >= SIDE_MIN,
                "a picture has at least %d pixels a side, was %dx%d".formatted(SIDE_MIN, width, height));
        require(durationMicros > 0, "a film lasts, was " + durationMicros);
    }

    /** The transfer of light to code: that of ordinary screens, or one of ITU-R BT.2100. */
    public enum Range {
        SDR,
        PQ,
        HLG
    }

    /**
     * @param stream index of the sound track
     * @param language as BCP 47 has it, or {@code und}
     */
    public record Audio(int stream, String codec, int channels, String language) {}

    public long frames() {
        return frameRate.framesIn(durationMicros);
    }
}
