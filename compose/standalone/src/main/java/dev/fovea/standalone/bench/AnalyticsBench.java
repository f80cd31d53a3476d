package dev.fovea.standalone.bench;

import dev.fovea.connectors.clickhouse.ClickHouse;
import dev.fovea.connectors.sink.FoveaSink;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.topic.Topic;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicSerdes;
import dev.fovea.standalone.ConnectClient;
import dev.fovea.standalone.Measurement;
import dev.fovea.standalone.PostgresNode;
import dev.fovea.standalone.StartFailure;
import dev.fovea.standalone.chaos.Report;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * {@code ./fovea bench analytics --json FILE [--only PART] [--data DIR]}: how fast events are taken in, folded, stored and
 * shown, each against an anchor on the same machine in the same run. Five parts, each with processes of its own and so long
 * at most that all take eighteen minutes; the file is written after each, so that one that fails takes no other's
 * figures with it.
 */
public final class AnalyticsBench implements Measurement {

    private static final String USAGE = "usage: ./fovea bench analytics --json FILE [--only PART] [--data DIR]";
    private static final long SEED = 1;
    private static final int ROUNDS = 3;
    private static final int COLLECTOR_ROUNDS = 5;
    private static final int SINK_ROUNDS = 5;
    private static final int VIEWS = 4_000;
    /** Enough that the last rows of a round, which wait for more to come, are few. */
    private static final int VIEWS_STORED = 10_000;

    private static final int EVENTS_A_VIEW = 50;

    private final Measured measured = new Measured();
    private final Map<String, Double> figures = new LinkedHashMap<>();

    /** What a figure must reach: at least, or at most. */
    private record Target(String figure, double value, boolean isFloor) {

        boolean isMetBy(Map<String, Double> figures) {
            double is = figures.getOrDefault(figure, Double.NaN);
            return isFloor ? is >= value : is <= value;
        }
    }

    private record Part(String name, Duration within, Work work, List<Target> targets) {}

    private interface Work {
        void run(Nodes nodes) throws Exception;
    }

    @Override
    public Kind kind() {
        return Kind.BENCH;
    }

    @Override
    public String name() {
        return "analytics";
    }

    private List<Part> parts() {
        return List.of(
                new Part(
                        "topologies",
                        Duration.ofMinutes(3),
                        this::raceTopologies,
                        List.of(
                                new Target("exactlyOnceToAtLeastOnce", 0.75, true),
                                new Target("topologyToPassThrough", 0.5, true))),
                new Part(
                        "sink",
                        Duration.ofMinutes(3),
                        this::raceSink,
                        List.of(new Target("sinkToRawInsert", 0.6, true))),
                new Part(
                        "collector",
                        Duration.ofMinutes(3),
                        this::raceCollector,
                        List.of(new Target("collectorToBareEndpoint", 0.7, true))),
                new Part(
                        "freshness",
                        Duration.ofMinutes(5),
                        this::measureFreshness,
                        List.of(
                                new Target("freshnessP99Seconds", 1, false),
                                new Target("freshnessP95SecondsAt80Percent", 5, false))),
                new Part(
                        "charts",
                        Duration.ofMinutes(4),
                        this::measureCharts,
                        List.of(new Target("queryP95MsAt10M", 100, false))));
    }

    @Override
    public boolean run(List<String> words) throws Exception {
        Map<String, String> given = parse(words);
        String json = given.get("--json");
        if (json == null) {
            throw new StartFailure(USAGE);
        }
        Path file = Path.of(json).toAbsolutePath();
        Path data = given.containsKey("--data")
                ? Path.of(given.get("--data")).toAbsolutePath().normalize()
                : Files.createTempDirectory("fovea-bench");
        List<Part> asked = parts().stream()
                .filter(part -> part.name().equals(given.getOrDefault("--only", part.name())))
                .toList();
        if (asked.isEmpty()) {
            throw new StartFailure("there is no part called '%s'; there are: %s"
                    .formatted(
                            given.get("--only"),
                            parts().stream().map(Part::name).toList()));
        }
        Report report = report(asked);
        for (Part part : asked) {
            measure(part, data.resolve(part.name()));
            report = report(asked);
            report.writeTo(file);
        }
        figures.forEach((name, value) -> System.out.printf("%-36s %,10.3f%n", name, value));
        if (!given.containsKey("--data") && measured.isWhole()) { // else its logs say why
            FileSystemUtils.deleteRecursively(data);
        }
        return report.ok();
    }

    private static Map<String, String> parse(List<String> words) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            if (!List.of("--json", "--only", "--data").contains(words.get(i)) || i + 1 == words.size()) {
                throw new StartFailure(USAGE);
            }
            given.put(words.get(i), words.get(i + 1));
        }
        return given;
    }

    private Report report(List<Part> asked) {
        boolean ok =
                asked.stream().flatMap(part -> part.targets().stream()).allMatch(target -> target.isMetBy(figures));
        return new Report(name(), SEED, figures, measured.raw(), ok);
    }

    /** A part that fails or takes too long is told of, and the next one begins. */
    private void measure(Part part, Path data) throws InterruptedException {
        System.out.println(part.name());
        long start = System.nanoTime();
        var work = new FutureTask<@Nullable Void>(() -> {
            try (var nodes = new Nodes(data)) {
                part.work().run(nodes);
            }
            return null;
        });
        Thread thread = Thread.ofPlatform().name(part.name()).start(work);
        @Nullable String failure = null;
        try {
            work.get(part.within().toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            failure = "it took longer than " + part.within();
        } catch (ExecutionException e) {
            failure = String.valueOf(e.getCause());
        } finally {
            work.cancel(true);
            thread.join(); // its processes are gone then
        }
        measured.add(part.name() + ".seconds", (System.nanoTime() - start) / 1e9, "s");
        if (failure != null) {
            measured.failed(part.name(), failure);
        }
    }

    private void raceTopologies(Nodes nodes) throws Exception {
        nodes.startBroker();
        List<PlayerEvent> events = fillTopics(nodes.brokers(), VIEWS);
        new StreamsRace(nodes.brokers(), nodes.folder("states"), events.size()).run(ROUNDS, measured);
        figures.put("exactlyOnceToAtLeastOnce", measured.ratio("topologyExactlyOnce", "topologyAtLeastOnce"));
        figures.put("topologyToPassThrough", measured.ratio("topologyExactlyOnce", "passThroughExactlyOnce"));
    }

    private void raceSink(Nodes nodes) throws Exception {
        nodes.startBroker();
        List<PlayerEvent> events = fillTopics(nodes.brokers(), VIEWS_STORED);
        URI url = nodes.startClickHouse();
        ConnectClient connect = nodes.startConnect();
        Map<String, String> connector = FoveaSink.configuration(nodes.brokers(), url, Nodes.USER, Nodes.PASSWORD, 1);
        try (var clickHouse = new ClickHouse(url, Nodes.USER, Nodes.PASSWORD, Duration.ofMinutes(1))) {
            new SinkRace(clickHouse, connect, connector, events).run(SINK_ROUNDS, measured);
        }
        figures.put("sinkToRawInsert", measured.ratio("sink", "rawInsert"));
    }

    private void raceCollector(Nodes nodes) throws Exception {
        nodes.startBroker();
        makeTopics(nodes.brokers());
        PostgresNode postgres = nodes.startPostgres();
        URI collector = nodes.startCollector(postgres);
        URI bare = nodes.startBareEndpoint();
        Batches batches = Nodes.batches(postgres.jdbcUrl(), postgres.password());
        new CollectorRace(collector, bare, nodes.brokers(), batches).run(COLLECTOR_ROUNDS, measured);
        figures.put("collectorToBareEndpoint", measured.ratio("collector", "bareEndpoint"));
        figures.put("collectorToProducerPerf", measured.ratio("collector", "producer"));
    }

    private void measureFreshness(Nodes nodes) throws Exception {
        Nodes.Whole fovea = nodes.startFovea();
        new Freshness(fovea.api(), fovea.token(), fovea.brokers(), fovea.batches()).measure(measured, figures);
    }

    private void measureCharts(Nodes nodes) throws Exception {
        Nodes.Whole fovea = nodes.startFovea();
        try (var clickHouse =
                new ClickHouse(fovea.clickHouse(), Nodes.USER, fovea.clickHousePassword(), Duration.ofMinutes(2))) {
            var charts = new Charts(fovea.api(), fovea.token(), fovea.brokers(), clickHouse);
            charts.fill(measured);
            figures.put("queryP95MsAt10M", charts.p95Ms(measured));
        }
    }

    private static void makeTopics(String brokers) throws ExecutionException, InterruptedException {
        List<NewTopic> topics = new ArrayList<>(List.of(
                new NewTopic(StreamsRace.PASSED_ON, Topics.PLAYER_EVENTS.partitions(), (short) 1),
                new NewTopic(BareEndpoint.TOPIC, Topics.PLAYER_EVENTS.partitions(), (short) 1),
                new NewTopic(FoveaSink.DEAD_LETTERS, 1, (short) 1)));
        for (Topic<?> topic : Topics.ALL) {
            topics.add(new NewTopic(topic.name(), topic.partitions(), (short) 1));
            topics.add(new NewTopic(topic.deadLetters(), 1, (short) 1));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            admin.createTopics(topics).all().get();
            // A topic is there a moment before its partitions take records; of a producer that comes between, the first
            // batch is refused, but not those behind it, and then it is out of order whenever it is tried again.
            admin.listOffsets(topics.stream()
                            .flatMap(topic -> IntStream.range(0, topic.numPartitions())
                                    .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                            .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest())))
                    .all()
                    .get();
        }
    }

    private static List<PlayerEvent> fillTopics(String brokers, int views)
            throws ExecutionException, InterruptedException {
        makeTopics(brokers);
        List<PlayerEvent> events =
                new Traffic(SEED).events(views, EVENTS_A_VIEW, System.currentTimeMillis() - 3_600_000);
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
}
