package dev.fovea.contracts;

import java.util.function.Supplier;

/** The one check that records make of their properties. */
public final class Require {

    private Require() {}

    /** @throws InvalidValue with the message, when what it says must hold does not */
    public static void require(boolean holds, String message) {
        if (!holds) {
            throw new InvalidValue(message);
        }
    }

    /** The same where it is asked a million times a second: the message is made only when it is needed. */
    public static void require(boolean holds, Supplier<String> message) {
        if (!holds) {
            throw new InvalidValue(message.get());
        }
    }
}
