package dev.fovea.connectors.testing;

import static org.awaitility.Awaitility.await;

import dev.fovea.connectors.embedded.ClickHouseServer;
import dev.fovea.connectors.embedded.LibChdb;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server as the product starts it, on a free port; it can be killed and started again on the same port and data. */
public final class EmbeddedClickHouse implements AutoCloseable {
    public static final String USER = "fovea";
    public static final String PASSWORD = "secret of the administrator";
    public static final String ANALYST = "analyst";
    public static final String ANALYST_PASSWORD = "secret of the analyst";

    private final Path directory;
    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Process process;

    private EmbeddedClickHouse(Path directory, int port) throws IOException {
        this.directory = directory;
        this.port = port;
        this.process = launch();
    }

    public static EmbeddedClickHouse start(Path directory) {
        try (var socket = new ServerSocket(0)) {
            int port = socket.getLocalPort();
            socket.close();
            return new EmbeddedClickHouse(directory, port).ready();
        } catch (IOException e) {
            throw new IllegalStateException("no ClickHouse for the test", e);
        }
    }

    private Process launch() throws IOException {
        Path library = LibChdb.install(LibChdb.defaultCache(), System.out::println);
        return new ProcessBuilder(command(
                        "--path", directory.toString(),
                        "--port", Integer.toString(port),
                        "--user", USER,
                        "--password", PASSWORD,
                        "--read-only-user", ANALYST,
                        "--read-only-password", ANALYST_PASSWORD,
                        "--library", library.toString()))
                .inheritIO()
                .start();
    }

    /** The server's command line with other arguments. */
    public static List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ClickHouseServer.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private EmbeddedClickHouse ready() {
        await("ClickHouse to answer")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("ClickHouse ended with " + process.exitValue());
                    }
                    return http.send(
                                            HttpRequest.newBuilder(url().resolve("/ping"))
                                                    .build(),
                                            BodyHandlers.ofString())
                                    .statusCode()
                            == 200;
                });
        return this;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** kill -9; what was acknowledged must be there after {@link #restart}. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    public void restart() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new IllegalStateException("ClickHouse did not start again", e);
        }
        ready();
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    /** Runs a statement as the administrator and gives back its result, tab-separated unless it names a FORMAT. */
    public String query(String sql) {
        return query(USER, PASSWORD, sql);
    }

    public String query(String user, String password, String sql) {
        HttpResponse<String> response = send(user, password, "", sql);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + ": " + response.body());
        }
        return response.body().stripTrailing();
    }

    /** Sends a statement and gives back whatever comes; {@code urlQuery} is such as {@code ?max_threads=1}. */
    public HttpResponse<String> send(String user, String password, String urlQuery, String body) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url() + urlQuery))
                            .header("Authorization", basic(user, password))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("ClickHouse is not reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        process.destroy();
        if (!process.onExit()
                .completeOnTimeout(process, 10, TimeUnit.SECONDS)
                .join()
                .isAlive()) {
            return;
        }
        kill();
    }
}
