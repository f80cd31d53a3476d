package dev.fovea.standalone.bench;

import dev.fovea.connectors.clickhouse.ClickHouse;
import dev.fovea.connectors.clickhouse.ClickHouseFailure;
import dev.fovea.connectors.sink.FoveaSink;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.standalone.ConnectClient;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The sink against plain inserts of the same events, in batches of the same size, by as many writers, into the same kind of table. */
final class SinkRace {

    private static final int BATCH = 20_000;
    private static final int WRITERS = 2;
    /** A worker runs for days, and its first million rows go by while the compiler takes half of two cores. */
    private static final int WARMING_ROUNDS = 5;

    private static final Duration WITHIN = Duration.ofMinutes(1);
    /** Asking takes the engine some milliseconds, which the sink then lacks and the plain inserts do not. */
    private static final int POLL_MS = 100;

    private static final JsonMapper COLUMNS = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final ClickHouse clickHouse;
    private final ConnectClient connect;
    private final Map<String, String> connector;
    private final List<byte[]> batches;
    private final long rows;

    /** @param events that stand in player-events */
    SinkRace(ClickHouse clickHouse, ConnectClient connect, Map<String, String> connector, List<PlayerEvent> events) {
        this.clickHouse = clickHouse;
        this.connect = connect;
        this.connector = connector;
        this.batches = batches(events);
        this.rows = events.size();
    }

    void run(int rounds, Measured measured) throws Exception {
        for (int round = 0; round < WARMING_ROUNDS; round++) {
            raw("bench_raw_warm");
            sink("bench_sink_warm_" + round);
        }
        for (int round = 0; round < rounds; round++) {
            measured.add("rawInsert", raw("bench_raw_" + round), "rows/s");
            measured.add("sink", sink("bench_sink_" + round), "rows/s");
        }
    }

    private static List<byte[]> batches(List<PlayerEvent> events) {
        List<byte[]> batches = new ArrayList<>();
        for (int from = 0; from < events.size(); from += BATCH) {
            var batch = new ByteArrayOutputStream();
            for (int i = from; i < Math.min(events.size(), from + BATCH); i++) {
                Map<String, Object> row = new HashMap<>(COLUMNS.convertValue(events.get(i), Map.class));
                row.put("topic_id", "0199a000-0000-7000-8000-00000000000b");
                row.put("kafka_partition", 0);
                row.put("kafka_offset", i);
                batch.writeBytes(COLUMNS.writeValueAsBytes(row));
                batch.write('\n');
            }
            batches.add(batch.toByteArray());
        }
        return batches;
    }

    private void makeTable(String name) throws ClickHouseFailure {
        clickHouse.query("DROP TABLE IF EXISTS fovea." + name);
        String ddl = clickHouse.query("SHOW CREATE TABLE fovea.player_events FORMAT TSVRaw");
        clickHouse.query(ddl.replaceFirst("fovea\\.player_events", "fovea." + name));
    }

    private double raw(String table) throws Exception {
        makeTable(table);
        String statement = "INSERT INTO fovea." + table + " FORMAT JSONEachRow";
        long start = System.nanoTime();
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> inserts = new ArrayList<>();
            for (byte[] batch : batches) {
                inserts.add(writers.submit(() -> {
                    clickHouse.insert(statement, batch);
                    return null;
                }));
            }
            for (Future<?> insert : inserts) {
                insert.get();
            }
        }
        return rows * 1e9 / (System.nanoTime() - start);
    }

    /** From the first batch that is stored to the last one. */
    private double sink(String table) throws Exception {
        makeTable(table);
        var settings = new HashMap<>(connector);
        settings.put("topics", Topics.PLAYER_EVENTS.name());
        settings.put("tables", Topics.PLAYER_EVENTS.name() + ":fovea." + table + ":receivedAt");
        connect.put(FoveaSink.CONNECTOR + "-" + table, settings, WITHIN);
        try {
            Stored first = await(table, 1);
            Stored last = await(table, rows);
            return (last.rows - first.rows) * 1e9 / (last.seenAt - first.seenAt);
        } finally {
            connect.delete(FoveaSink.CONNECTOR + "-" + table);
        }
    }

    /** @param seenAt by {@link System#nanoTime} */
    private record Stored(long rows, long seenAt) {}

    private Stored await(String table, long count) throws Exception {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (true) {
            var stored = new Stored(stored(table), System.nanoTime());
            if (stored.rows >= count) {
                return stored;
            }
            if (stored.seenAt > deadline) {
                throw new IllegalStateException("the sink did not store all events within " + WITHIN);
            }
            Thread.sleep(POLL_MS);
        }
    }

    private long stored(String table) throws ClickHouseFailure {
        return Long.parseLong(
                clickHouse.query("SELECT count() FROM fovea." + table).strip());
    }
}
