package dev.fovea.standalone.chaos.analytics;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A record of the topic of player events, as it stands there. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Arrival(
        UUID eventId,
        UUID viewId,
        UUID videoId,
        UUID viewerId,
        long viewStartedAt,
        long sequence,
        String type,
        long viewerTime,
        long receivedAt,
        long playheadMs,
        double rate,
        @Nullable Long fromMs,
        @Nullable Long toMs,
        @Nullable String cause,
        @Nullable Long valueMs,
        String device,
        String region) {

    /** Whether it says what its player meant. */
    boolean tells(PlannedView view, PlannedEvent event) {
        return viewId.equals(view.viewId())
                && videoId.equals(view.videoId())
                && viewerId.equals(view.viewerId())
                && viewStartedAt == view.startedAt()
                && eventId.equals(event.eventId())
                && sequence == event.sequence()
                && type.equals(event.type())
                && viewerTime == event.viewerTime()
                && playheadMs == event.playheadMs()
                && rate == event.rate()
                && Objects.equals(fromMs, event.fromMs())
                && Objects.equals(toMs, event.toMs())
                && Objects.equals(cause, event.cause())
                && Objects.equals(valueMs, event.valueMs());
    }
}
