package dev.fovea.transcode.mp4;

/** Bytes that should be a fragmented MP4 are none. */
public final class InvalidMp4 extends RuntimeException {
    InvalidMp4(String message) {
        super(message);
    }
}
