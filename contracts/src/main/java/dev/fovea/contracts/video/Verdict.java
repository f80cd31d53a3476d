package dev.fovea.contracts.video;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A moderator's decision on exactly the bytes that {@code manifestHash} names. Topic {@code verdicts}.
 *
 * @param reason required for a rejection; the uploader reads it
 * @param deleteStorage the source (by ingest) and the renditions (by transcode) go with a rejection
 */
public record Verdict(
        VideoId videoId,
        int generation,
        String manifestHash,
        Outcome outcome,
        @Nullable String reason,
        boolean deleteStorage,
        UserId moderatorId,
        Instant at) {

    public Verdict {
        require(outcome == Outcome.APPROVED || (reason != null && !reason.isBlank()), "a rejection gives its reason");
        require(outcome == Outcome.REJECTED || !deleteStorage, "only a rejection deletes storage");
    }

    public enum Outcome {
        APPROVED,
        REJECTED
    }
}
