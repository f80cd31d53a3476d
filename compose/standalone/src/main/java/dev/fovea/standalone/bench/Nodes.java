package dev.fovea.standalone.bench;

import dev.fovea.connectors.embedded.ClickHouseServer;
import dev.fovea.connectors.embedded.LibChdb;
import dev.fovea.connectors.schema.ClickHouseSchema;
import dev.fovea.standalone.ConnectClient;
import dev.fovea.standalone.FreePorts;
import dev.fovea.standalone.Main;
import dev.fovea.standalone.NodeMain;
import dev.fovea.standalone.PostgresNode;
import dev.fovea.standalone.Readiness;
import dev.fovea.standalone.chaos.KillableProcess;
import dev.fovea.standalone.chaos.analytics.ViewTokenSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import tools.jackson.databind.json.JsonMapper;

/** The processes of one part of the bench, each on a port of its own; they end with the part. */
final class Nodes implements AutoCloseable {

    static final String USER = "fovea";
    static final String PASSWORD = "bench";

    private static final String ADMIN = "bench@fovea.test";
    private static final String ADMIN_PASSWORD = "a bench that nobody else signs in at";
    private static final int HEAP_MEGABYTES = 1_024;
    private static final Duration TOKENS_VALID = Duration.ofHours(2);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path data;
    private final Path logs;
    private final int port = FreePorts.block(8);
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    Nodes(Path data) throws IOException {
        this.data = data;
        this.logs = Files.createDirectories(data.resolve("logs"));
    }

    String brokers() {
        return "127.0.0.1:" + port;
    }

    Path folder(String name) throws IOException {
        return Files.createDirectories(data.resolve(name));
    }

    void startBroker() throws IOException, InterruptedException {
        start(
                "kafka",
                Map.of(),
                NodeMain.class.getName(),
                List.of("kafka", folder("kafka").toString(), "" + port, "" + (port + 1)),
                this::brokerAnswers);
    }

    /** With our tables, empty. */
    URI startClickHouse() throws IOException, InterruptedException {
        URI url = URI.create("http://127.0.0.1:" + (port + 2));
        String library =
                LibChdb.install(LibChdb.defaultCache(), System.out::println).toString();
        start(
                "clickhouse",
                Map.of("TZ", "UTC", "CLICKHOUSE_PASSWORD", PASSWORD),
                ClickHouseServer.class.getName(),
                List.of(
                        "--path",
                        folder("clickhouse").toString(),
                        "--port",
                        "" + (port + 2),
                        "--user",
                        USER,
                        "--library",
                        library),
                () -> Readiness.answersOk(url + "/ping"));
        ClickHouseSchema.migrate(url, USER, PASSWORD);
        return url;
    }

    ConnectClient startConnect() throws InterruptedException {
        String url = "http://127.0.0.1:" + (port + 3);
        start(
                "connect",
                Map.of(),
                NodeMain.class.getName(),
                List.of("connect", brokers(), "" + (port + 3)),
                () -> Readiness.answersOk(url + "/connectors"));
        return new ConnectClient(url);
    }

    PostgresNode startPostgres() throws Exception {
        PostgresNode postgres = PostgresNode.start(folder("postgres"), port + 4, PASSWORD);
        running.push(postgres::stop);
        return postgres;
    }

    /** The edge alone; where it takes events. */
    URI startCollector(PostgresNode postgres) throws IOException, InterruptedException {
        int http = port + 5;
        start(
                "collector",
                Map.of(
                        "SERVER_PORT",
                        "" + http,
                        "MANAGEMENT_SERVER_PORT",
                        "" + (http + 1),
                        "SPRING_DATASOURCE_URL",
                        postgres.jdbcUrl(),
                        "SPRING_DATASOURCE_USERNAME",
                        PostgresNode.USER,
                        "SPRING_DATASOURCE_PASSWORD",
                        postgres.password(),
                        "SPRING_KAFKA_BOOTSTRAP_SERVERS",
                        brokers(),
                        "FOVEA_MEDIA_DIRECTORY",
                        folder("media").toString(),
                        "FOVEA_ACCESS_ISSUERS_0_ISSUER",
                        "http://localhost:" + http,
                        "FOVEA_ACCESS_ISSUERS_0_JWKS_URI",
                        "http://127.0.0.1:1/none"),
                "dev.fovea.ingest.IngestMain",
                List.of(),
                () -> Readiness.answersOk("http://127.0.0.1:%d/actuator/health/readiness".formatted(http + 1)));
        return URI.create("http://127.0.0.1:%d/api/v1/events".formatted(http));
    }

    URI startBareEndpoint() throws InterruptedException {
        String url = "http://127.0.0.1:%d/events".formatted(port + 7);
        start(
                "bare",
                Map.of(),
                BareEndpoint.class.getName(),
                List.of("" + (port + 7), brokers()),
                () -> Readiness.answersOk(url));
        return URI.create(url);
    }

    /**
     * All of Fovea in one process, as it is run, and somebody signed in who may see charts.
     *
     * @param token of that person; good for a quarter of an hour
     */
    record Whole(URI api, String token, String brokers, URI clickHouse, String clickHousePassword, Batches batches) {}

    Whole startFovea() throws Exception {
        URI api = URI.create("http://localhost:" + port);
        start(
                "fovea",
                Map.of("FOVEA_ADMIN_EMAIL", ADMIN, "FOVEA_ADMIN_PASSWORD", ADMIN_PASSWORD),
                Main.class.getName(),
                List.of("--port", "" + port, "--data", folder("fovea").toString(), "--no-demo"),
                () -> Readiness.answersOk("http://127.0.0.1:%d/actuator/health".formatted(port + 1))
                        && !accessToken(api).isEmpty());
        Path secrets = folder("fovea").resolve("secrets");
        return new Whole(
                api,
                accessToken(api),
                "127.0.0.1:" + (port + 3),
                URI.create("http://127.0.0.1:" + (port + 6)),
                Files.readString(secrets.resolve("clickhouse")).strip(),
                batches(
                        "jdbc:postgresql://127.0.0.1:%d/fovea".formatted(port + 2),
                        Files.readString(secrets.resolve("postgres")).strip()));
    }

    /** Signed with the key that the collector keeps there. */
    static Batches batches(String jdbcUrl, String password) throws SQLException {
        return new Batches(ViewTokenSigner.read(
                jdbcUrl,
                PostgresNode.USER,
                password,
                Instant.now().plus(TOKENS_VALID).getEpochSecond()));
    }

    @Override
    public void close() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }

    private void start(
            String name,
            Map<String, String> environment,
            String mainClass,
            List<String> words,
            KillableProcess.Probe probe)
            throws InterruptedException {
        var process = new KillableProcess(
                KillableProcess.java(name, logs, List.of(), HEAP_MEGABYTES, environment, mainClass, words), probe);
        running.push(process);
        process.start();
    }

    private boolean brokerAnswers() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers(), "request.timeout.ms", 1_000))) {
            return !admin.describeCluster().nodes().get().isEmpty();
        }
    }

    private static String accessToken(URI api) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(api.resolve("/api/v1/auth/login"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(
                                    JSON.writeValueAsString(Map.of("email", ADMIN, "password", ADMIN_PASSWORD))))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("sign-in answered " + answer.statusCode());
            }
            return JSON.readTree(answer.body()).path("accessToken").asString();
        }
    }
}
