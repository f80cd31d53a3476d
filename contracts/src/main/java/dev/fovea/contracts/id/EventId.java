package dev.fovea.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** One player event, UUID given by the player: a repeated send carries the same id. */
public record EventId(UUID value) {

    /** @throws IllegalArgumentException when the text is no UUID in its canonical form */
    @JsonCreator
    public static EventId parse(String text) {
        return new EventId(CanonicalUuid.parse(text));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
