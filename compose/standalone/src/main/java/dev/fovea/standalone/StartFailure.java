package dev.fovea.standalone;

/** Fovea cannot start, and a person can do something about it: the message is the one line that says what. */
public final class StartFailure extends RuntimeException {

    public StartFailure(String line) {
        super(line);
    }

    public StartFailure(String line, Throwable cause) {
        super(line, cause);
    }
}
