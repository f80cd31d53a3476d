package dev.fovea.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** A video in the catalogue, UUIDv7; it stays when the file is replaced. */
public record VideoId(UUID value) {

    /** @throws IllegalArgumentException when the text is no UUID in its canonical form */
    @JsonCreator
    public static VideoId parse(String text) {
        return new VideoId(CanonicalUuid.parse(text));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
