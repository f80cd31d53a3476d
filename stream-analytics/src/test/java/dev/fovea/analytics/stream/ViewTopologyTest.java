package dev.fovea.analytics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.analytics.EventSamples;
import dev.fovea.analytics.view.FactChunk;
import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.event.RetentionRow;
import dev.fovea.contracts.event.ViewRow;
import dev.fovea.contracts.topic.Topic;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicSerdes;
import dev.fovea.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.kafka.support.KafkaHeaders;

class ViewTopologyTest {

    private static final EventSamples SAMPLES = EventSamples.ofView(1);
    private static final Instant START = Instant.ofEpochMilli(EventSamples.STARTED_AT);

    @TempDir(factory = InMemory.class)
    Path stateDirectory;

    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        driver = driverFrom(START);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void makesTheRowsOfAView() {
        send(SAMPLES.event(0, EventType.FOCUS_START, 1));
        send(SAMPLES.progress(1, 11, 0, 10_000));

        assertThat(latest(Topics.VIEW_ROWS).values()).singleElement().satisfies(row -> {
            assertThat(row.version()).isEqualTo(2);
            assertThat(row.playedMs()).isEqualTo(10_000);
        });
        assertThat(latest(Topics.RETENTION_ROWS).values())
                .singleElement()
                .satisfies(row -> assertThat(row.played()).containsExactly(new RetentionRow.Played(0, 10_000, 1)));
        assertThat(latest(Topics.FOCUS_ROWS).values())
                .singleElement()
                .satisfies(row -> assertThat(row.sessions()).hasSize(1));
    }

    @Test
    void makesNoRetentionAndNoFocusRowForAViewThatHasNone() {
        send(SAMPLES.event(0, EventType.PLAY, 1));

        assertThat(latest(Topics.VIEW_ROWS)).hasSize(1);
        assertThat(latest(Topics.RETENTION_ROWS)).isEmpty();
        assertThat(latest(Topics.FOCUS_ROWS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void endsWithTheSameRowsHoweverEventsArrive(Delivery delivery) {
        List<PlayerEvent> arrivals = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            var random = Seeds.random(number);
            arrivals.addAll(EventSamples.repeated(EventSamples.ofView(number).arbitrary(random), random));
        }
        arrivals.forEach(this::send);
        List<Map<String, ?>> inOrder = tables();
        driver.close();
        driver = driverFrom(START);
        delivery.of(arrivals).forEach(this::send);

        assertThat(tables()).isEqualTo(inOrder);
    }

    /** The driver commits after each record, and each commit waits for a disk: most of the test's time, where there is one. */
    static final class InMemory implements TempDirFactory {

        private static final Path MEMORY = Path.of("/dev/shm");

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            return Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "view-topology")
                    : Files.createTempDirectory("view-topology");
        }
    }

    private enum Delivery {
        PERMUTED {
            @Override
            List<PlayerEvent> of(List<PlayerEvent> arrivals) {
                return EventSamples.shuffled(arrivals, Seeds.random(1));
            }
        },
        TWICE {
            @Override
            List<PlayerEvent> of(List<PlayerEvent> arrivals) {
                return Stream.concat(arrivals.stream(), arrivals.stream()).toList();
            }
        },
        TWICE_AND_PERMUTED {
            @Override
            List<PlayerEvent> of(List<PlayerEvent> arrivals) {
                return EventSamples.shuffled(TWICE.of(arrivals), Seeds.random(2));
            }
        };

        abstract List<PlayerEvent> of(List<PlayerEvent> arrivals);
    }

    @Test
    void setsAsideWhatComesMoreThanAWeekAfterTheViewBegan() {
        long week = Duration.ofDays(7).toMillis();
        PlayerEvent onTime = EventSamples.withReceivedAt(SAMPLES.progress(0, 1, 0, 500), START.toEpochMilli() + week);
        PlayerEvent late = EventSamples.withReceivedAt(SAMPLES.progress(1, 1, 0, 500), START.toEpochMilli() + week + 1);
        send(onTime);
        send(late);

        assertThat(read(Topics.PLAYER_EVENTS_LATE))
                .extracting(TestRecord::value)
                .containsExactly(late);
        assertThat(latest(Topics.VIEW_ROWS).values())
                .extracting(ViewRow::version)
                .containsExactly(1L);
    }

    @Test
    void setsAsideWhatComesWhenTheStateMayBeGoneAlready() {
        PlayerEvent event = SAMPLES.progress(0, 1, 0, 500);
        Instant muchLater = START.plus(ViewLife.IS_KEPT).plusSeconds(1);
        driver.advanceWallClockTime(Duration.between(START, muchLater));
        input().pipeInput(event.viewId().toString(), bytes(event), muchLater);

        assertThat(read(Topics.PLAYER_EVENTS_LATE)).hasSize(1);
        assertThat(read(Topics.VIEW_ROWS)).isEmpty();
    }

    @Test
    void forgetsAViewEightDaysAfterItBeganWithoutARow() {
        send(SAMPLES.progress(0, 1, 0, 500));
        EventSamples younger =
                EventSamples.ofView(2).startedAt(START.plus(Duration.ofDays(8)).toEpochMilli());
        driver.advanceWallClockTime(Duration.ofDays(8));
        send(younger.event(0, EventType.PLAY, 1));
        int rows = read(Topics.VIEW_ROWS).size();
        driver.advanceWallClockTime(ForgetViews.EVERY);

        assertThat(rows).isEqualTo(2);
        assertThat(driver.getTimestampedKeyValueStore(ViewTopology.VIEWS)
                        .get(SAMPLES.viewId().toString()))
                .isNull();
        assertThat(driver.getTimestampedKeyValueStore(ViewTopology.VIEWS)
                        .get(younger.viewId().toString()))
                .isNotNull();
        assertThat(read(Topics.VIEW_ROWS)).isEmpty();
        KeyValueStore<FactChunk.Key, FactChunk> facts = driver.getKeyValueStore(ViewTopology.FACTS);
        assertThat(facts.get(FactChunk.Key.of(SAMPLES.viewId(), 0))).isNull();
        assertThat(facts.get(FactChunk.Key.of(younger.viewId(), 0))).isNotNull();
    }

    /** A topic read from its beginning a year later: the events are old, but their views are not over for the stream. */
    @Test
    void forgetsNothingWhileOldEventsAreReplayed() {
        driver.close();
        driver = driverFrom(START.plus(Duration.ofDays(365)));
        send(SAMPLES.progress(0, 1, 0, 500));
        driver.advanceWallClockTime(ForgetViews.EVERY);
        send(SAMPLES.progress(1, 2, 500, 1_000));

        assertThat(latest(Topics.VIEW_ROWS).values())
                .extracting(ViewRow::version)
                .containsExactly(2L);
    }

    /** One record with a broken clock must not end the views of everyone else. */
    @Test
    void forgetsNothingForARecordFromTheFuture() {
        send(SAMPLES.progress(0, 1, 0, 500));
        PlayerEvent other = EventSamples.ofView(2).event(0, EventType.PLAY, 1);
        input().pipeInput(other.viewId().toString(), bytes(other), START.plus(Duration.ofDays(4_000)));
        driver.advanceWallClockTime(ForgetViews.EVERY);
        send(SAMPLES.progress(1, 2, 500, 1_000));

        assertThat(latest(Topics.VIEW_ROWS).get(SAMPLES.viewId().toString()))
                .isNotNull()
                .extracting(ViewRow::version)
                .isEqualTo(2L);
    }

    @Test
    void sendsWhatIsNoEventToTheDeadLettersWithTheReason() {
        PlayerEvent good = SAMPLES.event(0, EventType.PLAY, 1);
        String key = good.viewId().toString();
        Instant now = START.plusSeconds(1);
        input().pipeInput(key, "no JSON".getBytes(UTF_8), now);
        input().pipeInput(
                        key,
                        new String(bytes(good), UTF_8)
                                .replace("\"PLAY\"", "\"DANCE\"")
                                .getBytes(UTF_8),
                        now);
        input().pipeInput(
                        key,
                        new String(bytes(good), UTF_8)
                                .replace("\"schema\":1", "\"schema\":2")
                                .getBytes(UTF_8),
                        now);
        input().pipeInput("another-key", bytes(good), now);
        input().pipeInput(
                        key,
                        new String(bytes(good), UTF_8)
                                .replace("\"sequence\":0", "\"sequence\":8192")
                                .getBytes(UTF_8),
                        now);
        input().pipeInput(key, null, now);
        send(good);

        List<TestRecord<String, byte[]>> letters = driver.createOutputTopic(
                        Topics.PLAYER_EVENTS.deadLetters(), new StringDeserializer(), (Deserializer<byte[]>)
                                (_, bytes) -> bytes)
                .readRecordsToList();
        assertThat(letters)
                .extracting(ViewTopologyTest::reasonOf)
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("is no PlayerEvent"),
                        reason -> assertThat(reason).contains("DANCE"),
                        reason -> assertThat(reason).contains("schema must be 1"),
                        reason -> assertThat(reason).contains("the key must be the view"),
                        reason -> assertThat(reason).contains("sequence must be in [0, 8191], was 8192"),
                        reason -> assertThat(reason).contains("has a value"));
        assertThat(letters.getFirst().value()).isEqualTo("no JSON".getBytes(UTF_8));
        assertThat(latest(Topics.VIEW_ROWS)).hasSize(1);
    }

    /** Names decide where state and offsets are found after an update: a change here is a migration. */
    @Test
    void namesEveryOperatorAndStore() {
        String description = topology().describe().toString();

        assertThat(description).contains("facts", "views", "keep-fact", "fold-view", "judge-arrival", "forget-views");
        assertThat(description).doesNotContain("KSTREAM", "KTABLE");
    }

    private static String reasonOf(TestRecord<String, byte[]> letter) {
        return new String(
                letter.headers().lastHeader(KafkaHeaders.DLT_EXCEPTION_MESSAGE).value(), UTF_8);
    }

    private void send(PlayerEvent event) {
        input().pipeInput(event.viewId().toString(), bytes(event), Instant.ofEpochMilli(event.receivedAt()));
    }

    private TestInputTopic<String, byte[]> input() {
        return driver.createInputTopic(Topics.PLAYER_EVENTS.name(), new StringSerializer(), (_, bytes) -> bytes);
    }

    private static byte[] bytes(PlayerEvent event) {
        return TopicSerdes.<PlayerEvent>serializer().serialize(Topics.PLAYER_EVENTS.name(), event);
    }

    private <V> List<TestRecord<String, V>> read(Topic<V> topic) {
        return driver.createOutputTopic(
                        topic.name(),
                        new StringDeserializer(),
                        TopicSerdes.serde(topic).deserializer())
                .readRecordsToList();
    }

    /** What a reader that keeps the highest version, and of equal ones the later, ends with. */
    private <V> Map<String, V> latest(Topic<V> topic) {
        Map<String, V> rows = new HashMap<>();
        read(topic).forEach(record -> rows.put(record.key(), record.value()));
        return rows;
    }

    private List<Map<String, ?>> tables() {
        return List.of(latest(Topics.VIEW_ROWS), latest(Topics.RETENTION_ROWS), latest(Topics.FOCUS_ROWS));
    }

    private TopologyTestDriver driverFrom(Instant now) {
        var properties = new Properties();
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        return new TopologyTestDriver(topology(), properties, now);
    }

    private static Topology topology() {
        var builder = new StreamsBuilder();
        ViewTopology.addTo(builder);
        return builder.build();
    }
}
