package dev.fovea.platform.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Starts child processes that do not outlive this JVM, not even when it is killed.
 *
 * <p>The kernel sends the death signal when the <em>thread</em> that started a child ends, so all children are started
 * by one thread that ends with the JVM. Where {@code setpriv} is missing, a shutdown hook kills them, which a SIGKILL
 * of this JVM escapes.
 */
public final class ChildProcesses {

    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("child-starter").daemon().factory());
    private static final boolean GUARDED = hasDeathGuard();
    private static final Set<ChildProcess> UNGUARDED = ConcurrentHashMap.newKeySet();

    private ChildProcesses() {}

    /** Started, not necessarily ready: its output tells. */
    public static ChildProcess start(ChildCommand command) throws IOException {
        var builder = new ProcessBuilder(argumentsOf(command)).redirectErrorStream(true);
        command.directory().ifPresent(directory -> builder.directory(directory.toFile()));
        builder.environment().putAll(command.environment());
        var child = new ChildProcess(command, onStarter(builder));
        if (!GUARDED) {
            UNGUARDED.add(child);
            var _ = child.onExit().thenRun(() -> UNGUARDED.remove(child));
        }
        return child;
    }

    /**
     * Arguments that make what follows them die with the process that starts it, and with nothing else: a Ctrl-C in our
     * terminal does not reach it, we end it in our order. Empty where the system has none. For programs that others start
     * for us (Jaffree, wrapper scripts): the starting thread must live as long as the child.
     */
    public static List<String> deathGuard(String signal) {
        return GUARDED ? guard(signal) : List.of();
    }

    private static List<String> guard(String signal) {
        // One guard within another is a leader already: its setsid forks, and without --wait its end would be told at
        // once.
        return List.of("setsid", "--wait", "setpriv", "--pdeathsig", signal, "--no-new-privs", "--");
    }

    private static List<String> argumentsOf(ChildCommand command) {
        var arguments = new ArrayList<>(command.prefix());
        arguments.addAll(deathGuard(command.deathSignal()));
        arguments.addAll(command.arguments());
        return arguments;
    }

    private static Process onStarter(ProcessBuilder builder) throws IOException {
        var started = STARTER.submit(builder::start);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return started.get();
                } catch (InterruptedException e) {
                    interrupted = true; // a child nobody knows of would be worse than being late
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof IOException cause) {
                        throw new IOException(
                                "cannot start " + builder.command().getFirst(), cause);
                    }
                    throw new IllegalStateException("cannot start " + builder.command(), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean hasDeathGuard() {
        var probe = new ArrayList<>(guard("KILL"));
        probe.add("true");
        boolean guarded = succeeds(probe);
        if (!guarded) {
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform()
                            .name("child-killer")
                            .unstarted(() -> UNGUARDED.forEach(ChildProcess::kill)));
        }
        return guarded;
    }

    private static boolean succeeds(List<String> arguments) {
        try {
            Process process = new ProcessBuilder(arguments)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // not installed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
