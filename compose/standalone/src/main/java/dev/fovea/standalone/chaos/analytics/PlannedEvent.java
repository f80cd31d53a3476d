package dev.fovea.standalone.chaos.analytics;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as a player sends it.
 *
 * @param index of it in its view, in the order in which it was made; an id is made of it
 * @param valid whether the collector must take it; the others it must reject
 */
record PlannedEvent(
        int index,
        UUID eventId,
        long sequence,
        String type,
        long viewerTime,
        long playheadMs,
        double rate,
        @Nullable Long fromMs,
        @Nullable Long toMs,
        @Nullable String cause,
        @Nullable Long valueMs,
        boolean valid) {

    void writeTo(StringBuilder json, UUID viewId) {
        json.append("{\"eventId\":\"")
                .append(eventId)
                .append("\",\"viewId\":\"")
                .append(viewId)
                .append("\",\"sequence\":")
                .append(sequence)
                .append(",\"type\":\"")
                .append(type)
                .append("\",\"viewerTime\":")
                .append(viewerTime)
                .append(",\"playheadMs\":")
                .append(playheadMs)
                .append(",\"rate\":")
                .append(rate);
        number(json, "fromMs", fromMs);
        number(json, "toMs", toMs);
        number(json, "valueMs", valueMs);
        if (cause != null) {
            json.append(",\"cause\":\"").append(cause).append('"');
        }
        json.append('}');
    }

    private static void number(StringBuilder json, String name, @Nullable Long value) {
        if (value != null) {
            json.append(",\"").append(name).append("\":").append(value);
        }
    }
}
