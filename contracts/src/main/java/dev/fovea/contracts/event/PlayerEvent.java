package dev.fovea.contracts.event;

import static dev.fovea.contracts.Require.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fovea.contracts.id.EventId;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import org.jspecify.annotations.Nullable;

/**
 * A player event as the collector accepted it. Topic {@code player-events}, keyed by view.
 *
 * <p>Who and what ({@code viewId, videoId, viewerId, viewStartedAt}) come from the signed view token, never from the
 * body. All times are milliseconds since the epoch; media times are milliseconds from the video's start, and intervals
 * are half-open.
 *
 * @param schema version of this shape, 1
 * @param sequence starts at 0 in each view; two payloads for one sequence: the smaller event id counts
 * @param viewStartedAt the server's clock when the view was granted
 * @param viewerTime the viewer's clock, which may lie: only differences within a view are used
 * @param receivedAt the server's clock
 * @param playheadMs where the player stood
 * @param rate playback speed, 1 is normal
 * @param cause of FOCUS_LOST and ERROR
 * @param valueMs a duration that belongs to the type (STARTUP)
 * @param valueKbps of RENDITION
 * @param device desktop, mobile, tablet, tv or other
 * @param region ISO 3166 code from the edge, or "unknown"
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlayerEvent(
        int schema,
        EventId eventId,
        ViewId viewId,
        VideoId videoId,
        UserId viewerId,
        long viewStartedAt,
        long sequence,
        EventType type,
        long viewerTime,
        long receivedAt,
        long playheadMs,
        double rate,
        @Nullable Long fromMs,
        @Nullable Long toMs,
        @Nullable String cause,
        @Nullable Long valueMs,
        @Nullable Integer valueKbps,
        String device,
        String region) {

    public static final int SCHEMA = 1;
    /** A longer film is refused at upload; a playhead beyond it is a lie. */
    public static final long MEDIA_MS_MAX = 48L * 3_600_000;

    /** A view's state keeps each sequence; this is most of a day of events every ten seconds. */
    public static final long SEQUENCE_MAX = 8_191;

    public static final double RATE_MAX = 16;

    public PlayerEvent {
        require(schema == SCHEMA, () -> "schema must be " + SCHEMA + ", was " + schema);
        require(
                sequence >= 0 && sequence <= SEQUENCE_MAX,
                () -> "sequence must be in [0, " + SEQUENCE_MAX + "], was " + sequence);
        require(playheadMs >= 0 && playheadMs <= MEDIA_MS_MAX, () -> "playheadMs is outside a film: " + playheadMs);
        require(rate >= 0 && rate <= RATE_MAX, () -> "rate must be in [0, " + RATE_MAX + "], was " + rate);
        require((fromMs == null) == (toMs == null), "fromMs and toMs come together");
        require(fromMs == null || (fromMs >= 0 && fromMs <= MEDIA_MS_MAX), () -> "fromMs is outside a film: " + fromMs);
        require(toMs == null || (toMs >= 0 && toMs <= MEDIA_MS_MAX), () -> "toMs is outside a film: " + toMs);
        require(
                type == EventType.SEEK || fromMs == null || toMs == null || fromMs <= toMs,
                () -> "a played interval runs forward, was [" + fromMs + ", " + toMs + ")");
    }

    /** Whether this event carries media time that was played (a SEEK's interval is a jump, not played). */
    public boolean carriesPlayed() {
        return type != EventType.SEEK && fromMs != null && toMs != null && fromMs < toMs;
    }
}
