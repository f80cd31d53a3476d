package dev.fovea.standalone;

/** Fovea cannot start, and a person can do something about it: the message is the one line that says what. */
final class StartFailure extends RuntimeException {

    StartFailure(String line) {
        super(line);
    }

    StartFailure(String line, Throwable cause) {
        super(line, cause);
    }
}
