package dev.fovea.contracts.video;

/**
 * The state of one generation (one source file) of a video.
 *
 * <p>{@code UPLOADING -> UPLOADED -> PROCESSING -> READY -> APPROVED | REJECTED}, {@code PROCESSING -> FAILED ->
 * PROCESSING} (retry).
 */
public enum VideoStatus {
    UPLOADING,
    UPLOADED,
    PROCESSING,
    FAILED,
    READY,
    APPROVED,
    REJECTED
}
