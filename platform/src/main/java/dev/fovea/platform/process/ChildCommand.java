package dev.fovea.platform.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to start and how: an argument vector (never a shell line), where it works and what takes its output.
 *
 * @param name how people and threads call it
 * @param prefix stands before the death guard, for what changes the process's credentials: those clear the guard
 * @param environment added to ours
 * @param logFile takes every line of output; rotated once when it grows too long
 * @param deathSignal sent by the kernel when this JVM dies
 * @param stopSignal asks it to end, before SIGKILL
 */
public record ChildCommand(
        String name,
        List<String> prefix,
        List<String> arguments,
        Optional<Path> directory,
        Map<String, String> environment,
        Optional<Path> logFile,
        String deathSignal,
        String stopSignal) {

    public ChildCommand {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        prefix = List.copyOf(prefix);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** Killed when we die, asked to end by SIGTERM, in our directory and environment. */
    public static ChildCommand of(String name, List<String> arguments) {
        return new ChildCommand(
                name, List.of(), arguments, Optional.empty(), Map.of(), Optional.empty(), "KILL", "TERM");
    }

    public ChildCommand behind(List<String> newPrefix) {
        return new ChildCommand(name, newPrefix, arguments, directory, environment, logFile, deathSignal, stopSignal);
    }

    public ChildCommand in(Path newDirectory) {
        return new ChildCommand(
                name, prefix, arguments, Optional.of(newDirectory), environment, logFile, deathSignal, stopSignal);
    }

    /** One more variable of its environment. */
    public ChildCommand with(String variable, String value) {
        var variables = new HashMap<>(environment);
        variables.put(variable, value);
        return new ChildCommand(name, prefix, arguments, directory, variables, logFile, deathSignal, stopSignal);
    }

    public ChildCommand loggingTo(Path file) {
        return new ChildCommand(
                name, prefix, arguments, directory, environment, Optional.of(file), deathSignal, stopSignal);
    }

    /** Signals without their SIG, for what ends better by another one than KILL and TERM. */
    public ChildCommand endingBy(String newDeathSignal, String newStopSignal) {
        return new ChildCommand(
                name, prefix, arguments, directory, environment, logFile, newDeathSignal, newStopSignal);
    }
}
