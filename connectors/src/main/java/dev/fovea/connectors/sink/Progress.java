package dev.fovea.connectors.sink;

import dev.fovea.connectors.clickhouse.ClickHouse;
import dev.fovea.connectors.clickhouse.ClickHouseFailure;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Where each partition goes on, in a table beside the rows. It is written after the rows, so it never promises what is not
 * stored; what it has not heard of yet is stored again and merges away.
 */
final class Progress {
    private final ClickHouse clickHouse;
    private final String table;

    Progress(ClickHouse clickHouse, String table) {
        this.clickHouse = clickHouse;
        this.table = table;
    }

    /** One log, as it is stored in one table. A topic that is made anew is another log, and starts at 0. */
    record Log(String target, String topic, UUID topicId, int partition) {}

    /** The next offset of each log of these topics that has come anywhere. */
    Map<Log, Long> read(Collection<UUID> topicIds) throws ClickHouseFailure {
        String ids = topicIds.stream().map(id -> "'" + id + "'").collect(Collectors.joining(",", "[", "]"));
        String rows = clickHouse.query(
                "SELECT target, topic, topic_id, kafka_partition, max(next_offset) FROM " + table
                        + " WHERE topic_id IN {ids:Array(UUID)}"
                        + " GROUP BY target, topic, topic_id, kafka_partition FORMAT TSV",
                Map.of("ids", ids));
        var offsets = new HashMap<Log, Long>();
        for (String row : rows.lines().toList()) {
            String[] columns = row.split("\t", -1);
            offsets.put(
                    new Log(columns[0], columns[1], UUID.fromString(columns[2]), Integer.parseInt(columns[3])),
                    Long.parseLong(columns[4]));
        }
        return offsets;
    }

    void write(Map<Log, Long> nextOffsets) throws ClickHouseFailure {
        // Names of topics and tables hold nothing that JSON would escape.
        byte[] rows = nextOffsets.entrySet().stream()
                .map(entry ->
                        "{\"target\":\"%s\",\"topic\":\"%s\",\"topic_id\":\"%s\",\"kafka_partition\":%d,\"next_offset\":%d}\n"
                                .formatted(
                                        entry.getKey().target(),
                                        entry.getKey().topic(),
                                        entry.getKey().topicId(),
                                        entry.getKey().partition(),
                                        entry.getValue()))
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        clickHouse.insert("INSERT INTO " + table + " FORMAT JSONEachRow", rows);
    }
}
