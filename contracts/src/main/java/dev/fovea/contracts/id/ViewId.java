package dev.fovea.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** One attempt of one viewer to watch one video, UUIDv7 given by the server. */
public record ViewId(UUID value) {

    /** @throws IllegalArgumentException when the text is no UUID in its canonical form */
    @JsonCreator
    public static ViewId parse(String text) {
        return new ViewId(CanonicalUuid.parse(text));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
