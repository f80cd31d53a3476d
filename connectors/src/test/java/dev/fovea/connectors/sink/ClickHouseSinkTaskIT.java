package dev.fovea.connectors.sink;

import static dev.fovea.connectors.testing.EmbeddedClickHouse.PASSWORD;
import static dev.fovea.connectors.testing.EmbeddedClickHouse.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.connectors.schema.ClickHouseSchema;
import dev.fovea.connectors.sink.Wire.Fault;
import dev.fovea.connectors.testing.EmbeddedClickHouse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The task against the real engine, with Connect's side played step by step and the line to ClickHouse breaking at will. */
class ClickHouseSinkTaskIT {
    private static final String EVENTS = "player-events";
    private static final TopicPartition FIRST = new TopicPartition(EVENTS, 0);
    /** Midnight at UTC, 1 December 2026. */
    private static final long DECEMBER = 1_796_083_200_000L;

    private static final long HEARD = 1_795_338_006_200L;

    @TempDir
    private static Path folder;

    private static EmbeddedClickHouse clickHouse;

    private final FakeTopicLogs topicLogs = new FakeTopicLogs();
    private final AtomicLong nanos = new AtomicLong();
    private Wire wire;
    private FakeWorker worker;
    private UUID topicId = topicLogs.create(EVENTS);

    @BeforeAll
    static void start() {
        clickHouse = EmbeddedClickHouse.start(folder);
        ClickHouseSchema.migrate(clickHouse.url(), USER, PASSWORD);
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
    }

    @BeforeEach
    void empty() {
        wire = new Wire(clickHouse.url());
        worker = new FakeWorker(properties());
        for (String table : List.of(
                "player_events", "player_events_late", "view_rows", "retention_rows", "focus_rows", "sink_progress")) {
            clickHouse.query("TRUNCATE TABLE fovea." + table);
        }
    }

    @AfterEach
    void closeWire() {
        clickHouse.query("SYSTEM START MERGES");
        wire.close();
    }

    private Map<String, String> properties() {
        var properties = new HashMap<>(FoveaSink.configuration("unused:9092", wire.url(), USER, PASSWORD, 1));
        properties.put(SinkConfig.BATCH_LINGER_MS, "0");
        properties.put(SinkConfig.RETRY_BACKOFF_MS, "10");
        return properties;
    }

    private Map<String, String> storingTens() {
        var properties = new HashMap<>(properties());
        properties.put(SinkConfig.BATCH_ROWS_MAX, "10");
        properties.put(SinkConfig.BATCH_LINGER_MS, "60000");
        return properties;
    }

    /** It stores in its caller's thread. */
    private ClickHouseSinkTask task() {
        return task(new StoringThread());
    }

    private ClickHouseSinkTask task(StoringThread storing) {
        return task(storing, storing);
    }

    /** @param telling where progress is written */
    private ClickHouseSinkTask task(StoringThread storing, StoringThread telling) {
        var threads = new ArrayDeque<>(List.of(storing, telling));
        return new ClickHouseSinkTask(_ -> topicLogs, nanos::get, threads::remove);
    }

    /** The wire form that the other modules write fills every table and is read back through the views. */
    @Test
    void storesTheGoldenSamples() throws IOException {
        for (String topic : List.of("view-rows", "retention-rows", "focus-rows", "player-events-late")) {
            topicLogs.create(topic);
            worker.append(recordOf(
                    topic, 0, 0, Files.readAllBytes(Path.of("../contracts/src/test/golden/" + topic + ".1.json"))));
        }
        for (int n = 1; n <= 5; n++) {
            worker.append(recordOf(
                    EVENTS,
                    0,
                    n - 1,
                    Files.readAllBytes(Path.of("../contracts/src/test/golden/player-events." + n + ".json"))));
        }

        worker.drain(worker.assign(task()));

        assertThat(worker.reasons()).isEmpty();
        assertThat(clickHouse.query("SELECT view_id, toUnixTimestamp64Milli(view_started_at), version, played_ms,"
                        + " unique_ms, startup_ms, completed, device FROM fovea.views"))
                .isEqualTo("0192f1c0-0000-7000-8000-00000000000c\t1795338000000\t4\t6000\t5000\t412\tfalse\tdesktop");
        assertThat(clickHouse.query("SELECT count(), sum(to_ms - from_ms) FROM fovea.retention"))
                .doesNotStartWith("0\t");
        assertThat(clickHouse.query("SELECT count(), min(session_ms) > 0 FROM fovea.focus_sessions"))
                .isNotEqualTo("0\t0");
        assertThat(clickHouse.query("SELECT count(), min(received_at) > '2026-01-01' FROM fovea.player_events FINAL"))
                .isEqualTo("5\t1");
        assertThat(clickHouse.query("SELECT count() FROM fovea.player_events_late FINAL"))
                .isEqualTo("1");
    }

    @Test
    void splitsABatchAtTheMonth() {
        worker.append(event(0, 0, DECEMBER - 1));
        worker.append(event(0, 1, DECEMBER));
        worker.append(event(0, 2, DECEMBER - 2));

        worker.drain(worker.assign(task()));

        assertThat(clickHouse.query("SELECT partition, rows FROM system.parts WHERE table = 'player_events' AND active"
                        + " ORDER BY partition"))
                .isEqualTo("202611\t2\n202612\t1");
    }

    @Test
    void waitsForCompanyBeforeItStores() {
        var properties = new HashMap<>(properties());
        properties.put(SinkConfig.BATCH_LINGER_MS, "200");
        worker = new FakeWorker(properties);
        worker.append(event(0, 0, DECEMBER));
        ClickHouseSinkTask task = worker.assign(task());

        worker.poll(task, 10);
        assertThat(rows()).isEqualTo(0);
        assertThat(worker.commit(task)).containsEntry(FIRST, 0L);

        nanos.addAndGet(200_000_000);
        worker.poll(task, 10);
        assertThat(rows()).isEqualTo(1);
        assertThat(worker.commit(task)).containsEntry(FIRST, 1L);
    }

    @Test
    void storesNoLaterThanItsLimitOfRows() {
        var properties = new HashMap<>(properties());
        properties.put(SinkConfig.BATCH_LINGER_MS, "60000");
        properties.put(SinkConfig.BATCH_ROWS_MAX, "3");
        worker = new FakeWorker(properties);
        IntStream.range(0, 3).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        ClickHouseSinkTask task = worker.assign(task());

        worker.poll(task, 2);
        assertThat(rows()).isEqualTo(0);
        worker.poll(task, 2);
        assertThat(rows()).isEqualTo(3);
    }

    /** Each bad row alone goes to the dead-letter topic, with what is wrong with it; every other row is stored. */
    @Test
    void setsAsideBadRowsOnly() {
        Map<Integer, String> bad = Map.of(
                0, "not json",
                77, eventJson(0, 77, DECEMBER).replace("\"viewId\":\"", "\"viewId\":\"no-uuid-"),
                78, eventJson(0, 78, DECEMBER).replaceFirst("\"eventId\":\"[^\"]*\",", ""),
                500, eventJson(0, 500, DECEMBER).replace("\"receivedAt\"", "\"received\""),
                501, eventJson(0, 501, DECEMBER).replace("\"sequence\":501", "\"sequence\":-1"),
                999, eventJson(0, 999, DECEMBER).replace("\"sequence\":999", "\"sequence\":\"many\""));
        for (int offset = 0; offset < 1_000; offset++) {
            worker.append(
                    bad.containsKey(offset)
                            ? recordOf(EVENTS, 0, offset, bad.get(offset).getBytes(StandardCharsets.UTF_8))
                            : event(0, offset, DECEMBER));
        }

        worker.drain(worker.assign(task()));

        assertThat(worker.deadLetters().stream().map(SinkRecord::kafkaOffset).map(Long::intValue))
                .containsExactlyInAnyOrderElementsOf(bad.keySet());
        assertThat(String.join("\n", worker.reasons()))
                .contains(
                        "no JSON",
                        "no UUID, which the field viewId must be",
                        "has_event_id",
                        "receivedAt is missing",
                        "no UInt32, which the field sequence must be",
                        "player-events-0@501");
        assertThat(rows()).isEqualTo(994);
        assertThat(clickHouse.query("SELECT count() FROM fovea.player_events")).isEqualTo("994");
    }

    @Test
    void failsOnABadRowWhenThereIsNoDeadLetterTopic() {
        worker.withoutDeadLetterTopic();
        worker.append(recordOf(EVENTS, 0, 0, "x".getBytes(StandardCharsets.UTF_8)));
        ClickHouseSinkTask task = worker.assign(task());

        assertThatThrownBy(() -> worker.poll(task, 10))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("player-events-0@0 cannot be stored")
                .hasMessageContaining("errors.deadletterqueue.topic.name");
    }

    /** The second task runs in the same worker: its figures are its own. */
    @Test
    void tellsWhatItDid() {
        worker.append(event(0, 0, DECEMBER));
        worker.append(recordOf(EVENTS, 0, 1, "not json".getBytes(StandardCharsets.UTF_8)));
        worker.append(event(0, 2, DECEMBER));
        ClickHouseSinkTask first = worker.assign(task());
        wire.breakOnce("INTO fovea.player_events ", Fault.REQUEST_LOST);

        assertThat(worker.poll(first, 10)).isFalse(); // and the same three are delivered again
        worker.drain(first);
        worker.append(event(0, 3, DECEMBER));
        worker.drain(worker.assign(task()));

        assertThat(worker.metric(1, "retries-total")).isEqualTo(1);
        assertThat(worker.metric(1, "records-repeated-total")).isEqualTo(3);
        assertThat(worker.metric(1, "records-dead-lettered-total")).isEqualTo(1);
        assertThat(worker.metric(1, "rows-stored-total")).isEqualTo(2);
        assertThat(worker.metric(1, "rows-stored-rate")).isPositive();
        assertThat(worker.metric(1, "insert-time-ms-avg")).isZero(); // by the test's clock
        assertThat(worker.metric(1, "insert-time-ms-max")).isZero();
        assertThat(worker.metric(2, "rows-stored-total")).isEqualTo(1);
        assertThat(worker.metric(2, "retries-total")).isZero();
        assertThat(worker.metric(2, "records-repeated-total")).isZero();
    }

    @Test
    void runsThoughItsFormerRunHasNotEnded() {
        worker.append(event(0, 0, DECEMBER));
        worker.drain(worker.assign(task()));
        worker.append(event(0, 1, DECEMBER));

        worker.drain(worker.assignAgain(task()));

        assertThat(rows()).isEqualTo(2);
        assertThat(worker.metric(1, "rows-stored-total")).isEqualTo(1);
    }

    @Test
    void passesOverTombstones() {
        worker.append(recordOf(EVENTS, 0, 0, null));
        worker.append(event(0, 1, DECEMBER));

        worker.drain(worker.assign(task()));

        assertThat(rows()).isEqualTo(1);
        assertThat(worker.reasons()).isEmpty();
    }

    @Test
    void countsOnceWhatItStoredWhenTheAnswerWasLost() {
        IntStream.range(0, 100).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        ClickHouseSinkTask task = worker.assign(task());
        wire.breakOnce("INTO fovea.player_events ", Fault.ANSWER_LOST);

        assertThat(worker.poll(task, 60)).isFalse();
        assertThat(worker.commit(task)).containsEntry(FIRST, 0L);
        worker.drain(task);

        assertThat(wire.faults()).isEqualTo(1);
        assertThat(rows()).isEqualTo(100);
    }

    @Test
    void countsOnceWhatItStoredWhenTheProgressWasLost() {
        clickHouse.query("SYSTEM STOP MERGES fovea.player_events"); // the copies are to be seen
        IntStream.range(0, 100).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        ClickHouseSinkTask first = worker.assign(task());
        wire.breakOnce("INTO fovea.sink_progress", Fault.REQUEST_LOST);
        assertThat(worker.poll(first, 60)).isFalse();

        ClickHouseSinkTask second = worker.assign(task());
        assertThat(worker.position(FIRST)).isEqualTo(0);
        worker.poll(second, 35); // other cuts of batches than before
        worker.drain(second);

        assertThat(clickHouse.query("SELECT count() FROM fovea.player_events"))
                .as("the same rows came twice")
                .isEqualTo("160");
        assertThat(rows()).isEqualTo(100);
    }

    /** Committed offsets that run ahead would leave a gap, those that lag behind would repeat. */
    @Test
    void goesOnWhereClickHouseStandsAndNotKafka() {
        IntStream.range(0, 50).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        worker.drain(worker.assign(task()));
        IntStream.range(50, 100).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        worker.commitAhead(FIRST, 90);

        ClickHouseSinkTask next = worker.assign(task());
        assertThat(worker.position(FIRST)).isEqualTo(50);
        worker.drain(next);

        assertThat(rows()).isEqualTo(100);
    }

    @Test
    void takesNothingFromElsewhereWhileClickHouseIsAway() {
        IntStream.range(0, 100).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        worker.commitAhead(FIRST, 70);
        wire.breakAs(_ -> Fault.REQUEST_LOST);
        ClickHouseSinkTask task = worker.assign(task());

        assertThat(worker.poll(task, 10)).isFalse();
        assertThat(worker.poll(task, 10)).isFalse();
        wire.mend();
        assertThat(worker.poll(task, 10)).isTrue();
        assertThat(rows()).as("Connect had read on from 70").isEqualTo(0);
        worker.drain(task);

        assertThat(rows()).isEqualTo(100);
    }

    @Test
    void readsATopicMadeAnewFromItsBeginning() {
        IntStream.range(0, 30).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        ClickHouseSinkTask task = worker.assign(task());
        worker.drain(task);
        UUID before = topicId;

        worker.recreate(EVENTS);
        topicId = topicLogs.create(EVENTS);
        IntStream.range(0, 20).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        for (int i = 0; i < 5; i++) {
            worker.poll(task, 7);
        }

        assertThat(rows(before)).isEqualTo(30);
        assertThat(rows(topicId)).isEqualTo(20);
    }

    /** The new log had grown past the old position before anybody noticed. */
    @Test
    void readsATopicMadeAnewFromItsBeginningThoughItsOffsetsGoOn() {
        IntStream.range(0, 30).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        ClickHouseSinkTask task = worker.assign(task());
        worker.drain(task);

        topicId = topicLogs.create(EVENTS);
        IntStream.range(30, 50).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        for (int i = 0; i < 5; i++) {
            worker.poll(task, 100);
        }

        assertThat(rows(topicId)).isEqualTo(50);
    }

    @Test
    void failsWhenTheLogEndsBelowWhatIsStored() {
        IntStream.range(0, 30).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        worker.drain(worker.assign(task()));
        topicLogs.extend(FIRST, 0, 29);

        assertThatThrownBy(() -> worker.assign(task()))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("player-events-0 ends at offset 29, but everything below 30 is stored");
    }

    @Test
    void goesOnAboveWhatRetentionHasDeleted() {
        topicLogs.extend(FIRST, 10, 20);
        IntStream.range(10, 20).forEach(offset -> worker.append(event(0, offset, DECEMBER)));

        ClickHouseSinkTask task = worker.assign(task());

        assertThat(worker.position(FIRST)).isEqualTo(10);
        worker.drain(task);
        assertThat(rows()).isEqualTo(10);
    }

    @Test
    void failsInOneLineWhenAPersonMustAct() {
        worker.append(event(0, 0, DECEMBER));
        var wrongPassword = new HashMap<>(properties());
        wrongPassword.put(SinkConfig.PASSWORD, "wrong");
        var stranger = new FakeWorker(wrongPassword);
        stranger.append(event(0, 0, DECEMBER));
        assertThatThrownBy(() -> stranger.assign(task()))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("Authentication failed");

        var noTable = new HashMap<>(properties());
        noTable.put("topics", EVENTS);
        noTable.put(SinkConfig.TABLES, EVENTS + ":fovea.no_such_table:receivedAt");
        var other = new FakeWorker(noTable);
        other.append(event(0, 0, DECEMBER));
        ClickHouseSinkTask task = other.assign(task());
        assertThatThrownBy(() -> other.poll(task, 1))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("no_such_table");
    }

    /** A later version wins however late the earlier one is stored, and of equal versions the later record. */
    @Test
    void letsTheLatestVersionWinInAnyOrderOfInserts() {
        topicLogs.create("view-rows");
        String older = viewJson(3, 100);
        String newer = viewJson(4, 200);
        String corrected = viewJson(4, 150);
        worker.append(recordOf("view-rows", 0, 0, older.getBytes(StandardCharsets.UTF_8)));
        worker.append(recordOf("view-rows", 0, 1, newer.getBytes(StandardCharsets.UTF_8)));
        worker.append(recordOf("view-rows", 0, 2, corrected.getBytes(StandardCharsets.UTF_8)));
        worker.drain(worker.assign(task()));
        assertThat(clickHouse.query("SELECT version, played_ms FROM fovea.views"))
                .isEqualTo("4\t150");

        clickHouse.query("SYSTEM STOP MERGES fovea.view_rows");
        clickHouse.query("TRUNCATE TABLE fovea.sink_progress");
        worker.poll(worker.assign(task()), 2); // as a task that was paused: stores the older two again, last of all

        assertThat(clickHouse.query("SELECT version, played_ms FROM fovea.views"))
                .isEqualTo("4\t150");
        assertThat(clickHouse.query("SELECT sum(played_ms) FROM fovea.view_rows"))
                .isNotEqualTo("150");
    }

    /** The old topic's row of the same version has the higher offset, but was heard earlier. */
    @Test
    void letsWhatWasHeardLaterWinThoughItsTopicWasMadeAnew() {
        topicLogs.create("view-rows");
        worker.append(recordOf("view-rows", 0, 7, viewJson(4, 200, HEARD).getBytes(StandardCharsets.UTF_8)));
        ClickHouseSinkTask task = worker.assign(task());
        worker.drain(task);

        topicLogs.create("view-rows");
        worker.recreate("view-rows");
        worker.append(recordOf("view-rows", 0, 0, viewJson(4, 150, HEARD + 1).getBytes(StandardCharsets.UTF_8)));
        worker.drain(worker.assign(task()));

        assertThat(clickHouse.query("SELECT version, played_ms FROM fovea.views"))
                .isEqualTo("4\t150");
    }

    @Test
    void takesTheNextBatchWhileOneIsStored() {
        worker = new FakeWorker(storingTens());
        IntStream.range(0, 30).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        var storing = new StoringThread();
        ClickHouseSinkTask task = worker.assign(task(storing));
        storing.hold();

        assertThat(worker.poll(task, 10)).isTrue();
        assertThat(worker.poll(task, 9)).as("the next batch is not full").isTrue();

        assertThat(storing.isHolding()).isTrue();
        assertThat(worker.commit(task)).containsEntry(FIRST, 0L);
        assertThat(rows()).isEqualTo(0);
        storing.release();
        assertThat(rows()).as("of the first batch").isEqualTo(10);
        assertThat(worker.poll(task, 1)).isTrue();
        assertThat(rows()).as("the second one was full").isEqualTo(20);
        assertThat(worker.commit(task)).containsEntry(FIRST, 20L);
    }

    /** Nobody waits for it though the next rows are due, and they go out together. */
    @Test
    void takesWhatComesWhileABatchIsStoredIntoOneNext() {
        IntStream.range(0, 30).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        var storing = new StoringThread();
        ClickHouseSinkTask task = worker.assign(task(storing));
        storing.hold();
        worker.poll(task, 10);

        assertThat(worker.poll(task, 10)).isTrue();
        assertThat(worker.poll(task, 10)).isTrue();

        assertThat(rows()).isEqualTo(0);
        storing.release();
        assertThat(rows()).isEqualTo(10);
        worker.poll(task, 10);
        assertThat(rows()).isEqualTo(30);
        assertThat(worker.commit(task)).containsEntry(FIRST, 30L);
    }

    @Test
    void storesTheNextBatchWhileTheProgressOfOneIsWritten() {
        IntStream.range(0, 30).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        var telling = new StoringThread();
        ClickHouseSinkTask task = worker.assign(task(new StoringThread(), telling));
        telling.hold();

        worker.poll(task, 10);
        worker.poll(task, 10);

        assertThat(rows()).isEqualTo(20);
        assertThat(worker.commit(task)).containsEntry(FIRST, 0L);
        telling.release();
        worker.poll(task, 0);
        assertThat(worker.commit(task)).containsEntry(FIRST, 20L);
    }

    /** The other table's rows are stored meanwhile, but what comes next to them is told of neither. */
    @Test
    void tellsOfNoProgressBeforeTheRowsOfAllTablesAreStored() {
        topicLogs.create("view-rows");
        worker.append(event(0, 0, DECEMBER));
        worker.append(recordOf("view-rows", 0, 0, viewJson(3, 100).getBytes(StandardCharsets.UTF_8)));
        ClickHouseSinkTask task = worker.assign(task());
        wire.breakOnce("INTO fovea.view_rows ", Fault.REQUEST_LOST);

        assertThat(worker.poll(task, 10)).isFalse();

        assertThat(rows()).isEqualTo(1);
        assertThat(clickHouse.query("SELECT count() FROM fovea.sink_progress")).isEqualTo("0");
        worker.drain(task);
        assertThat(rows()).isEqualTo(1);
        assertThat(clickHouse.query("SELECT count() FROM fovea.views")).isEqualTo("1");
    }

    /** Its rows come twice at most, and no gap opens above them. */
    @Test
    void losesNothingWhenItDiesWhileABatchIsStored() {
        IntStream.range(0, 20).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        var storing = new StoringThread();
        ClickHouseSinkTask first = worker.assign(task(storing));
        storing.hold();
        worker.poll(first, 10);
        first.stop();

        ClickHouseSinkTask second = worker.assign(task());
        assertThat(worker.position(FIRST)).isEqualTo(0);
        worker.drain(second);

        assertThat(rows()).isEqualTo(20);
    }

    /** Whoever takes the partition over has gone further when the batch arrives. */
    @Test
    void countsOnceWhatItStoresAfterItLostThePartition() {
        IntStream.range(0, 30).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        worker.append(recordOf(EVENTS, 0, 30, "not json".getBytes(StandardCharsets.UTF_8)));
        IntStream.range(31, 40).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        var storing = new StoringThread();
        ClickHouseSinkTask first = worker.assign(task(storing));
        storing.hold();
        worker.poll(first, 35);
        first.close(List.of(FIRST));
        ClickHouseSinkTask second = worker.assign(task());
        worker.drain(second);

        storing.release();
        first.put(List.of());

        assertThat(worker.commit(second)).containsEntry(FIRST, 40L);
        assertThat(rows()).isEqualTo(39);
        assertThat(worker.deadLetters().stream().map(SinkRecord::kafkaOffset)).containsOnly(30L);
        worker.append(event(0, 40, DECEMBER));
        ClickHouseSinkTask third = worker.assign(task());
        assertThat(worker.position(FIRST)).as("no progress is taken back").isEqualTo(40);
        worker.drain(third);
        assertThat(rows()).isEqualTo(40);
    }

    @Test
    void goesOnTakingUntilItHearsThatTheBatchFailed() {
        worker = new FakeWorker(storingTens());
        IntStream.range(0, 30).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        var storing = new StoringThread();
        ClickHouseSinkTask task = worker.assign(task(storing));
        storing.hold();
        assertThat(worker.poll(task, 10)).isTrue();
        wire.breakAs(_ -> Fault.ANSWER_LOST);

        storing.release();

        assertThat(worker.poll(task, 5)).as("the batch before failed").isFalse();
        assertThat(worker.poll(task, 5)).as("and again").isFalse();
        assertThat(worker.commit(task)).containsEntry(FIRST, 0L);
        wire.mend();
        assertThat(worker.poll(task, 5)).isTrue();
        assertThat(worker.commit(task)).containsEntry(FIRST, 10L);
        nanos.addAndGet(60_000_000_000L);
        worker.drain(task);
        assertThat(rows()).isEqualTo(30);
    }

    /** What is on its way was read before, so it is of the old topic; what was taken since may be of either. */
    @Test
    void storesTheBatchOnItsWayThoughItsTopicIsMadeAnew() {
        IntStream.range(0, 30).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        var storing = new StoringThread();
        ClickHouseSinkTask task = worker.assign(task(storing));
        UUID before = topicId;
        storing.hold();
        worker.poll(task, 10);

        worker.recreate(EVENTS);
        topicId = topicLogs.create(EVENTS);
        IntStream.range(0, 20).forEach(offset -> worker.append(event(0, offset, DECEMBER)));
        storing.release();
        for (int i = 0; i < 5; i++) {
            worker.poll(task, 7);
        }

        assertThat(rows(before)).isEqualTo(10);
        assertThat(rows(topicId)).isEqualTo(20);
    }

    static List<Long> seeds() {
        return List.of(1L, 2L, 3L, 4L);
    }

    /** Whatever is cut, lost, repeated or killed: each good record is there once, each bad one is in the dead-letter topic. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isExactUnderAnyMixOfFaults(long seed) {
        var random = new Random(seed);
        Set<String> good = new TreeSet<>();
        Set<String> bad = new TreeSet<>();
        for (int partition = 0; partition < 3; partition++) {
            long offset = random.nextInt(5);
            int records = random.nextInt(100, 300);
            for (int i = 0; i < records; i++) {
                boolean isBad = random.nextInt(60) == 0;
                String json = eventJson(partition, offset, DECEMBER + random.nextLong(-1_000_000, 1_000_000));
                String value = isBad ? json.replace("\"videoId\":\"", "\"videoId\":\"x") : json;
                worker.append(recordOf(EVENTS, partition, offset, value.getBytes(StandardCharsets.UTF_8)));
                (isBad ? bad : good).add(partition + "\t" + offset);
                offset += random.nextInt(10) == 0 ? random.nextInt(2, 5) : 1; // as after aborted transactions
            }
        }
        var faults =
                new Random(-seed); // of its own: which of two requests side by side comes first is in nobody's hands
        wire.breakAs(_ -> switch (faults.nextInt(6)) {
            case 0 -> Fault.REQUEST_LOST;
            case 1 -> Fault.ANSWER_LOST;
            default -> Fault.NONE;
        });

        var storing = new StoringThread();
        ClickHouseSinkTask task = worker.assign(task(storing));
        for (int step = 0; step < 60; step++) {
            if (random.nextInt(3) == 0) {
                storing.hold();
            }
            worker.poll(task, random.nextInt(1, 40));
            if (random.nextInt(4) == 0) {
                worker.commit(task);
            }
            if (random.nextInt(8) == 0) {
                StoringThread former = storing;
                storing = new StoringThread();
                task = worker.assign(task(storing)); // the task before it just died
                if (random.nextBoolean()) {
                    former.release(); // and its batch arrives late
                }
            }
            storing.release();
        }
        wire.mend();
        worker.drain(task);

        assertThat(wire.faults()).isPositive();
        assertThat(clickHouse
                        .query("SELECT kafka_partition, kafka_offset FROM fovea.player_events FINAL WHERE topic_id = '"
                                + topicId + "'")
                        .lines()
                        .sorted())
                .containsExactlyElementsOf(good);
        assertThat(clickHouse.query("SELECT uniqExact(event_id) FROM fovea.player_events"))
                .isEqualTo(Integer.toString(good.size()));
        assertThat(worker.deadLetters().stream()
                        .map(record -> record.kafkaPartition() + "\t" + record.kafkaOffset())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(bad);
    }

    private long rows() {
        return rows(topicId);
    }

    private static long rows(UUID topicId) {
        return Long.parseLong(
                clickHouse.query("SELECT count() FROM fovea.player_events FINAL WHERE topic_id = '" + topicId + "'"));
    }

    private static SinkRecord event(int partition, long offset, long receivedAt) {
        return recordOf(
                EVENTS,
                partition,
                offset,
                eventJson(partition, offset, receivedAt).getBytes(StandardCharsets.UTF_8));
    }

    private static SinkRecord recordOf(String topic, int partition, long offset, byte @Nullable [] value) {
        return new SinkRecord(topic, partition, null, null, null, value, offset);
    }

    private static String eventJson(int partition, long offset, long receivedAt) {
        return """
            {"schema":1,"eventId":"%s","viewId":"0192f1c0-0000-7000-8000-00000000000c","videoId":"0192f1c0-0000-7000-8000-00000000000a",\
            "viewerId":"0192f1c0-0000-7000-8000-00000000000b","viewStartedAt":1796083200000,"sequence":%d,"type":"PROGRESS","viewerTime":-5,\
            "receivedAt":%d,"playheadMs":6000,"rate":1.5,"fromMs":0,"toMs":6000,"device":"desktop","region":"unknown","addedLater":{"x":[1]}}\
            """.formatted(new UUID(partition + 1, offset), offset, receivedAt);
    }

    private static String viewJson(int version, long playedMs) {
        return viewJson(version, playedMs, HEARD);
    }

    private static String viewJson(int version, long playedMs, long heard) {
        return """
                {"viewId":"0192f1c0-0000-7000-8000-00000000000c","videoId":"0192f1c0-0000-7000-8000-00000000000a",\
                "viewerId":"0192f1c0-0000-7000-8000-00000000000b","viewStartedAt":1795338000000,"lastReceivedAt":%d,\
                "version":%d,"playedMs":%d,"uniqueMs":1,"playheadMs":1,"completed":false,"rebuffers":0,"rebufferMs":0,"seeks":0,"errors":0,\
                "conflicts":0,"device":"desktop","region":"unknown"}""".formatted(heard, version, playedMs);
    }
}
