package dev.fovea.transcode.job;

/**
 * {@code QUEUED -> RUNNING -> COMPLETED | FAILED | STOPPED}; {@code RUNNING -> STOPPING -> STOPPED}; back to QUEUED by a
 * retry, by people, or when the process that ran it died.
 */
enum JobState {
    QUEUED,
    RUNNING,
    STOPPING,
    STOPPED,
    FAILED,
    COMPLETED
}
