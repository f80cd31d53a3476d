package dev.fovea.contracts.video;

import static dev.fovea.contracts.Require.require;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.fovea.contracts.id.VideoId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the transcode of one generation tells. Topic {@code transcodes}.
 *
 * <p>{@code Deferred? -> Progress* -> Ready | Failed}, and after a retry from Failed again; {@code Removed} answers a
 * verdict that deletes storage.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TranscodeEvent.Deferred.class, name = "deferred"),
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
     * The file is not encoded before its upload is done.
     *
     * @param reason a sentence for people
     */
    record Deferred(VideoId videoId, int generation, int attempt, Instant at, String reason)
            implements TranscodeEvent {}

    /**
     * @param unitsDone accepted units of the stored plan (video spans and the audio track)
     * @param unitsTotal 0 while the plan is not made
     * @param accepted the unit that was accepted just now; null when a try begins, which with no units done means that
     *     nothing told before stands any more
     */
    record Progress(
            VideoId videoId,
            int generation,
            int attempt,
            Instant at,
            int unitsDone,
            int unitsTotal,
            @Nullable Accepted accepted)
            implements TranscodeEvent {
        public Progress {
            require(unitsDone >= 0 && unitsDone <= unitsTotal, "units done " + unitsDone + " of " + unitsTotal);
        }

        public Progress(VideoId videoId, int generation, int attempt, Instant at, int unitsDone, int unitsTotal) {
            this(videoId, generation, attempt, at, unitsDone, unitsTotal, null);
        }
    }

    /**
     * A part of the film that is encoded: it may be previewed when everything before it is too.
     *
     * @param unit its number in the plan
     * @param hasSound whether the film has, in this part or in another
     * @param tracks one for each rendition, or the sound
     */
    record Accepted(int unit, boolean hasSound, List<PreviewTrack> tracks) {
        public Accepted {
            tracks = List.copyOf(tracks);
        }
    }

    /**
     * Some segments of one track. Names are relative to the generation's folder.
     *
     * @param name {@code 720p} or {@code audio}
     * @param codec as playlists name it (RFC 6381)
     * @param width,height 0 for sound
     * @param bitrateMaxKbps what the encoder was held to: provisional, the published playlists measure it
     * @param firstSegment counted in the whole film, as are those that follow
     */
    record PreviewTrack(
            String name,
            String codec,
            int width,
            int height,
            int bitrateMaxKbps,
            String init,
            int firstSegment,
            List<PreviewSegment> segments) {
        public PreviewTrack {
            segments = List.copyOf(segments);
        }
    }

    record PreviewSegment(String name, long durationMicros) {}

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
