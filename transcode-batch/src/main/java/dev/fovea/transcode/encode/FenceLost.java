package dev.fovea.transcode.encode;

import java.util.UUID;

/** This run was given up for dead, and another may have taken its job: nothing of it is accepted any more. */
public final class FenceLost extends RuntimeException {
    public FenceLost(UUID jobId, long fence) {
        super("job %s has a newer owner than fence %d".formatted(jobId, fence));
    }
}
