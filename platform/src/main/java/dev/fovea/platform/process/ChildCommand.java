package dev.fovea.platform.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What to start and how: an argument vector (never a shell line), where it works and who hears its output.
 *
 * @param name how people and threads call it
 * @param prefix stands before the death guard, for what changes the process's credentials: those clear the guard
 * @param environment added to ours, or all there is when {@code inheritsEnvironment} is false
 * @param logFile takes every line of output; rotated once when it grows too long
 * @param onLine hears every line of output, on the child's own reader thread
 * @param linesKept of the output, the last ones, for the reason of a failure
 * @param deathSignal sent by the kernel when this JVM dies
 * @param stopSignal asks it to end, before SIGKILL
 */
public record ChildCommand(
        String name,
        List<String> prefix,
        List<String> arguments,
        Optional<Path> directory,
        Map<String, String> environment,
        boolean inheritsEnvironment,
        Optional<Path> logFile,
        Consumer<String> onLine,
        int linesKept,
        String deathSignal,
        String stopSignal) {

    public static final int LINES_KEPT_DEFAULT = 50;
    public static final int LINES_KEPT_MAX = 10_000;

    public ChildCommand {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        if (linesKept < 1 || linesKept > LINES_KEPT_MAX) {
            throw new IllegalArgumentException(
                    "lines kept must be 1 to %d, was %d".formatted(LINES_KEPT_MAX, linesKept));
        }
        prefix = List.copyOf(prefix);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** Killed when we die, asked to end by SIGTERM, in our directory and environment, its last 50 lines kept. */
    public static ChildCommand of(String name, List<String> arguments) {
        return new ChildCommand(
                name,
                List.of(),
                arguments,
                Optional.empty(),
                Map.of(),
                true,
                Optional.empty(),
                _ -> {},
                LINES_KEPT_DEFAULT,
                "KILL",
                "TERM");
    }

    public ChildCommand behind(List<String> newPrefix) {
        return new ChildCommand(
                name,
                newPrefix,
                arguments,
                directory,
                environment,
                inheritsEnvironment,
                logFile,
                onLine,
                linesKept,
                deathSignal,
                stopSignal);
    }

    public ChildCommand in(Path newDirectory) {
        return new ChildCommand(
                name,
                prefix,
                arguments,
                Optional.of(newDirectory),
                environment,
                inheritsEnvironment,
                logFile,
                onLine,
                linesKept,
                deathSignal,
                stopSignal);
    }

    /** One more variable of its environment. */
    public ChildCommand with(String variable, String value) {
        var variables = new HashMap<>(environment);
        variables.put(variable, value);
        return new ChildCommand(
                name,
                prefix,
                arguments,
                directory,
                variables,
                inheritsEnvironment,
                logFile,
                onLine,
                linesKept,
                deathSignal,
                stopSignal);
    }

    /** Nothing of our environment reaches it: secrets stand there. */
    public ChildCommand withOwnEnvironmentOnly() {
        return new ChildCommand(
                name,
                prefix,
                arguments,
                directory,
                environment,
                false,
                logFile,
                onLine,
                linesKept,
                deathSignal,
                stopSignal);
    }

    public ChildCommand loggingTo(Path file) {
        return new ChildCommand(
                name,
                prefix,
                arguments,
                directory,
                environment,
                inheritsEnvironment,
                Optional.of(file),
                onLine,
                linesKept,
                deathSignal,
                stopSignal);
    }

    public ChildCommand hearing(Consumer<String> newOnLine) {
        return new ChildCommand(
                name,
                prefix,
                arguments,
                directory,
                environment,
                inheritsEnvironment,
                logFile,
                newOnLine,
                linesKept,
                deathSignal,
                stopSignal);
    }

    public ChildCommand keeping(int newLinesKept) {
        return new ChildCommand(
                name,
                prefix,
                arguments,
                directory,
                environment,
                inheritsEnvironment,
                logFile,
                onLine,
                newLinesKept,
                deathSignal,
                stopSignal);
    }

    /** Signals without their SIG, for what ends better by another one than KILL and TERM. */
    public ChildCommand endingBy(String newDeathSignal, String newStopSignal) {
        return new ChildCommand(
                name,
                prefix,
                arguments,
                directory,
                environment,
                inheritsEnvironment,
                logFile,
                onLine,
                linesKept,
                newDeathSignal,
                newStopSignal);
    }
}
