package dev.fovea.analytics.view;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.FocusCause;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.id.EventId;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What one event adds to its view: the part of it that any figure needs, kept so that it can be taken back when another
 * payload for the same sequence wins.
 *
 * @param fromMs,toMs the media time it played, half-open; equal when it played none
 * @param cause of FOCUS_LOST; null also when the cause is not one of the four
 * @param startupMs of STARTUP
 * @param traces of all payloads that came for this sequence
 */
public record Fact(
        int sequence,
        EventId eventId,
        EventType type,
        long viewerTime,
        long receivedAt,
        long playheadMs,
        long fromMs,
        long toMs,
        @Nullable FocusCause cause,
        @Nullable Long startupMs,
        Origin origin,
        Traces traces) {

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
        require(
                sequence >= 0 && sequence <= PlayerEvent.SEQUENCE_MAX,
                () -> "sequence must be in [0, " + PlayerEvent.SEQUENCE_MAX + "], was " + sequence);
        require(
                fromMs >= 0 && fromMs <= toMs,
                () -> "a played interval runs forward, was [" + fromMs + ", " + toMs + ")");
    }

    public static Fact of(PlayerEvent event) {
        Long from = event.fromMs();
        Long to = event.toMs();
        boolean plays = event.carriesPlayed();
        return new Fact(
                Math.toIntExact(event.sequence()),
                event.eventId(),
                event.type(),
                event.viewerTime(),
                event.receivedAt(),
                event.playheadMs(),
                plays && from != null ? from : 0,
                plays && to != null ? to : 0,
                causeOf(event),
                startupOf(event),
                Origin.of(event),
                new Traces(false, plays, event.type() == EventType.FOCUS_START));
    }

    /** The one that counts of two for the same sequence: commutative, associative, idempotent. */
    Fact or(Fact other) {
        require(
                sequence == other.sequence,
                () -> "facts of " + sequence + " and " + other.sequence + " do not compete");
        Fact winner = BY_PRECEDENCE.compare(this, other) <= 0 ? this : other;
        return winner.with(traces.and(other.traces, BY_PAYLOAD.compare(this, other) != 0));
    }

    boolean plays() {
        return fromMs < toMs;
    }

    private Fact with(Traces all) {
        return all.equals(traces)
                ? this
                : new Fact(
                        sequence,
                        eventId,
                        type,
                        viewerTime,
                        receivedAt,
                        playheadMs,
                        fromMs,
                        toMs,
                        cause,
                        startupMs,
                        origin,
                        all);
    }

    private static @Nullable FocusCause causeOf(PlayerEvent event) {
        if (event.type() != EventType.FOCUS_LOST) {
            return null;
        }
        for (FocusCause cause : FocusCause.values()) {
            if (cause.name().equals(event.cause())) {
                return cause;
            }
        }
        return null;
    }

    private static @Nullable Long startupOf(PlayerEvent event) {
        Long value = event.valueMs();
        return event.type() == EventType.STARTUP && value != null && value >= 0 ? value : null;
    }

    /**
     * What stays of payloads that lost, so that it does not matter when they came.
     *
     * @param contested two payloads came
     * @param played one of them played media: the view has a retention row
     * @param focused one of them entered focus mode: the view has a focus row
     */
    record Traces(boolean contested, boolean played, boolean focused) {

        Traces and(Traces other, boolean conflict) {
            return new Traces(
                    contested || other.contested || conflict, played || other.played, focused || other.focused);
        }
    }
}
