package dev.fovea.contracts;

/** A value that a record of ours refuses; its message may be shown to whoever offered it. */
public final class InvalidValue extends IllegalArgumentException {

    public InvalidValue(String message) {
        super(message);
    }
}
