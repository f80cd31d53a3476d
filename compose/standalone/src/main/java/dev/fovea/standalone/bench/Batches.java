package dev.fovea.standalone.bench;

import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.standalone.chaos.analytics.ViewTokenSigner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of {@code POST /events}, as a player makes them. */
final class Batches {

    static final int EVENTS = 50;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ViewTokenSigner tokens;

    Batches(ViewTokenSigner tokens) {
        this.tokens = tokens;
    }

    /** Each of a view of its own. */
    List<byte[]> ofManyViews(int count, UUID video) {
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(body(Uuid7.next(), video, 0, EVENTS));
        }
        return bodies;
    }

    byte[] body(UUID view, UUID video, int firstSequence, int events) {
        Instant now = Instant.now();
        String token = tokens.sign(Uuid7.next(), view, video, now.toEpochMilli());
        List<Map<String, Object>> told = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            long sequence = Math.min((long) firstSequence + i, PlayerEvent.SEQUENCE_MAX);
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("eventId", Uuid7.next().toString());
            event.put("viewId", view.toString());
            event.put("sequence", sequence);
            event.put("type", "PROGRESS");
            event.put("viewerTime", now.toEpochMilli());
            event.put("playheadMs", sequence * 1_000 + 1_000);
            event.put("rate", 1.0);
            event.put("fromMs", sequence * 1_000);
            event.put("toMs", sequence * 1_000 + 1_000);
            told.add(event);
        }
        return JSON.writeValueAsBytes(Map.of("viewToken", token, "events", told));
    }
}
