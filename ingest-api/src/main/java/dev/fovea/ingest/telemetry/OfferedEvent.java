package dev.fovea.ingest.telemetry;

import dev.fovea.contracts.InvalidValue;
import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.FocusCause;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.id.EventId;
import dev.fovea.ingest.playback.ViewTokens.View;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** An event as a player sent it: anything may be missing or wrong. */
record OfferedEvent(
        @Nullable String eventId,
        @Nullable String viewId,
        @Nullable Long sequence,
        @Nullable String type,
        @Nullable Long viewerTime,
        @Nullable Long playheadMs,
        @Nullable Double rate,
        @Nullable Long fromMs,
        @Nullable Long toMs,
        @Nullable String cause,
        @Nullable Long valueMs,
        @Nullable Integer valueKbps) {

    private static final int CAUSE_CHARS_MAX = 100;

    /** From the name of its first member to its end; null when a member is unknown or not of its kind. */
    static @Nullable OfferedEvent readPlain(JsonParser json) {
        @Nullable String eventId = null;
        @Nullable String viewId = null;
        @Nullable Long sequence = null;
        @Nullable String type = null;
        @Nullable Long viewerTime = null;
        @Nullable Long playheadMs = null;
        @Nullable Double rate = null;
        @Nullable Long fromMs = null;
        @Nullable Long toMs = null;
        @Nullable String cause = null;
        @Nullable Long valueMs = null;
        @Nullable Integer valueKbps = null;
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            switch (json.nextToken()) {
                case VALUE_STRING -> {
                    String text = json.getString();
                    switch (name) {
                        case "eventId" -> eventId = text;
                        case "viewId" -> viewId = text;
                        case "type" -> type = text;
                        case "cause" -> cause = text;
                        default -> {
                            return null;
                        }
                    }
                }
                case VALUE_NUMBER_INT -> {
                    long number = json.getLongValue();
                    switch (name) {
                        case "sequence" -> sequence = number;
                        case "viewerTime" -> viewerTime = number;
                        case "playheadMs" -> playheadMs = number;
                        case "rate" -> rate = (double) number;
                        case "fromMs" -> fromMs = number;
                        case "toMs" -> toMs = number;
                        case "valueMs" -> valueMs = number;
                        case "valueKbps" -> valueKbps = json.getIntValue();
                        default -> {
                            return null;
                        }
                    }
                }
                case VALUE_NUMBER_FLOAT -> {
                    if (!name.equals("rate")) {
                        return null;
                    }
                    rate = json.getDoubleValue();
                }
                case null, default -> {
                    return null;
                }
            }
        }
        return json.currentToken() == JsonToken.END_OBJECT
                ? new OfferedEvent(
                        eventId,
                        viewId,
                        sequence,
                        type,
                        viewerTime,
                        playheadMs,
                        rate,
                        fromMs,
                        toMs,
                        cause,
                        valueMs,
                        valueKbps)
                : null;
    }

    /**
     * Who and what come from the view, never from here.
     *
     * @throws Invalid with what is wrong with it
     */
    PlayerEvent accepted(View view, Edge edge) throws Invalid {
        try {
            if (!view.viewId().toString().equals(viewId)) {
                throw new Invalid("viewId is not the view of the token");
            }
            EventType known = typeOf(present("type", type));
            checkCause(known);
            if (valueMs != null && (valueMs < 0 || valueMs > PlayerEvent.MEDIA_MS_MAX)) {
                throw new Invalid("valueMs is no duration: " + valueMs);
            }
            if (valueKbps != null && valueKbps < 0) {
                throw new Invalid("valueKbps is below 0: " + valueKbps);
            }
            return new PlayerEvent(
                    PlayerEvent.SCHEMA,
                    EventId.parse(present("eventId", eventId)),
                    view.viewId(),
                    view.videoId(),
                    view.viewerId(),
                    view.startedAt().toEpochMilli(),
                    present("sequence", sequence),
                    known,
                    present("viewerTime", viewerTime),
                    edge.receivedAtMs(),
                    present("playheadMs", playheadMs),
                    present("rate", rate),
                    fromMs,
                    toMs,
                    cause,
                    valueMs,
                    valueKbps,
                    edge.device(),
                    edge.region());
        } catch (InvalidValue e) {
            throw new Invalid(String.valueOf(e.getMessage()));
        }
    }

    private static <T> T present(String name, @Nullable T value) throws Invalid {
        if (value == null) {
            throw new Invalid(name + " is missing");
        }
        return value;
    }

    private static EventType typeOf(String name) throws Invalid {
        try {
            return EventType.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new Invalid("type is none of " + Arrays.toString(EventType.values()));
        }
    }

    private void checkCause(EventType known) throws Invalid {
        if (cause != null && cause.length() > CAUSE_CHARS_MAX) {
            throw new Invalid("cause is longer than " + CAUSE_CHARS_MAX + " characters");
        }
        // Such a text cannot be written as JSON again, and its whole batch would be refused for ever.
        if (cause != null && cause.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw new Invalid("cause has half of a surrogate pair");
        }
        boolean isNoCause = known == EventType.FOCUS_LOST
                && Arrays.stream(FocusCause.values()).noneMatch(it -> it.name().equals(cause));
        if (isNoCause) {
            throw new Invalid("the cause of FOCUS_LOST is one of " + Arrays.toString(FocusCause.values()));
        }
    }

    /** What the server adds. */
    record Edge(long receivedAtMs, String device, String region) {}

    static final class Invalid extends Exception {
        Invalid(String detail) {
            super(detail, null, false, false);
        }
    }
}
