package dev.fovea.standalone.chaos.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fovea.connectors.clickhouse.ClickHouse;
import dev.fovea.connectors.clickhouse.ClickHouseFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** What ClickHouse says: the rows that the sink stored, and oracle B over the raw arrivals. */
final class Tables {

    private static final String SINK_ROWS = """
            SELECT toString(view_id), arrayStringConcat([toString(video_id), toString(viewer_id),
                toString(toUnixTimestamp64Milli(view_started_at)), toString(toUnixTimestamp64Milli(last_received_at)),
                toString(version), toString(played_ms), toString(unique_ms), toString(playhead_ms), toString(toUInt8(completed)),
                ifNull(toString(startup_ms), '-'), toString(rebuffers), toString(rebuffer_ms), toString(seeks), toString(errors),
                toString(conflicts), device, region], ' ')
            FROM fovea.views""";
    private static final String SINK_RETENTION = """
            SELECT toString(view_id), arrayStringConcat(arrayMap(p -> concat(toString(p.1), '-', toString(p.2), 'x', toString(p.3)),
                arraySort(groupArray((from_ms, to_ms, times)))), ',')
            FROM fovea.retention GROUP BY view_id""";
    private static final String SINK_FOCUS = """
            SELECT toString(view_id), arrayStringConcat(arrayMap(s -> s.2, arraySort(groupArray((start_sequence,
                concat(toString(start_sequence), ':', toString(start_ms), '-', toString(end_ms), ':', toString(focused_ms), ':',
                toString(longest_ms), ':', toString(tab_hidden), ':', toString(window_blurred), ':', toString(fullscreen_left), ':',
                toString(paused_away)))))), ',')
            FROM fovea.focus_sessions GROUP BY view_id""";
    private static final String ORACLE_ROWS = """
            SELECT toString(view_id), arrayStringConcat([video, viewer, toString(started), toString(heard), toString(version),
                toString(played_ms), toString(unique_ms), toString(playhead), toString(completed), startup, toString(rebuffers),
                toString(rebuffer_ms), toString(seeks), toString(errors), toString(conflicts), device, region], ' ')
            FROM oracle.views""";
    private static final String ORACLE_RETENTION = """
            SELECT toString(view_id), arrayStringConcat(arrayMap(p -> concat(toString(p.1), '-', toString(p.2), 'x', toString(p.3)),
                arraySort(groupArray((from_at, to_at, times)))), ',')
            FROM oracle.parts GROUP BY view_id""";
    private static final String ORACLE_FOCUS = SINK_FOCUS.replace("fovea.focus_sessions", "oracle.focus");

    private final ClickHouse clickHouse;

    Tables(ClickHouse clickHouse) {
        this.clickHouse = clickHouse;
    }

    Map<UUID, ViewFigures> ofSink() throws ClickHouseFailure {
        return joined(SINK_ROWS, SINK_RETENTION, SINK_FOCUS);
    }

    Map<UUID, ViewFigures> ofOracle() throws ClickHouseFailure {
        clickHouse.query("DROP DATABASE IF EXISTS oracle");
        clickHouse.query("CREATE DATABASE oracle");
        for (String statement : text("oracle.sql").split(";\\s*\\n")) {
            String sql = statement
                    .lines()
                    .filter(line -> !line.startsWith("--"))
                    .reduce("", (before, line) -> before + line + "\n");
            if (!sql.isBlank()) {
                clickHouse.query(sql);
            }
        }
        return joined(ORACLE_ROWS, ORACLE_RETENTION, ORACLE_FOCUS);
    }

    /** {@code topicId/partition} to count, distinct offsets and their sum: none is missing and none is there twice. */
    Map<String, String> rawRecords() throws ClickHouseFailure {
        var all = new HashMap<String, String>();
        clickHouse
                .query("""
                        SELECT concat(toString(topic_id), '/', toString(kafka_partition)),
                            concat(toString(count()), ' ', toString(uniqExact(kafka_offset)), ' ', toString(sum(kafka_offset)))
                        FROM fovea.player_events FINAL GROUP BY topic_id, kafka_partition""")
                .lines()
                .map(line -> line.split("\t", -1))
                .forEach(columns -> all.put(columns[0], columns[1]));
        return all;
    }

    /** The id of each late event, as often as it is there outside these ranges. */
    List<UUID> lateEvents(List<Flow.OffsetRange> without) throws ClickHouseFailure {
        String others = without.stream()
                .map(range -> " AND NOT (kafka_partition = %d AND kafka_offset >= %d AND kafka_offset < %d)"
                        .formatted(range.partition(), range.from(), range.to()))
                .collect(Collectors.joining());
        return clickHouse
                .query("SELECT toString(event_id) FROM fovea.player_events_late FINAL WHERE true" + others)
                .lines()
                .map(UUID::fromString)
                .toList();
    }

    long counted() throws ClickHouseFailure {
        return Long.parseLong(
                clickHouse.query("SELECT sum(version) FROM fovea.views").strip());
    }

    /** One number for all rows of the sink: equal tables have equal hashes. */
    String hash() throws ClickHouseFailure {
        return clickHouse.query("""
                        SELECT concat(
                            (SELECT concat(toString(count()), '/', toString(sum(cityHash64(*)))) FROM fovea.views), ' ',
                            (SELECT concat(toString(count()), '/', toString(sum(cityHash64(*)))) FROM fovea.retention), ' ',
                            (SELECT concat(toString(count()), '/', toString(sum(cityHash64(*)))) FROM fovea.focus_sessions))""").strip();
    }

    /** What is stored of a topic: partition to next offset. */
    Map<Integer, Long> progress(String topic, UUID topicId) throws ClickHouseFailure {
        var next = new HashMap<Integer, Long>();
        clickHouse
                .query(
                        "SELECT kafka_partition, max(next_offset) FROM fovea.sink_progress WHERE topic = {topic:String} AND topic_id = {id:UUID} GROUP BY kafka_partition",
                        Map.of("topic", topic, "id", topicId.toString()))
                .lines()
                .map(line -> line.split("\t", -1))
                .forEach(columns -> next.put(Integer.valueOf(columns[0]), Long.valueOf(columns[1])));
        return next;
    }

    void empty(String table) throws ClickHouseFailure {
        clickHouse.query("TRUNCATE TABLE " + table);
    }

    private Map<UUID, ViewFigures> joined(String rows, String retention, String focus) throws ClickHouseFailure {
        Map<UUID, String> parts = texts(retention);
        Map<UUID, String> sessions = texts(focus);
        var all = new HashMap<UUID, ViewFigures>();
        texts(rows)
                .forEach((view, row) -> all.put(
                        view, new ViewFigures(row, parts.getOrDefault(view, ""), sessions.getOrDefault(view, ""))));
        return all;
    }

    private Map<UUID, String> texts(String query) throws ClickHouseFailure {
        var texts = new HashMap<UUID, String>();
        clickHouse
                .query(query)
                .lines()
                .map(line -> line.split("\t", -1))
                .forEach(columns -> texts.put(UUID.fromString(columns[0]), columns[1]));
        return texts;
    }

    private static String text(String name) {
        try (InputStream file = Tables.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
