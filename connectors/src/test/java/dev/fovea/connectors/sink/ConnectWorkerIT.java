package dev.fovea.connectors.sink;

import static dev.fovea.connectors.testing.EmbeddedClickHouse.PASSWORD;
import static dev.fovea.connectors.testing.EmbeddedClickHouse.USER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.connectors.schema.ClickHouseSchema;
import dev.fovea.connectors.testing.EmbeddedClickHouse;
import dev.fovea.contracts.topic.Topics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole of it: a broker, a Connect worker that finds the plugin by itself, and ClickHouse, which is killed. */
class ConnectWorkerIT {
    private static final int EVENTS = 30_000;
    /** The others are sent to a worker that has yet to do something. */
    private static final int EVENTS_OF_THE_FIRST_WORKER = 20_000;

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String PLAYER_EVENTS = Topics.PLAYER_EVENTS.name();

    @TempDir
    private static Path folder;

    private static EmbeddedKafkaKraftBroker broker;
    private static EmbeddedClickHouse clickHouse;
    private static Connect<?> worker;
    private static int restPort;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        broker = new EmbeddedKafkaKraftBroker(
                1, 3, Topics.ALL.stream().map(topic -> topic.name()).toArray(String[]::new));
        broker.brokerProperty("group.initial.rebalance.delay.ms", "0");
        broker.brokerProperty("auto.create.topics.enable", "false"); // else a deleted topic comes back by itself
        broker.afterPropertiesSet();
        clickHouse = EmbeddedClickHouse.start(folder);
        ClickHouseSchema.migrate(clickHouse.url(), USER, PASSWORD);
        try (var socket = new ServerSocket(0)) {
            restPort = socket.getLocalPort();
        }
        worker = startWorker();
    }

    private static Connect<?> startWorker() {
        var settings = new HashMap<String, String>();
        settings.put("bootstrap.servers", broker.getBrokersAsString());
        settings.put("group.id", "connect");
        settings.put("listeners", "http://127.0.0.1:" + restPort);
        settings.put("plugin.discovery", "service_load");
        settings.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        settings.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        for (String topic : List.of("config", "offset", "status")) {
            settings.put(topic + ".storage.topic", "connect-" + topic);
            settings.put(topic + ".storage.replication.factor", "1");
        }
        settings.put("offset.storage.partitions", "1");
        settings.put("status.storage.partitions", "1");
        settings.put("offset.flush.interval.ms", "1000");
        settings.put("scheduled.rebalance.max.delay.ms", "0");
        return new ConnectDistributed().startConnect(settings);
    }

    @AfterAll
    static void stop() {
        worker.stop();
        worker.awaitStop();
        clickHouse.close();
        broker.destroy();
    }

    @Test
    void storesEachEventOnceThoughClickHouseAndItsTasksDie() throws Exception {
        configure();
        CompletableFuture<Set<String>> first =
                CompletableFuture.supplyAsync(() -> produce(0, EVENTS_OF_THE_FIRST_WORKER));

        await().atMost(PATIENCE).until(() -> storedRows() > 2_000);
        clickHouse.kill();
        clickHouse.restart();
        await().atMost(PATIENCE).until(() -> storedRows() > 8_000);
        assertThat(call("POST", "/connectors/" + FoveaSink.CONNECTOR + "/restart?includeTasks=true")
                        .statusCode())
                .isLessThan(300);
        await().atMost(PATIENCE).until(() -> storedRows() > 12_000);
        clickHouse.kill();
        worker.stop();
        worker.awaitStop();
        clickHouse.restart();
        worker = startWorker();

        Set<String> bad = first.join();
        bad.addAll(produce(EVENTS_OF_THE_FIRST_WORKER, EVENTS));
        int good = EVENTS - bad.size();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(storedRows()).isEqualTo(good));
        assertThat(
                        clickHouse.query(
                                "SELECT uniqExact(event_id), uniqExact(kafka_partition, kafka_offset) FROM fovea.player_events"))
                .isEqualTo(good + "\t" + good);
        assertThat(deadLetters(bad.size()).keySet()).isEqualTo(bad);
        assertThat(rowsStoredByMetric()).isPositive();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(taskStates()).isNotEmpty().containsOnly("RUNNING"));
    }

    @Test
    void followsATopicThatIsDeletedAndMadeAnew() throws Exception {
        configure();
        String topic = Topics.PLAYER_EVENTS_LATE.name();
        try (var producer = producer();
                var admin = Admin.create(Map.of("bootstrap.servers", broker.getBrokersAsString()))) {
            for (int round = 1; round <= 2; round++) {
                for (int i = 0; i < 10 * round; i++) {
                    producer.send(new ProducerRecord<>(topic, 0, null, event(100 + round, i)))
                            .get();
                }
                int expected = round == 1 ? 10 : 30;
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(clickHouse.query(
                                        "SELECT count(), uniqExact(event_id) FROM fovea.player_events_late FINAL"))
                                .isEqualTo(expected + "\t" + expected));
                if (round == 1) {
                    admin.deleteTopics(List.of(topic)).all().get();
                    await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                        admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1)))
                                .all()
                                .get();
                        return true;
                    });
                }
            }
        }
        assertThat(clickHouse.query("SELECT uniqExact(topic_id) FROM fovea.player_events_late"))
                .isEqualTo("2");
    }

    @Test
    void isValidatedAndDescribedByConnect() throws Exception {
        HttpResponse<String> response = call(
                "PUT",
                "/connector-plugins/ClickHouseSinkConnector/config/validate",
                Map.of(
                        "connector.class",
                        ClickHouseSinkConnector.class.getName(),
                        "topics",
                        "t",
                        "tables",
                        "t:nonsense"));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).contains("a table is named database.table").contains("HTTP address of ClickHouse");
        assertThat(call("GET", "/connector-plugins", null).body()).contains("\"version\":\"0.1.0");
    }

    private void configure() throws Exception {
        Map<String, String> configuration = new TreeMap<>(
                FoveaSink.configuration(broker.getBrokersAsString(), clickHouse.url(), USER, PASSWORD, 1));
        configuration.put("consumer.override.metadata.max.age.ms", "1000"); // sees a new topic sooner
        await().atMost(PATIENCE).until(() -> {
            int status = call("PUT", "/connectors/" + FoveaSink.CONNECTOR + "/config", configuration)
                    .statusCode();
            return status == 200 || status == 201;
        });
    }

    private static KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.getBrokersAsString(), "acks", "all", "linger.ms", "5"),
                new StringSerializer(),
                new StringSerializer());
    }

    /** Sends events, a few of them bad, and gives back the places of the bad ones. */
    private static Set<String> produce(int from, int to) {
        Set<String> bad = new TreeSet<>();
        try (var producer = producer()) {
            for (int i = from; i < to; i++) {
                boolean isBad = i % 4_999 == 17;
                String event = event(1, i);
                var sent = producer.send(new ProducerRecord<>(
                        PLAYER_EVENTS,
                        i % 3,
                        null,
                        isBad ? event.replace("\"videoId\":\"", "\"videoId\":\"x") : event));
                if (isBad) {
                    bad.add(PLAYER_EVENTS + "-" + i % 3 + "@" + sent.get().offset());
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return bad;
    }

    private static String event(int run, int number) {
        return """
                {"schema":1,"eventId":"%s","viewId":"0192f1c0-0000-7000-8000-00000000000c","videoId":"0192f1c0-0000-7000-8000-00000000000a",\
                "viewerId":"0192f1c0-0000-7000-8000-00000000000b","viewStartedAt":1796083200000,"sequence":%d,"type":"PLAY","viewerTime":1,\
                "receivedAt":%d,"playheadMs":0,"rate":1,"device":"desktop","region":"unknown"}""".formatted(new UUID(run, number), number, 1_796_083_200_000L + number - EVENTS / 2);
    }

    private static long storedRows() {
        return Long.parseLong(clickHouse.query("SELECT count() FROM fovea.player_events FINAL"));
    }

    /** As whoever watches the worker by JMX sees it: of all tasks since the worker started. */
    private static double rowsStoredByMetric() throws JMException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        var tasks = new ObjectName("kafka.connect:type=plugins,connector=" + FoveaSink.CONNECTOR + ",task=*");
        double rows = 0;
        for (ObjectName task : beans.queryNames(tasks, null)) {
            rows += ((Number) beans.getAttribute(task, "rows-stored-total")).doubleValue();
        }
        return rows;
    }

    /** What stands in the dead-letter topic: place -> reason. */
    private static Map<String, String> deadLetters(int atLeast) {
        Map<String, String> reasons = new TreeMap<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.getBrokersAsString(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(FoveaSink.DEAD_LETTERS, 0)));
            await().atMost(PATIENCE).until(() -> {
                for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofMillis(200))) {
                    reasons.put(
                            "%s-%s@%s"
                                    .formatted(
                                            header(letter, "topic"),
                                            header(letter, "partition"),
                                            header(letter, "offset")),
                            header(letter, "exception.message"));
                }
                return reasons.size() >= atLeast;
            });
        }
        assertThat(reasons.values())
                .allSatisfy(reason -> assertThat(reason).endsWith("is no UUID, which the field videoId must be"));
        return reasons;
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(
                letter.headers().lastHeader("__connect.errors." + name).value(), UTF_8);
    }

    private List<String> taskStates() throws Exception {
        JsonNode status = JsonMapper.shared()
                .readTree(call("GET", "/connectors/" + FoveaSink.CONNECTOR + "/status", null)
                        .body());
        return status.path("tasks")
                .valueStream()
                .map(task -> task.path("state").asString(""))
                .toList();
    }

    private HttpResponse<String> call(String method, String path) throws Exception {
        return call(method, path, null);
    }

    private HttpResponse<String> call(String method, String path, @Nullable Object body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + path))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(
                                                JsonMapper.shared().writeValueAsString(body)))
                        .build(),
                BodyHandlers.ofString());
    }
}
