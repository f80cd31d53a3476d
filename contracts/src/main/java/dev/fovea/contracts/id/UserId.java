package dev.fovea.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** A person's account, UUIDv7. */
public record UserId(UUID value) {

    /** @throws IllegalArgumentException when the text is no UUID in its canonical form */
    @JsonCreator
    public static UserId parse(String text) {
        return new UserId(CanonicalUuid.parse(text));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
