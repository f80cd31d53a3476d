package dev.fovea.transcode.job;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.topic.Topic;
import java.util.List;
import java.util.UUID;

/**
 * One worker asks another for lanes of its job: each is a step execution of the job's Batch execution. Only a request;
 * the rows decide what is encoded, and the fence whether the job is still the asking worker's.
 *
 * @param to the name of the worker that is asked
 * @param jobExecutionId of the owner, in Batch's journal
 * @param lanes step executions of it
 */
record LaneOffer(
        String to,
        UUID jobId,
        VideoId video,
        int generation,
        int attempt,
        int priority,
        long fence,
        long jobExecutionId,
        List<Long> lanes) {

    /** Nobody else reads it, and nothing of it need be kept: who is not there is asked again. */
    static final Topic<LaneOffer> TOPIC =
            new Topic<>("transcode-lanes", LaneOffer.class, "transcode-batch", Topic.Kind.LOG, 1);

    LaneOffer {
        lanes = List.copyOf(lanes);
    }
}
