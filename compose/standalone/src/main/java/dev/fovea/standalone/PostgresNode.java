package dev.fovea.standalone;

import dev.fovea.platform.process.ChildCommand;
import dev.fovea.platform.process.ChildProcess;
import dev.fovea.platform.process.ChildProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A durable PostgreSQL of our own, on the loopback only, with passwords. A kill of this JVM ends it through SIGQUIT, its
 * immediate shutdown, which takes its backends along.
 */
public final class PostgresNode {

    public static final String USER = "fovea";
    static final String DATABASE = "fovea";

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_GRACE = Duration.ofSeconds(20);
    private static final int CONNECTIONS_MAX = 100;

    private final Path home;
    private final Path data;
    private final Path binaries;
    private final UnprivilegedUser user;
    private final int port;
    private final String password;
    private final SupervisedChild server;

    private PostgresNode(Path home, Path binaries, UnprivilegedUser user, int port, String password) {
        this.home = home;
        this.data = dataOf(home);
        this.binaries = binaries;
        this.user = user;
        this.port = port;
        this.password = password;
        this.server = new SupervisedChild("postgres", this::startServer);
    }

    public static PostgresNode start(Path home, int port, String password) throws Exception {
        Path binaries = PostgresBinaries.unpackInto(home);
        var node = new PostgresNode(home, binaries, UnprivilegedUser.owning(home), port, password);
        node.createDataOnce();
        node.server.start();
        return node;
    }

    /** One that outlived its launcher (no death signal on that system) would hold the port and the data. */
    static void stopOrphan(Path home) throws IOException {
        Path pidFile = dataOf(home).resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        boolean ours = ProcessHandle.of(pid)
                .flatMap(process -> process.info().arguments())
                .filter(arguments -> List.of(arguments).contains(dataOf(home).toString()))
                .isPresent();
        if (ours) {
            ProcessHandle orphan = ProcessHandle.of(pid).orElseThrow();
            List<ProcessHandle> backends = orphan.descendants().toList();
            orphan.destroyForcibly(); // its write-ahead log repairs what this leaves
            backends.forEach(ProcessHandle::destroyForcibly);
            orphan.onExit().join();
            backends.forEach(backend -> backend.onExit().join());
        }
    }

    public String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    public String password() {
        return password;
    }

    boolean answers() {
        try (Connection connection = connect(DATABASE)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    public void stop() {
        server.stop(STOP_GRACE);
    }

    private void createDataOnce() throws IOException, InterruptedException {
        if (Files.exists(data)) {
            return;
        }
        Path fresh = home.resolve("data.new"); // renamed when whole: a start that is killed leaves no half of it
        user.run(home, List.of("rm", "-rf", fresh.toString()));
        Path passwordFile = home.resolve("password");
        Files.writeString(passwordFile, password);
        try {
            user.own(home);
            user.run(
                    home,
                    List.of(
                            binaries.resolve("bin/initdb").toString(),
                            "-D",
                            fresh.toString(),
                            "-U",
                            USER,
                            "--auth=scram-sha-256",
                            "--pwfile=" + passwordFile,
                            "--encoding=UTF8",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--locale=C",
                            "--no-instructions"));
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private ChildProcess startServer() throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of(
                binaries.resolve("bin/postgres").toString(), "-D", data.toString(), "-p", Integer.toString(port)));
        for (String setting : List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "max_connections=" + CONNECTIONS_MAX,
                "shared_buffers=96MB",
                "wal_level=minimal",
                "max_wal_senders=0",
                "timezone=UTC",
                "log_timezone=UTC",
                "log_checkpoints=off")) {
            arguments.addAll(List.of("-c", setting));
        }
        ChildProcess child = ChildProcesses.start(ChildCommand.of("postgres", arguments)
                .behind(user.prefix())
                .in(home)
                .loggingTo(home.resolve("postgres.log"))
                .endingBy("QUIT", "INT"));
        awaitAnswer(child);
        return child;
    }

    private void awaitAnswer(ChildProcess child) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            if (!child.isAlive()) {
                throw new IOException("Postgres ended at its start: " + String.join(" | ", child.lastLines()));
            }
            try {
                createDatabaseOnce();
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    child.kill();
                    throw new IOException("Postgres did not answer within " + START_TIMEOUT, e);
                }
                Thread.sleep(20);
            }
        }
    }

    private void createDatabaseOnce() throws SQLException {
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement()) {
            boolean exists;
            try (var found = statement.executeQuery("select 1 from pg_database where datname = '" + DATABASE + "'")) {
                exists = found.next();
            }
            if (!exists) {
                statement.execute("create database " + DATABASE);
            }
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), USER, password);
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    private static Path dataOf(Path home) {
        return home.resolve("data");
    }
}
