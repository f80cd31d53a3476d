package dev.fovea.standalone;

import dev.fovea.connectors.embedded.ClickHouseServer;
import dev.fovea.connectors.embedded.LibChdb;
import dev.fovea.platform.process.ChildCommand;
import dev.fovea.platform.process.ChildProcess;
import dev.fovea.platform.process.ChildProcesses;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The embedded ClickHouse in a JVM of its own: a fault in native code ends that one, and it is started again. */
final class ClickHouseNode {

    static final String USER = "fovea";
    static final String READER = "analyst";

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);

    private final Path home;
    private final Path library;
    private final int port;
    private final Passwords passwords;
    private final SupervisedChild server;

    /** @param user may do all, {@code reader} may read */
    record Passwords(String user, String reader) {}

    private ClickHouseNode(Path home, Path library, int port, Passwords passwords) {
        this.home = home;
        this.library = library;
        this.port = port;
        this.passwords = passwords;
        this.server = new SupervisedChild("clickhouse", this::startServer);
    }

    /** @param progress hears how far the engine is fetched, at the first start on this machine */
    static ClickHouseNode start(Path home, Path cache, int port, Passwords passwords, Consumer<String> progress)
            throws Exception {
        var node = new ClickHouseNode(home, LibChdb.install(cache, progress), port, passwords);
        node.server.start();
        return node;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    Passwords passwords() {
        return passwords;
    }

    boolean answers() throws IOException, InterruptedException {
        return Readiness.answersOk(url() + "/ping");
    }

    void stop() {
        server.stop(STOP_GRACE);
    }

    private ChildProcess startServer() throws IOException, InterruptedException {
        ChildProcess child = ChildProcesses.start(ChildCommand.of("clickhouse", arguments())
                .in(home)
                .with("TZ", "UTC")
                .with("CLICKHOUSE_PASSWORD", passwords.user())
                .with("CLICKHOUSE_READ_ONLY_PASSWORD", passwords.reader())
                .loggingTo(home.resolve("clickhouse.log")));
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!pings()) {
            if (!child.isAlive()) {
                throw new IOException("ClickHouse ended at its start: " + String.join(" | ", child.lastLines()));
            }
            if (System.nanoTime() > deadline) {
                child.kill();
                throw new IOException("ClickHouse did not answer within " + START_TIMEOUT);
            }
            Thread.sleep(20);
        }
        return child;
    }

    private List<String> arguments() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ClickHouseServer.class.getName(),
                "--path",
                home.resolve("data").toString(),
                "--port",
                Integer.toString(port),
                "--user",
                USER,
                "--read-only-user",
                READER,
                "--library",
                library.toString());
    }

    private boolean pings() throws InterruptedException {
        try {
            return answers();
        } catch (IOException e) {
            return false;
        }
    }
}
