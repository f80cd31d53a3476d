package dev.fovea.analytics.stream;

import dev.fovea.contracts.event.PlayerEvent;
import java.time.Duration;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/** How long a view takes events, and how long its state is kept: docs/metrics.md, "Late". */
final class ViewLife {

    static final Duration TAKES_EVENTS = Duration.ofDays(7);

    /** A day more keeps the border out of races between what is late and what is forgotten. */
    static final Duration IS_KEPT = TAKES_EVENTS.plusDays(1);

    private ViewLife() {}

    /** By the server's two clock readings in the event alone: the same at each replay. */
    static boolean isLate(PlayerEvent event) {
        return event.receivedAt() - event.viewStartedAt() > TAKES_EVENTS.toMillis();
    }

    /**
     * Whether a view's state may be gone. Both clocks must agree: stream time alone would let one record from the future
     * forget living views, wall-clock time alone would forget them in the middle of a replay of old events.
     */
    static boolean isOver(long viewStartedAt, ProcessingContext context) {
        long now = Math.min(context.currentStreamTimeMs(), context.currentSystemTimeMs());
        return now - viewStartedAt > IS_KEPT.toMillis();
    }
}
