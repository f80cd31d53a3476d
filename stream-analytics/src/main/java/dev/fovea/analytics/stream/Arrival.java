package dev.fovea.analytics.stream;

import dev.fovea.contracts.event.PlayerEvent;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** A record of player-events, judged: each is exactly one of these, so nothing goes unaccounted. */
sealed interface Arrival {

    /** Goes into its view. */
    record Counted(PlayerEvent event) implements Arrival {}

    /** Came too long after its view began: kept apart, never folded. */
    record Late(PlayerEvent event) implements Arrival {}

    /** Is no event of this topic: kept as it came, for people, with the reason. */
    record Refused(@Nullable Bytes value, String reason) implements Arrival {}
}
