package dev.fovea.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The whole as {@code ./fovea run} starts it: the packaged jars in a JVM of their own. */
final class RunningFovea implements AutoCloseable {

    static final String ADMIN_EMAIL = "admin@journey.test";
    static final String ADMIN_PASSWORD = "a-password-for-tests-only";

    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final Path JARS = Path.of("target/app/lib").toAbsolutePath();

    private final int port;
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

    private RunningFovea(int port, Process process) {
        this.port = port;
        this.process = process;
        Thread.ofVirtual().start(this::listen);
    }

    /** Started, with a known administrator; ask {@link #awaitReady} or look at its lines. */
    static RunningFovea launch(Path data, int port, Map<String, String> environment, String... words)
            throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // most of a short life would else be spent in the better compiler
                "-Xmx1g",
                "-cp",
                JARS + "/*",
                "dev.fovea.standalone.Main",
                "--data",
                data.toString(),
                "--port",
                Integer.toString(port)));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("FOVEA_ADMIN_EMAIL", ADMIN_EMAIL);
        builder.environment().put("FOVEA_ADMIN_PASSWORD", ADMIN_PASSWORD);
        builder.environment().putAll(environment);
        return new RunningFovea(port, builder.start());
    }

    static RunningFovea start(Path data, int port) throws Exception {
        var fovea = launch(data, port, Map.of(), "--no-demo");
        fovea.awaitReady();
        return fovea;
    }

    void awaitReady() throws Exception {
        if (!ready.get(READY_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("Fovea ended before it was ready: " + lines);
        }
    }

    String url() {
        return "http://localhost:" + port;
    }

    List<String> lines() {
        return lines;
    }

    Process process() {
        return process;
    }

    /** It and all that it has started, at this moment. */
    List<ProcessHandle> family() {
        var all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        return all;
    }

    /** For one that cannot start: all its lines are there when it has ended. */
    int awaitRefusal() throws InterruptedException {
        int code = process.waitFor();
        ready.join(); // its output has come to its end
        return code;
    }

    /** As Ctrl-C does it. */
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private void listen() {
        try (var output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (line.startsWith("Fovea is ready at ")) {
                    ready.complete(true);
                }
            }
        } catch (IOException e) {
            lines.add("(its output cannot be read: " + e + ")");
        } finally {
            ready.complete(false);
        }
    }
}
