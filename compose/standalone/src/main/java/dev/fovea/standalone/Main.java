package dev.fovea.standalone;

import dev.fovea.connectors.embedded.LibChdb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.logging.LoggingSystem;

/** {@code ./fovea run}: starts everything in this process and its children, and ends all of it with this process. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        var console = new Console(System.out, System.err);
        Path logs = Path.of("logs");
        try {
            Arguments arguments = Arguments.parse(Arrays.asList(args));
            logs = openLogs(arguments.data());
            new Fovea(arguments, System.getenv(), console).start();
        } catch (StartFailure | LibChdb.Unavailable e) {
            exit(console, "Fovea cannot start. " + e.getMessage(), e);
        } catch (Exception e) {
            Throwable cause = rootOf(e);
            exit(
                    console,
                    "Fovea cannot start. %s: %s. All that is known stands in %s"
                            .formatted(cause.getClass().getSimpleName(), oneLine(cause), logs.resolve("fovea.log")),
                    e);
        }
    }

    /** Before the first logger is made: Kafka and Postgres start before Spring would do it. */
    private static Path openLogs(Path data) {
        Path logs = data.resolve("logs");
        try {
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new StartFailure("Cannot use %s for the data: %s".formatted(data, e.getMessage()), e);
        }
        System.setProperty("fovea.log.directory", logs.toString());
        // Spring would read logback.xml once more, while Kafka is logging already.
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        return logs;
    }

    private static void exit(Console console, String line, Exception reason) {
        LoggerFactory.getLogger(Main.class).error("Fovea cannot start", reason);
        console.fail(line);
        System.exit(1); // Kafka's threads would keep this process; what has been started ends by the shutdown hook
    }

    private static Throwable rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && !(root instanceof StartFailure)) {
            root = root.getCause();
        }
        return root;
    }

    private static String oneLine(Throwable e) {
        String message = e.getMessage();
        return message == null
                ? "no reason given"
                : message.lines().findFirst().orElse("").strip();
    }

    /** The failure of a part that was started aside, as itself. */
    static Exception reasonOf(ExecutionException e) {
        return e.getCause() instanceof Exception cause ? cause : e;
    }
}
