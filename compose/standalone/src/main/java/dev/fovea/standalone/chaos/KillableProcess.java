package dev.fovea.standalone.chaos;

import dev.fovea.platform.process.ChildCommand;
import dev.fovea.platform.process.ChildProcess;
import dev.fovea.platform.process.ChildProcesses;
import dev.fovea.platform.process.Signals;
import dev.fovea.standalone.StartFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A process under test: killed or frozen at any moment, and started again under the same name. */
public final class KillableProcess implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(5);

    private final String name;
    private final Supplier<ChildCommand> command;
    private final Probe probe;
    private @Nullable ChildProcess child;

    /** Whether it does its work; an exception means no. */
    public interface Probe {
        boolean isReady() throws Exception;
    }

    public KillableProcess(ChildCommand command, Probe probe) {
        this(command.name(), () -> command, probe);
    }

    /** @param command is asked at each start: a life may differ from the one before */
    public KillableProcess(String name, Supplier<ChildCommand> command, Probe probe) {
        this.name = name;
        this.command = command;
        this.probe = probe;
    }

    /** A main class of ours in a JVM of its own, on our class path or behind the given one, logging into the folder. */
    public static ChildCommand java(
            String name,
            Path logs,
            List<Path> before,
            int heapMegabytes,
            Map<String, String> environment,
            String mainClass,
            List<String> words) {
        var path = new ArrayList<String>();
        before.forEach(each -> path.add(each.toString()));
        path.add(System.getProperty("java.class.path"));
        var arguments = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xmx" + heapMegabytes + "m",
                "-Dfovea.log.directory=" + logs,
                "-Dfovea.log.name=" + name,
                "-cp",
                String.join(System.getProperty("path.separator"), path),
                mainClass));
        arguments.addAll(words);
        ChildCommand command = ChildCommand.of(name, arguments).loggingTo(logs.resolve(name + ".out"));
        for (var variable : environment.entrySet()) {
            command = command.with(variable.getKey(), variable.getValue());
        }
        return command;
    }

    /** The environment of a JVM of a short life: most of its start would else be spent in the better compiler. */
    public static Map<String, String> shortLived(Map<String, String> environment) {
        var more = new HashMap<>(environment);
        more.put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        return more;
    }

    public String name() {
        return name;
    }

    /** Does not wait until it is ready. */
    public synchronized void launch() {
        try {
            child = ChildProcesses.start(command.get());
        } catch (IOException e) {
            throw new StartFailure("%s does not start: %s".formatted(name(), e.getMessage()), e);
        }
    }

    public void start() throws InterruptedException {
        launch();
        awaitReady();
    }

    public void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!isReady()) {
            ChildProcess running = running();
            if (!running.isAlive()) {
                throw new StartFailure(
                        "%s ended at its start: %s".formatted(name(), String.join(" | ", running.lastLines())));
            }
            if (System.nanoTime() > deadline) {
                throw new StartFailure("%s did not become ready within %s".formatted(name(), READY_WITHIN));
            }
            Thread.sleep(50);
        }
    }

    public long pid() {
        return running().pid();
    }

    public synchronized boolean isAlive() {
        return child != null && child.isAlive();
    }

    /** SIGKILL to it and all that it has started; returns when it is gone. */
    public void kill() {
        ChildProcess running = running();
        running.kill();
        running.onExit().join();
    }

    /** SIGKILL to it alone: what it has started must end by itself. Returns when it is gone. */
    public void killAlone() {
        ChildProcess running = running();
        ProcessHandle.of(running.pid()).ifPresent(ProcessHandle::destroyForcibly);
        running.onExit().join();
    }

    /** SIGSTOP: it lives, holds its sockets, and does nothing. */
    public void freeze() throws IOException, InterruptedException {
        Signals.send("STOP", pid());
    }

    /** SIGCONT: it goes on as if no time had passed. */
    public void thaw() throws IOException, InterruptedException {
        Signals.send("CONT", pid());
    }

    @Override
    public synchronized void close() {
        if (child != null) {
            child.kill();
            child.onExit().join();
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return probe.isReady();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return false; // not yet
        }
    }

    private synchronized ChildProcess running() {
        if (child == null) {
            throw new IllegalStateException(name() + " was not started");
        }
        return child;
    }
}
