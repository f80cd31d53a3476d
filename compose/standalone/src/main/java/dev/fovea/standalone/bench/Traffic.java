package dev.fovea.standalone.bench;

import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.id.EventId;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Events as players send them: many views at once, each told of every ten seconds. */
final class Traffic {

    static final int STEP_MS = 10_000;

    private static final int VIDEOS = 2_000;
    private static final int PEOPLE = 100_000;

    private final Random random;

    Traffic(long seed) {
        this.random = new Random(seed);
    }

    /** One event of each view after the other, {@code perView} times. */
    List<PlayerEvent> events(int views, int perView, long startedAt) {
        List<UUID> ids = new ArrayList<>();
        for (int view = 0; view < views; view++) {
            ids.add(id());
        }
        List<PlayerEvent> events = new ArrayList<>(views * perView);
        for (int sequence = 0; sequence < perView; sequence++) {
            for (int view = 0; view < views; view++) {
                events.add(event(ids.get(view), view, sequence, startedAt));
            }
        }
        return events;
    }

    private PlayerEvent event(UUID viewId, int view, int sequence, long startedAt) {
        long at = startedAt + (long) sequence * STEP_MS;
        return new PlayerEvent(
                PlayerEvent.SCHEMA,
                new EventId(id()),
                new ViewId(viewId),
                new VideoId(new UUID(1L << 12 | 7L << 12, 2L << 62 | view % VIDEOS)),
                new UserId(new UUID(2L << 12 | 7L << 12, 2L << 62 | view % PEOPLE)),
                startedAt,
                sequence,
                EventType.PROGRESS,
                at,
                at,
                (sequence + 1L) * STEP_MS,
                1,
                (long) sequence * STEP_MS,
                (sequence + 1L) * STEP_MS,
                null,
                null,
                null,
                "desktop",
                "DE");
    }

    private UUID id() {
        return new UUID((random.nextLong() & ~0xf000L) | 0x7000L, (random.nextLong() >>> 2) | 2L << 62);
    }
}
