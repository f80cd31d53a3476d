package dev.fovea.standalone;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * What {@code ./fovea run} was told.
 *
 * @param port of HTTP; the ports of all other parts follow it
 * @param data everything durable lies below it
 * @param demo whether an empty library is filled with a demo
 */
record Arguments(int port, Path data, boolean demo) {

    static final int PORT_DEFAULT = 8080;
    static final int PORT_MIN = 1024;
    static final int PORT_MAX = 65_535 - Ports.LAST_OFFSET;

    Arguments {
        if (port < PORT_MIN || port > PORT_MAX) {
            throw new StartFailure("--port must be %d to %d, was %d".formatted(PORT_MIN, PORT_MAX, port));
        }
    }

    static Arguments parse(List<String> words) {
        int port = PORT_DEFAULT;
        Path data = Path.of("data");
        boolean demo = true;
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            switch (word) {
                case "--port" -> port = number(word, valueOf(word, rest));
                case "--data" -> data = Path.of(valueOf(word, rest));
                case "--no-demo" -> demo = false;
                default ->
                    throw new StartFailure(
                            "'%s' is not known; usage: ./fovea run [--port 8080] [--data DIR] [--no-demo]"
                                    .formatted(word));
            }
        }
        return new Arguments(port, data.toAbsolutePath().normalize(), demo);
    }

    private static String valueOf(String word, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new StartFailure(word + " needs a value");
        }
        return rest.next();
    }

    private static int number(String word, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new StartFailure("%s must be a number, was '%s'".formatted(word, value), e);
        }
    }
}
