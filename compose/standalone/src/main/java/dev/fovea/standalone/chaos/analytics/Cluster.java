package dev.fovea.standalone.chaos.analytics;

import dev.fovea.connectors.clickhouse.ClickHouse;
import dev.fovea.connectors.embedded.ClickHouseServer;
import dev.fovea.connectors.embedded.LibChdb;
import dev.fovea.connectors.schema.ClickHouseSchema;
import dev.fovea.connectors.sink.FoveaSink;
import dev.fovea.contracts.topic.Topic;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.standalone.ConnectClient;
import dev.fovea.standalone.ConnectorWatch;
import dev.fovea.standalone.FreePorts;
import dev.fovea.standalone.NodeMain;
import dev.fovea.standalone.PostgresNode;
import dev.fovea.standalone.Readiness;
import dev.fovea.standalone.chaos.KillableProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.StreamsGroupMemberDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * The analytics of Fovea with a process for each part: collector, broker, streams, two Connect workers, ClickHouse. They are
 * the same classes with the same settings as in one process; Postgres, which only keeps the collector's keys, stays up.
 */
final class Cluster implements AutoCloseable {

    private static final String CLICKHOUSE_USER = "fovea";
    private static final String CLICKHOUSE_PASSWORD = "chaos";
    private static final Duration UP_WITHIN = Duration.ofMinutes(5);
    private static final Duration QUERY_WITHIN = Duration.ofMinutes(5);
    private static final int HEAP_MEGABYTES = 512;
    private static final int PORTS = 24;
    private static final String APPLICATION = "fovea-analytics";

    private final Path data;
    private final int firstPort = FreePorts.block(PORTS);
    private final List<Path> mutated;
    private final Map<String, String> streamSettings;
    private final List<AutoCloseable> open = new ArrayList<>();

    private final PostgresNode postgres;
    private final KillableProcess broker;
    private final KillableProcess clickHouse;
    private final KillableProcess collector;
    private final List<KillableProcess> streams;
    private final List<KillableProcess> workers;
    private final ClickHouseFaults faults;
    private final Tables tables;
    private final Admin admin;

    /** @param mutant is put into the classes of streams and sink */
    static Cluster start(Path data, Optional<Mutant> mutant, int streamInstances) throws Exception {
        List<Path> mutated = mutant.isPresent()
                ? List.of(mutant.get().writeInto(Files.createDirectories(data.resolve("mutant"))))
                : List.of();
        return new Cluster(data, mutated, mutant.map(Mutant::settings).orElse(Map.of()), streamInstances);
    }

    private Cluster(Path data, List<Path> mutated, Map<String, String> streamSettings, int streamInstances)
            throws Exception {
        this.data = data;
        this.mutated = mutated;
        this.streamSettings = streamSettings;
        try {
            Files.createDirectories(logs());
            broker = node("kafka", List.of("kafka", folder("kafka").toString(), port(0), port(1)), this::brokerAnswers);
            clickHouse = clickHouseProcess();
            broker.launch();
            clickHouse.launch();
            postgres = PostgresNode.start(folder("postgres"), firstPort + 3, "chaos");
            open.add(postgres::stop);
            broker.awaitReady();
            clickHouse.awaitReady();
            ClickHouseSchema.migrate(clickHouseUrl(), CLICKHOUSE_USER, CLICKHOUSE_PASSWORD);
            faults = ClickHouseFaults.before(clickHouseUrl(), firstPort + 4);
            open.add(faults);
            var client = new ClickHouse(clickHouseUrl(), CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, QUERY_WITHIN);
            open.add(client);
            tables = new Tables(client);
            admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
            open.add(admin);

            collector = service(
                    "collector",
                    "dev.fovea.ingest.IngestMain",
                    5,
                    Map.of("FOVEA_TELEMETRY_REGION_HEADER", Players.COUNTRY_HEADER));
            workers = List.of(worker(0), worker(1));
            collector.launch();
            workers.forEach(KillableProcess::launch);
            collector.awaitReady(); // it makes the topics
            streams = startStreams(APPLICATION, 0, streamInstances);
            for (KillableProcess worker : workers) {
                worker.awaitReady();
            }
            connect(0)
                    .put(
                            FoveaSink.CONNECTOR,
                            FoveaSink.configuration(
                                    bootstrapServers(), faults.url(), CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, 1),
                            UP_WITHIN);
            open.add(ConnectorWatch.over(connect(0), FoveaSink.CONNECTOR)::stop);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** Instances that share the work under one application's name; ready when all of them are. */
    List<KillableProcess> startStreams(String application, int firstNumber, int instances) throws Exception {
        List<KillableProcess> started = IntStream.range(firstNumber, firstNumber + instances)
                .mapToObj(i -> streamsProcess(application, i))
                .toList();
        started.forEach(KillableProcess::launch);
        for (KillableProcess each : started) {
            each.awaitReady();
        }
        return started;
    }

    KillableProcess broker() {
        return broker;
    }

    KillableProcess clickHouse() {
        return clickHouse;
    }

    KillableProcess collector() {
        return collector;
    }

    List<KillableProcess> streams() {
        return streams;
    }

    /** The ids of those who share the streams' work now, dead ones too until their sessions have expired. */
    Set<String> streamsMembers() throws ExecutionException, InterruptedException {
        return admin.describeStreamsGroups(List.of(APPLICATION)).all().get().values().stream()
                .flatMap(group -> group.members().stream())
                .map(StreamsGroupMemberDescription::memberId)
                .collect(Collectors.toSet());
    }

    List<KillableProcess> workers() {
        return workers;
    }

    ClickHouseFaults faults() {
        return faults;
    }

    Tables tables() {
        return tables;
    }

    Admin admin() {
        return admin;
    }

    PostgresNode postgres() {
        return postgres;
    }

    String application() {
        return APPLICATION;
    }

    URI events() {
        return URI.create("http://127.0.0.1:%d/api/v1/events".formatted(firstPort + 5));
    }

    String bootstrapServers() {
        return "127.0.0.1:" + firstPort;
    }

    ConnectClient connect(int worker) {
        return new ConnectClient(connectUrl(worker));
    }

    String connectUrl(int worker) {
        return "http://127.0.0.1:" + workerPort(worker);
    }

    int workerPort(int worker) {
        return firstPort + 7 + worker;
    }

    static List<TopicPartition> partitionsOf(Topic<?> topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
    }

    /** What the sink stores. */
    static List<Topic<?>> storedTopics() {
        return List.of(
                Topics.PLAYER_EVENTS,
                Topics.PLAYER_EVENTS_LATE,
                Topics.VIEW_ROWS,
                Topics.RETENTION_ROWS,
                Topics.FOCUS_ROWS);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private KillableProcess clickHouseProcess() throws IOException {
        Path library = LibChdb.install(LibChdb.defaultCache(), _ -> {});
        var command = KillableProcess.java(
                "clickhouse",
                logs(),
                List.of(),
                256,
                KillableProcess.shortLived(Map.of("TZ", "UTC", "CLICKHOUSE_PASSWORD", CLICKHOUSE_PASSWORD)),
                ClickHouseServer.class.getName(),
                List.of(
                        "--path",
                        folder("clickhouse").toString(),
                        "--port",
                        port(2),
                        "--user",
                        CLICKHOUSE_USER,
                        "--library",
                        library.toString()));
        return kept(new KillableProcess(command, () -> Readiness.answersOk(clickHouseUrl() + "/ping")));
    }

    private KillableProcess worker(int number) {
        return node(
                "connect-" + number,
                List.of("connect", bootstrapServers(), Integer.toString(workerPort(number))),
                () -> Readiness.answersOk(connectUrl(number) + "/connectors"));
    }

    private KillableProcess streamsProcess(String application, int number) {
        var environment = new HashMap<>(streamSettings);
        environment.put("FOVEA_ANALYTICS_APPLICATION_ID", application);
        return service(application + "-" + number, "dev.fovea.analytics.AnalyticsMain", 9 + 2 * number, environment);
    }

    private KillableProcess node(String name, List<String> words, KillableProcess.Probe probe) {
        return kept(new KillableProcess(
                KillableProcess.java(
                        name,
                        logs(),
                        mutated,
                        HEAP_MEGABYTES,
                        KillableProcess.shortLived(Map.of()),
                        NodeMain.class.getName(),
                        words),
                probe));
    }

    private KillableProcess service(String name, String mainClass, int portOffset, Map<String, String> more) {
        int http = firstPort + portOffset;
        var environment = new HashMap<String, String>();
        environment.put("SERVER_PORT", Integer.toString(http));
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(http + 1));
        environment.put("SPRING_DATASOURCE_URL", postgres.jdbcUrl());
        environment.put("SPRING_DATASOURCE_USERNAME", PostgresNode.USER);
        environment.put("SPRING_DATASOURCE_PASSWORD", postgres.password());
        environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
        environment.put("FOVEA_ACCESS_ISSUERS_0_ISSUER", "http://localhost:" + http);
        environment.put("FOVEA_ACCESS_ISSUERS_0_OWN", "true");
        environment.put("FOVEA_ACCESS_ISSUERS_0_JWKS_URI", "http://127.0.0.1:%d/.well-known/jwks.json".formatted(http));
        environment.put("FOVEA_MEDIA_DIRECTORY", data.resolve("media").toString());
        environment.put(
                "FOVEA_ANALYTICS_STATE_DIRECTORY", data.resolve("state-" + name).toString());
        environment.put("FOVEA_ANALYTICS_CLICKHOUSE_URL", clickHouseUrl().toString());
        environment.put("FOVEA_ANALYTICS_CLICKHOUSE_USER", CLICKHOUSE_USER);
        environment.put("FOVEA_ANALYTICS_CLICKHOUSE_PASSWORD", CLICKHOUSE_PASSWORD);
        environment.putAll(more);
        return kept(new KillableProcess(
                KillableProcess.java(
                        name,
                        logs(),
                        mutated,
                        HEAP_MEGABYTES,
                        KillableProcess.shortLived(environment),
                        mainClass,
                        List.of()),
                () -> Readiness.answersOk("http://127.0.0.1:%d/actuator/health".formatted(http + 1))));
    }

    private KillableProcess kept(KillableProcess process) {
        open.add(process);
        return process;
    }

    private boolean brokerAnswers() throws Exception {
        try (Admin asking = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            return !asking.describeCluster().nodes().get().isEmpty();
        }
    }

    private URI clickHouseUrl() {
        return URI.create("http://127.0.0.1:" + port(2));
    }

    private String port(int offset) {
        return Integer.toString(firstPort + offset);
    }

    private Path logs() {
        return data.resolve("logs");
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(data.resolve(name));
    }
}
