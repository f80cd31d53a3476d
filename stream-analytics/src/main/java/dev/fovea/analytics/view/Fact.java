package dev.fovea.analytics.view;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.FocusCause;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.id.EventId;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What one event adds to its view: the part of it that any figure needs, so that it can be taken back when another
 * payload for the same sequence wins.
 *
 * @param contested another payload came for the same sequence
 * @param fromMs,toMs the media time it played, half-open; equal when it played none
 * @param cause of FOCUS_LOST; null also when the cause is not one of the four
 * @param startupMs of STARTUP
 */
public record Fact(
        int sequence,
        boolean contested,
        EventId eventId,
        EventType type,
        long viewerTime,
        long receivedAt,
        long playheadMs,
        long fromMs,
        long toMs,
        @Nullable FocusCause cause,
        @Nullable Long startupMs,
        Origin origin) {

    /** Ids as their text sorts (unsigned), as every reader of the raw events would compare them. */
    private static final Comparator<EventId> BY_ID = (one, other) -> {
        int high = Long.compareUnsigned(
                one.value().getMostSignificantBits(), other.value().getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(
                        one.value().getLeastSignificantBits(), other.value().getLeastSignificantBits());
    };

    private static final Comparator<Fact> BY_PAYLOAD = Comparator.comparing(Fact::eventId, BY_ID)
            .thenComparing(Fact::type)
            .thenComparingLong(Fact::viewerTime)
            .thenComparingLong(Fact::playheadMs)
            .thenComparingLong(Fact::fromMs)
            .thenComparingLong(Fact::toMs)
            .thenComparing(Fact::cause, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Fact::startupMs, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** A player that repeats itself is received later: its first reception counts. */
    private static final Comparator<Fact> BY_PRECEDENCE =
            BY_PAYLOAD.thenComparingLong(Fact::receivedAt).thenComparing(Fact::origin);

    public Fact {
        require(sequence >= 0, "sequence must not be negative, was " + sequence);
        require(fromMs >= 0 && fromMs <= toMs, "a played interval runs forward, was [" + fromMs + ", " + toMs + ")");
    }

    static Fact of(PlayerEvent event) {
        Long from = event.fromMs();
        Long to = event.toMs();
        boolean played = event.carriesPlayed();
        return new Fact(
                Math.toIntExact(event.sequence()),
                false,
                event.eventId(),
                event.type(),
                event.viewerTime(),
                event.receivedAt(),
                event.playheadMs(),
                played && from != null ? from : 0,
                played && to != null ? to : 0,
                causeOf(event),
                startupOf(event),
                new Origin(event.device(), event.region()));
    }

    /** The one that counts of two for the same sequence: commutative, associative, idempotent. */
    Fact or(Fact other) {
        require(sequence == other.sequence, "facts of " + sequence + " and " + other.sequence + " do not compete");
        boolean contested = this.contested || other.contested || BY_PAYLOAD.compare(this, other) != 0;
        Fact winner = BY_PRECEDENCE.compare(this, other) <= 0 ? this : other;
        return winner.contested == contested ? winner : winner.asContested();
    }

    boolean plays() {
        return fromMs < toMs;
    }

    private Fact asContested() {
        return new Fact(
                sequence,
                true,
                eventId,
                type,
                viewerTime,
                receivedAt,
                playheadMs,
                fromMs,
                toMs,
                cause,
                startupMs,
                origin);
    }

    private static @Nullable FocusCause causeOf(PlayerEvent event) {
        return event.type() == EventType.FOCUS_LOST
                ? Arrays.stream(FocusCause.values())
                        .filter(cause -> cause.name().equals(event.cause()))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static @Nullable Long startupOf(PlayerEvent event) {
        Long value = event.valueMs();
        return event.type() == EventType.STARTUP && value != null && value >= 0 ? value : null;
    }
}
