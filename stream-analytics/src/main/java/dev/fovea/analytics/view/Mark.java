package dev.fovea.analytics.view;

import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.FocusCause;
import org.jspecify.annotations.Nullable;

/** An event that figures are measured between: when it happened, and what it says. */
public record Mark(
        int sequence,
        EventType type,
        long viewerTime,
        long receivedAt,
        @Nullable FocusCause cause,
        @Nullable Long startupMs) {

    static Mark of(Fact fact) {
        return new Mark(
                fact.sequence(), fact.type(), fact.viewerTime(), fact.receivedAt(), fact.cause(), fact.startupMs());
    }

    /** Of other types a view keeps its first and its last event only. */
    static boolean isKept(EventType type) {
        return switch (type) {
            case FOCUS_START, FOCUS_END, FOCUS_LOST, FOCUS_REGAINED, STARTUP, REBUFFER_START, REBUFFER_END -> true;
            case PLAY, PAUSE, PROGRESS, COMPLETE, SEEK, RATE, RENDITION, ERROR -> false;
        };
    }
}
