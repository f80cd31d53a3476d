package dev.fovea.standalone.bench;

import dev.fovea.connectors.clickhouse.ClickHouse;
import dev.fovea.connectors.embedded.ClickHouseServer;
import dev.fovea.connectors.embedded.LibChdb;
import dev.fovea.connectors.schema.ClickHouseSchema;
import dev.fovea.connectors.sink.FoveaSink;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.topic.Topic;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicSerdes;
import dev.fovea.standalone.ConnectClient;
import dev.fovea.standalone.FreePorts;
import dev.fovea.standalone.Main;
import dev.fovea.standalone.Measurement;
import dev.fovea.standalone.NodeMain;
import dev.fovea.standalone.PostgresNode;
import dev.fovea.standalone.Readiness;
import dev.fovea.standalone.StartFailure;
import dev.fovea.standalone.chaos.KillableProcess;
import dev.fovea.standalone.chaos.Report;
import dev.fovea.standalone.chaos.analytics.ViewTokenSigner;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./fovea bench analytics --json FILE [--data DIR]}: how fast events are taken in, folded, stored and shown, each against
 * an anchor on the same machine in the same run.
 */
public final class AnalyticsBench implements Measurement {

    private static final long SEED = 1;
    private static final int ROUNDS = 3;
    private static final int VIEWS = 6_000;
    private static final int EVENTS_A_VIEW = 50;
    private static final int STEADY_RATE = 2_000;
    private static final int RATE_MAX = 64_000;
    private static final Duration SUSTAINED_WITHIN = Duration.ofSeconds(5);
    private static final String PASSWORD = "bench";
    private static final String USER = "fovea";
    private static final String ADMIN = "bench@fovea.test";
    private static final String ADMIN_PASSWORD = "a bench that nobody else signs in at";

    private final Measured measured = new Measured();
    private final Map<String, Double> figures = new LinkedHashMap<>();

    @Override
    public Kind kind() {
        return Kind.BENCH;
    }

    @Override
    public String name() {
        return "analytics";
    }

    @Override
    public boolean run(List<String> words) throws Exception {
        Map<String, Path> given = parse(words);
        Path json = given.get("--json");
        if (json == null) {
            throw new StartFailure("usage: ./fovea bench analytics --json FILE [--data DIR]");
        }
        Path data = given.containsKey("--data")
                ? Files.createDirectories(given.get("--data"))
                : Files.createTempDirectory("fovea-bench");
        raceParts(Files.createDirectories(data.resolve("parts")));
        measureWhole(Files.createDirectories(data.resolve("whole")));
        boolean ok = isAtLeast("collectorToBareEndpoint", 0.7)
                && isAtLeast("exactlyOnceToAtLeastOnce", 0.75)
                && isAtLeast("topologyToPassThrough", 0.5)
                && isAtLeast("sinkToRawInsert", 0.6)
                && isAtMost("freshnessP99Seconds", 1)
                && isAtMost("freshnessP95SecondsAt80Percent", 5)
                && isAtMost("queryP95MsAt10M", 100);
        new Report("analytics", SEED, figures, measured.raw(), ok).writeTo(json);
        figures.forEach((name, value) -> System.out.printf("%-36s %,10.3f%n", name, value));
        return ok;
    }

    private boolean isAtLeast(String figure, double target) {
        return figures.getOrDefault(figure, Double.NaN) >= target;
    }

    private boolean isAtMost(String figure, double target) {
        return figures.getOrDefault(figure, Double.NaN) <= target;
    }

    private static Map<String, Path> parse(List<String> words) {
        Map<String, Path> given = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            if (!List.of("--json", "--data").contains(words.get(i)) || i + 1 == words.size()) {
                throw new StartFailure("usage: ./fovea bench analytics --json FILE [--data DIR]");
            }
            given.put(words.get(i), Path.of(words.get(i + 1)).toAbsolutePath().normalize());
        }
        return given;
    }

    /** Each part alone, on a broker and an engine of its own. */
    private void raceParts(Path data) throws Exception {
        Path logs = Files.createDirectories(data.resolve("logs"));
        int port = FreePorts.block(8);
        String brokers = "127.0.0.1:" + port;
        Deque<AutoCloseable> running = new ArrayDeque<>();
        try {
            start(
                    running,
                    "kafka",
                    logs,
                    Map.of(),
                    NodeMain.class.getName(),
                    List.of("kafka", data.resolve("kafka").toString(), "" + port, "" + (port + 1)),
                    () -> hasBrokers(brokers));
            List<PlayerEvent> events = fillTopics(brokers);

            System.out.println("Topologies");
            new StreamsRace(brokers, data.resolve("states"), events.size()).run(ROUNDS, measured);
            figures.put("exactlyOnceToAtLeastOnce", measured.ratio("topologyExactlyOnce", "topologyAtLeastOnce"));
            figures.put("topologyToPassThrough", measured.ratio("topologyExactlyOnce", "passThroughExactlyOnce"));

            System.out.println("Sink");
            raceSink(running, data, logs, port, brokers, events);

            System.out.println("Collector");
            raceCollector(running, data, logs, port, brokers);
        } finally {
            while (!running.isEmpty()) {
                running.pop().close();
            }
        }
    }

    private void raceSink(
            Deque<AutoCloseable> running, Path data, Path logs, int port, String brokers, List<PlayerEvent> events)
            throws Exception {
        URI url = URI.create("http://127.0.0.1:" + (port + 2));
        start(
                running,
                "clickhouse",
                logs,
                Map.of("TZ", "UTC"),
                ClickHouseServer.class.getName(),
                List.of(
                        "--path",
                        data.resolve("clickhouse").toString(),
                        "--port",
                        "" + (port + 2),
                        "--user",
                        USER,
                        "--password",
                        PASSWORD,
                        "--library",
                        LibChdb.install(LibChdb.defaultCache(), System.out::println)
                                .toString()),
                () -> Readiness.answersOk(url + "/ping"));
        ClickHouseSchema.migrate(url, USER, PASSWORD);
        var connect = new ConnectClient("http://127.0.0.1:" + (port + 3));
        start(
                running,
                "connect",
                logs,
                Map.of(),
                NodeMain.class.getName(),
                List.of("connect", brokers, "" + (port + 3)),
                () -> Readiness.answersOk("http://127.0.0.1:%d/connectors".formatted(port + 3)));
        try (var clickHouse = new ClickHouse(url, USER, PASSWORD, Duration.ofMinutes(1))) {
            new SinkRace(clickHouse, connect, FoveaSink.configuration(brokers, url, USER, PASSWORD, 1), events)
                    .run(ROUNDS, measured);
        }
        figures.put("sinkToRawInsert", measured.ratio("sink", "rawInsert"));
        running.pop().close(); // neither Connect nor ClickHouse shall stand in the collector's light
        running.pop().close();
    }

    private void raceCollector(Deque<AutoCloseable> running, Path data, Path logs, int port, String brokers)
            throws Exception {
        PostgresNode postgres =
                PostgresNode.start(Files.createDirectories(data.resolve("postgres")), port + 4, PASSWORD);
        running.push(postgres::stop);
        int collector = port + 5;
        start(
                running,
                "ingest",
                logs,
                Map.of(
                        "SERVER_PORT",
                        "" + collector,
                        "MANAGEMENT_SERVER_PORT",
                        "" + (port + 6),
                        "SPRING_DATASOURCE_URL",
                        postgres.jdbcUrl(),
                        "SPRING_DATASOURCE_USERNAME",
                        PostgresNode.USER,
                        "SPRING_DATASOURCE_PASSWORD",
                        postgres.password(),
                        "SPRING_KAFKA_BOOTSTRAP_SERVERS",
                        brokers,
                        "FOVEA_MEDIA_DIRECTORY",
                        data.resolve("media").toString(),
                        "FOVEA_ACCESS_ISSUERS_0_ISSUER",
                        "http://localhost:" + collector,
                        "FOVEA_ACCESS_ISSUERS_0_JWKS_URI",
                        "http://127.0.0.1:1/none"),
                "dev.fovea.ingest.IngestMain",
                List.of(),
                () -> Readiness.answersOk("http://127.0.0.1:%d/actuator/health/readiness".formatted(port + 6)));
        start(
                running,
                "bare",
                logs,
                Map.of(),
                BareEndpoint.class.getName(),
                List.of("" + (port + 7), brokers),
                () -> Readiness.answersOk("http://127.0.0.1:%d/events".formatted(port + 7)));
        var tokens = ViewTokenSigner.read(postgres.jdbcUrl(), PostgresNode.USER, postgres.password(), tokensExpireAt());
        new CollectorRace(
                        URI.create("http://127.0.0.1:%d/api/v1/events".formatted(collector)),
                        URI.create("http://127.0.0.1:%d/events".formatted(port + 7)),
                        brokers,
                        new Batches(tokens))
                .run(ROUNDS, measured);
        figures.put("collectorToBareEndpoint", measured.ratio("collector", "bareEndpoint"));
        figures.put("collectorToProducerPerf", measured.ratio("collector", "producer"));
    }

    /** All of Fovea, as {@code ./fovea run} starts it. */
    private void measureWhole(Path data) throws Exception {
        Path logs = Files.createDirectories(data.resolve("logs"));
        int port = FreePorts.block(8);
        URI api = URI.create("http://localhost:" + port);
        Deque<AutoCloseable> running = new ArrayDeque<>();
        try {
            start(
                    running,
                    "fovea",
                    logs,
                    Map.of("FOVEA_ADMIN_EMAIL", ADMIN, "FOVEA_ADMIN_PASSWORD", ADMIN_PASSWORD),
                    Main.class.getName(),
                    List.of("--port", "" + port, "--data", data.toString(), "--no-demo"),
                    () -> Readiness.answersOk("http://127.0.0.1:%d/actuator/health".formatted(port + 1))
                            && !accessToken(api).isEmpty());
            String token = accessToken(api);
            Path secrets = data.resolve("secrets");
            var tokens = ViewTokenSigner.read(
                    "jdbc:postgresql://127.0.0.1:%d/fovea".formatted(port + 2),
                    PostgresNode.USER,
                    Files.readString(secrets.resolve("postgres")).strip(),
                    tokensExpireAt());
            System.out.println("Freshness");
            measureFreshness(new Freshness(api, token, new Batches(tokens)));
            System.out.println("Charts at ten million events");
            try (var clickHouse = new ClickHouse(
                    URI.create("http://127.0.0.1:" + (port + 6)),
                    USER,
                    Files.readString(secrets.resolve("clickhouse")).strip(),
                    Duration.ofMinutes(5))) {
                var charts = new Charts(api, token, clickHouse);
                charts.fill();
                figures.put("queryP95MsAt10M", charts.p95Ms(measured));
            }
        } finally {
            while (!running.isEmpty()) {
                running.pop().close();
            }
        }
    }

    /** Doubles the rate until it is not sustained any more, then takes 80 % of the last one that was. */
    private void measureFreshness(Freshness freshness) throws Exception {
        freshness.at(STEADY_RATE, Duration.ofSeconds(8)); // warm from here on
        Freshness.Result steady = freshness.at(STEADY_RATE, Duration.ofSeconds(30));
        measured.add("freshness.refusedBatches", steady.refused(), "batches");
        measured.add("freshness.p50", steady.quantile(0.5), "s");
        measured.add("freshness.p99", steady.quantile(0.99), "s");
        figures.put("freshnessP99Seconds", steady.quantile(0.99));
        int sustained = STEADY_RATE;
        for (int rate = 2 * STEADY_RATE; rate <= RATE_MAX; rate = rate * 3 / 2) {
            Freshness.Result at = freshness.at(rate, Duration.ofSeconds(6));
            measured.add("freshness.p95At" + rate, at.quantile(0.95), "s");
            if (!at.isSustained(SUSTAINED_WITHIN)) {
                break;
            }
            sustained = rate;
        }
        measured.add("sustainedRate", sustained, "events/s");
        figures.put(
                "freshnessP95SecondsAt80Percent",
                freshness.at(sustained * 4 / 5, Duration.ofSeconds(20)).quantile(0.95));
    }

    private static List<PlayerEvent> fillTopics(String brokers) throws Exception {
        List<NewTopic> topics = new ArrayList<>(List.of(
                new NewTopic(StreamsRace.PASSED_ON, 4, (short) 1), new NewTopic(BareEndpoint.TOPIC, 4, (short) 1)));
        for (Topic<?> topic : Topics.ALL) {
            topics.add(new NewTopic(topic.name(), topic.partitions(), (short) 1));
            topics.add(new NewTopic(topic.deadLetters(), 1, (short) 1));
        }
        topics.add(new NewTopic(FoveaSink.DEAD_LETTERS, 1, (short) 1));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            admin.createTopics(topics).all().get();
        }
        List<PlayerEvent> events =
                new Traffic(SEED).events(VIEWS, EVENTS_A_VIEW, System.currentTimeMillis() - 3_600_000);
        Serializer<PlayerEvent> values = TopicSerdes.serializer();
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", brokers, "acks", "all", "linger.ms", 5),
                new StringSerializer(),
                values)) {
            for (PlayerEvent event : events) {
                producer.send(new ProducerRecord<>(
                        Topics.PLAYER_EVENTS.name(), event.viewId().toString(), event));
            }
        }
        return events;
    }

    private static void start(
            Deque<AutoCloseable> running,
            String name,
            Path logs,
            Map<String, String> environment,
            String mainClass,
            List<String> words,
            KillableProcess.Probe probe)
            throws InterruptedException {
        var process = new KillableProcess(
                KillableProcess.java(
                        name, logs, List.of(), 1_024, KillableProcess.shortLived(environment), mainClass, words),
                probe);
        running.push(process);
        process.start();
    }

    private static long tokensExpireAt() {
        return Instant.now().plus(Duration.ofHours(2)).getEpochSecond();
    }

    private static boolean hasBrokers(String brokers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers, "request.timeout.ms", 1_000))) {
            return !admin.describeCluster().nodes().get().isEmpty();
        }
    }

    private static String accessToken(URI api) throws Exception {
        JsonMapper json = JsonMapper.builder().build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(api.resolve("/api/v1/auth/login"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(
                                    json.writeValueAsString(Map.of("email", ADMIN, "password", ADMIN_PASSWORD))))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("sign-in answered " + answer.statusCode());
            }
            return json.readTree(answer.body()).path("accessToken").asString();
        }
    }
}
