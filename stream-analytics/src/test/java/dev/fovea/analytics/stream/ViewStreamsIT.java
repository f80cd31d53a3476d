package dev.fovea.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.analytics.AnalyticsContext;
import dev.fovea.analytics.EventSamples;
import dev.fovea.analytics.Fold;
import dev.fovea.analytics.focus.FocusSessions;
import dev.fovea.analytics.view.View;
import dev.fovea.contracts.event.FocusRow;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.event.RetentionRow;
import dev.fovea.contracts.event.ViewRow;
import dev.fovea.contracts.topic.Topic;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicSerdes;
import dev.fovea.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.util.FileSystemUtils;

/** The running application over a real broker, exactly once: it is stopped, loses its disk, meets poison, and goes on. */
class ViewStreamsIT extends AnalyticsContext {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Autowired
    ViewStreams streams;

    @Autowired
    KafkaProperties kafka;

    private final List<CompletableFuture<?>> sent = new ArrayList<>();
    private KafkaTemplate<String, byte[]> producer;

    @BeforeEach
    void openProducer() {
        producer = new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(
                kafka.buildProducerProperties(), new StringSerializer(), new ByteArraySerializer()));
    }

    @Test
    void endsWithTheRightRowsWhateverHappensToIt() throws IOException {
        var random = Seeds.random(4);
        long now = System.currentTimeMillis();
        Map<String, View> truth = new HashMap<>();
        List<PlayerEvent> all = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            EventSamples samples = EventSamples.ofView(number).startedAt(now);
            List<PlayerEvent> events = EventSamples.repeated(samples.arbitrary(random), random);
            truth.put(samples.viewId().toString(), Fold.of(events));
            all.addAll(events);
        }
        List<PlayerEvent> arrivals = EventSamples.shuffled(all, random);
        int third = arrivals.size() / 3;

        awaitRunning();
        arrivals.subList(0, third).forEach(this::send);
        send("not-a-view", "no JSON".getBytes(StandardCharsets.UTF_8));
        streams.stop();
        arrivals.subList(third, 2 * third).forEach(this::send);
        streams.start();
        awaitRunning();
        streams.stop();
        FileSystemUtils.deleteRecursively(DIRECTORY.resolve("streams"));
        streams.start();
        arrivals.subList(2 * third, arrivals.size()).forEach(this::send);

        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();

        Map<String, ViewRow> views = rowsOf(truth, _ -> true, View::row);
        Map<String, RetentionRow> retention = rowsOf(truth, View::played, View::retentionRow);
        Map<String, FocusRow> focus = rowsOf(truth, View::focused, FocusSessions::row);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(table(Topics.VIEW_ROWS)).isEqualTo(views);
            assertThat(table(Topics.RETENTION_ROWS)).isEqualTo(retention);
            assertThat(table(Topics.FOCUS_ROWS)).isEqualTo(focus);
        });
        assertThat(read(Topics.PLAYER_EVENTS.deadLetters())).hasSize(1);
        // Committed versions only ever grow: nothing was folded twice or forgotten on the way.
        assertThat(versionsByView())
                .allSatisfy((_, versions) -> assertThat(versions).isSorted());
    }

    private static <R> Map<String, R> rowsOf(Map<String, View> views, Predicate<View> have, Function<View, R> row) {
        return views.entrySet().stream()
                .filter(view -> have.test(view.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, view -> row.apply(view.getValue())));
    }

    private void awaitRunning() {
        await().atMost(PATIENCE)
                .until(() -> streams.state().filter(State.RUNNING::equals).isPresent());
    }

    private void send(PlayerEvent event) {
        send(event.viewId().toString(), TopicSerdes.<PlayerEvent>serializer().serialize("", event));
    }

    private void send(String key, byte[] value) {
        sent.add(producer.send(new ProducerRecord<>(Topics.PLAYER_EVENTS.name(), key, value)));
    }

    private <V> Map<String, V> table(Topic<V> topic) {
        Map<String, V> rows = new HashMap<>();
        read(topic.name()).forEach(entry -> rows.put(entry.getKey(), TopicSerdes.read(topic, entry.getValue())));
        return rows;
    }

    private Map<String, List<Long>> versionsByView() {
        return read(Topics.VIEW_ROWS.name()).stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        Collectors.mapping(
                                entry -> TopicSerdes.read(Topics.VIEW_ROWS, entry.getValue())
                                        .version(),
                                Collectors.toList())));
    }

    /** Every committed record of the topic, each partition in its order. */
    private List<Map.Entry<String, byte[]>> read(String topic) {
        Map<String, Object> settings = kafka.buildConsumerProperties();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        List<Map.Entry<String, byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> records.add(Map.entry(record.key(), record.value())));
            }
        }
        return records;
    }
}
