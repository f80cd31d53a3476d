package dev.fovea.contracts.video;

import static dev.fovea.contracts.Require.require;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.fovea.contracts.id.VideoId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the transcode of one generation tells. Topic {@code transcodes}.
 *
 * <p>{@code Progress* -> Ready | Failed}, and after a retry from Failed again; {@code Removed} answers a verdict that
 * deletes storage.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TranscodeEvent.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = TranscodeEvent.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = TranscodeEvent.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = TranscodeEvent.Removed.class, name = "removed")
})
public sealed interface TranscodeEvent {

    VideoId videoId();

    int generation();

    /** The attempt: a retry after FAILED raises it, so that a fold by (generation, attempt) commutes. */
    int attempt();

    Instant at();

    /**
     * @param unitsDone accepted units of the stored plan (video spans and the audio track)
     * @param unitsTotal 0 while the plan is not made
     */
    record Progress(VideoId videoId, int generation, int attempt, Instant at, int unitsDone, int unitsTotal)
            implements TranscodeEvent {
        public Progress {
            require(unitsDone >= 0 && unitsDone <= unitsTotal, "units done " + unitsDone + " of " + unitsTotal);
        }
    }

    /**
     * Published and verified: every object the manifest names is in the media store.
     *
     * @param manifestHash lower-case hex SHA-256 over the manifest of all objects
     * @param storedBytes of all objects of this generation, without the source
     */
    record Ready(
            VideoId videoId,
            int generation,
            int attempt,
            Instant at,
            String manifestHash,
            long durationMs,
            int width,
            int height,
            Playback playback,
            long storedBytes)
            implements TranscodeEvent {
        public Ready {
            require(durationMs > 0, "duration must be positive, was " + durationMs);
            require(manifestHash.length() == 64, "a manifest hash is 64 hex digits");
        }
    }

    /**
     * Where playback starts; each is an object's name relative to the generation's folder
     * ({@link dev.fovea.contracts.media.MediaLayout#generation}).
     *
     * @param poster JPEG; null for a video that gave none
     * @param storyboard WebVTT that names the sprites
     */
    record Playback(
            String hls,
            @Nullable String dash,
            @Nullable String storyboard,
            @Nullable String poster) {}

    /** @param reason a sentence for people; command, exit code and log lines stay with the job */
    record Failed(VideoId videoId, int generation, int attempt, Instant at, FailureKind failure, String reason)
            implements TranscodeEvent {}

    /** The renditions of a generation are deleted. */
    record Removed(VideoId videoId, int generation, int attempt, Instant at) implements TranscodeEvent {}

    /** Who must act: the uploader (SOURCE), the operator (RESOURCE), nobody but a retry (TRANSIENT), we (INTERNAL). */
    enum FailureKind {
        SOURCE,
        RESOURCE,
        TRANSIENT,
        INTERNAL
    }
}
