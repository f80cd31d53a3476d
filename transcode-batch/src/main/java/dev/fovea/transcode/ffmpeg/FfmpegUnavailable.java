package dev.fovea.transcode.ffmpeg;

import org.jspecify.annotations.Nullable;

/** There is no FFmpeg that runs here; the message says what to do. */
public final class FfmpegUnavailable extends RuntimeException {
    FfmpegUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
