package dev.fovea.analytics;

import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.FocusCause;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.id.EventId;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Player events as a browser would send them, and as a hostile or broken one would. */
public record EventSamples(ViewId viewId, VideoId videoId, UserId viewerId, long viewStartedAt) {

    public static final long STARTED_AT = 1_790_000_000_000L;
    public static final long FILM_MS = 60_000;

    public static EventSamples ofView(int number) {
        return new EventSamples(
                new ViewId(uuid(7, number)), new VideoId(uuid(8, number)), new UserId(uuid(9, number)), STARTED_AT);
    }

    public EventSamples startedAt(long viewStartedAt) {
        return new EventSamples(viewId, videoId, viewerId, viewStartedAt);
    }

    /** At the second {@code atSeconds} of the view, received 50 ms later. */
    public PlayerEvent event(long sequence, EventType type, double atSeconds) {
        return event(sequence, type, atSeconds, null, null, null, null);
    }

    public PlayerEvent progress(long sequence, double atSeconds, long fromMs, long toMs) {
        return event(sequence, EventType.PROGRESS, atSeconds, fromMs, toMs, null, null);
    }

    public PlayerEvent lost(long sequence, double atSeconds, FocusCause cause) {
        return event(sequence, EventType.FOCUS_LOST, atSeconds, null, null, cause.name(), null);
    }

    public PlayerEvent startup(long sequence, double atSeconds, long valueMs) {
        return event(sequence, EventType.STARTUP, atSeconds, null, null, null, valueMs);
    }

    private PlayerEvent event(
            long sequence,
            EventType type,
            double atSeconds,
            @Nullable Long fromMs,
            @Nullable Long toMs,
            @Nullable String cause,
            @Nullable Long valueMs) {
        long at = viewStartedAt + (long) (atSeconds * 1_000);
        return new PlayerEvent(
                PlayerEvent.SCHEMA,
                new EventId(uuid(viewId.value().getLeastSignificantBits(), sequence)),
                viewId,
                videoId,
                viewerId,
                viewStartedAt,
                sequence,
                type,
                at,
                at + 50,
                toMs == null ? 0 : toMs,
                1,
                fromMs,
                toMs,
                cause,
                valueMs,
                null,
                "desktop",
                "DE");
    }

    public static PlayerEvent withId(PlayerEvent event, String eventId) {
        return changed(event, EventId.parse(eventId), event.viewerTime(), event.receivedAt());
    }

    public static PlayerEvent withViewerTime(PlayerEvent event, long viewerTime) {
        return changed(event, event.eventId(), viewerTime, event.receivedAt());
    }

    public static PlayerEvent withReceivedAt(PlayerEvent event, long receivedAt) {
        return changed(event, event.eventId(), event.viewerTime(), receivedAt);
    }

    private static PlayerEvent changed(PlayerEvent event, EventId eventId, long viewerTime, long receivedAt) {
        return new PlayerEvent(
                event.schema(),
                eventId,
                event.viewId(),
                event.videoId(),
                event.viewerId(),
                event.viewStartedAt(),
                event.sequence(),
                event.type(),
                viewerTime,
                receivedAt,
                event.playheadMs(),
                event.rate(),
                event.fromMs(),
                event.toMs(),
                event.cause(),
                event.valueMs(),
                event.valueKbps(),
                event.device(),
                event.region());
    }

    /** Up to 40 events: gaps in the sequence, two payloads for some, clocks that jump, every type. */
    public List<PlayerEvent> arbitrary(RandomGenerator random) {
        List<PlayerEvent> events = new ArrayList<>();
        int count = random.nextInt(1, 40);
        for (int i = 0; i < count; i++) {
            events.add(arbitraryEvent(random, random.nextInt(30)));
        }
        return events;
    }

    private PlayerEvent arbitraryEvent(RandomGenerator random, long sequence) {
        EventType type = List.of(EventType.values()).get(random.nextInt(EventType.values().length));
        boolean plays = random.nextInt(3) == 0;
        long from = random.nextLong(FILM_MS);
        long to = from + random.nextLong(FILM_MS / 4);
        long skew = random.nextInt(20) == 0 ? random.nextLong() : 0;
        return new PlayerEvent(
                PlayerEvent.SCHEMA,
                new EventId(new UUID(random.nextLong(), random.nextLong())),
                viewId,
                videoId,
                viewerId,
                viewStartedAt,
                sequence,
                type,
                viewStartedAt + random.nextLong(-100_000, 100_000) + skew,
                viewStartedAt + random.nextLong(-1_000, 200_000),
                random.nextLong(FILM_MS),
                random.nextDouble(2),
                plays ? from : null,
                plays ? to : null,
                type == EventType.FOCUS_LOST || type == EventType.ERROR ? arbitraryCause(random) : null,
                type == EventType.STARTUP ? random.nextLong(5_000) : null,
                null,
                random.nextBoolean() ? "desktop" : "mobile",
                random.nextBoolean() ? "DE" : "unknown");
    }

    private static String arbitraryCause(RandomGenerator random) {
        List<String> causes = new ArrayList<>(List.of("MOON_PHASE"));
        Arrays.stream(FocusCause.values()).map(FocusCause::name).forEach(causes::add);
        return causes.get(random.nextInt(causes.size()));
    }

    /** Some of them again, as a broker repeats a record or a player that retries later. */
    public static List<PlayerEvent> repeated(List<PlayerEvent> events, RandomGenerator random) {
        List<PlayerEvent> arrivals = new ArrayList<>(events);
        for (PlayerEvent event : events) {
            switch (random.nextInt(4)) {
                case 0 -> arrivals.add(event);
                case 1 -> arrivals.add(withReceivedAt(event, event.receivedAt() + random.nextLong(1, 100_000)));
                default -> {}
            }
        }
        return arrivals;
    }

    public static List<PlayerEvent> shuffled(List<PlayerEvent> arrivals, RandomGenerator random) {
        List<PlayerEvent> others = new ArrayList<>(arrivals);
        Collections.shuffle(others, Random.from(random));
        return others;
    }

    private static UUID uuid(long high, long low) {
        return new UUID((high << 16) | 0x7000, (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }
}
