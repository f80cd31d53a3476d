package dev.fovea.contracts.id;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.InvalidValue;
import java.util.UUID;

/** {@link UUID#fromString} also takes "1-1-1-1-1"; an id has exactly one spelling here. */
final class CanonicalUuid {

    private CanonicalUuid() {}

    static UUID parse(String text) {
        require(text.length() == 36, "an id is a UUID of 36 characters, was " + text.length() + " long");
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidValue("an id is a UUID, was \"" + text + "\"");
        }
    }
}
