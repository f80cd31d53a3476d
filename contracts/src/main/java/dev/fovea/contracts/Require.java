package dev.fovea.contracts;

/** The one check that records make of their properties. */
public final class Require {

    private Require() {}

    /** @throws InvalidValue with the message, when what it says must hold does not */
    public static void require(boolean holds, String message) {
        if (!holds) {
            throw new InvalidValue(message);
        }
    }
}
