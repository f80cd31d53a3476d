package dev.fovea.connectors.sink;

import java.time.YearMonth;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What was taken from Kafka and is not stored yet, sorted into inserts: one for each table month, since ClickHouse stores an
 * insert all or none only within one. Within a Kafka partition rows keep their order.
 *
 * <p>Partitions of a topic share an insert: each costs a part and an fsync, and progress is written only after all.
 */
final class PendingRows {
    private final Map<Target, List<Item>> inserts = new LinkedHashMap<>();
    private final Deque<Unwritable> unwritable = new ArrayDeque<>();
    private final Map<TopicPartition, Long> reached = new HashMap<>();
    private OptionalLong firstTakenNanos = OptionalLong.empty();
    private int rows;
    private long bytes;

    record Target(String table, Optional<YearMonth> month) {}

    /** A row, and the record that goes to the dead-letter topic when ClickHouse refuses the row. */
    record Item(SinkRecord record, byte[] row) {}

    record Unwritable(SinkRecord record, String reason) {}

    void addRow(SinkRecord record, String table, RowWriter.Row row) {
        inserts.computeIfAbsent(new Target(table, row.month()), _ -> new ArrayList<>())
                .add(new Item(record, row.bytes()));
        rows++;
        bytes += row.bytes().length;
    }

    void addUnwritable(SinkRecord record, String reason) {
        unwritable.add(new Unwritable(record, reason));
    }

    /** Everything of the partition below the offset is stored, dead-lettered or pending here. */
    void reach(TopicPartition partition, long nextOffset, long nowNanos) {
        reached.put(partition, nextOffset);
        if (firstTakenNanos.isEmpty()) {
            firstTakenNanos = OptionalLong.of(nowNanos);
        }
    }

    /** Items may be removed from the lists as they are stored. */
    Map<Target, List<Item>> inserts() {
        return inserts;
    }

    Deque<Unwritable> unwritable() {
        return unwritable;
    }

    Map<TopicPartition, Long> reached() {
        return reached;
    }

    int rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    /** When the first record was taken; empty when nothing is pending. */
    OptionalLong firstTakenNanos() {
        return firstTakenNanos;
    }

    /** Rows of a partition that went to another task do no harm, but its progress is not ours to write any more. */
    void disown(Collection<TopicPartition> partitions) {
        reached.keySet().removeAll(partitions);
    }

    /** As if they had never been taken. */
    void discardTopics(Collection<String> topics) {
        Predicate<SinkRecord> discarded = record -> topics.contains(record.topic());
        inserts.values().forEach(items -> items.removeIf(item -> discarded.test(item.record)));
        inserts.values().removeIf(List::isEmpty);
        unwritable.removeIf(each -> discarded.test(each.record));
        reached.keySet().removeIf(partition -> topics.contains(partition.topic()));
        if (reached.isEmpty() && inserts.isEmpty() && unwritable.isEmpty()) {
            clear();
            return;
        }
        List<Item> left = inserts.values().stream().flatMap(List::stream).toList();
        rows = left.size();
        bytes = left.stream().mapToLong(item -> item.row.length).sum();
    }

    void clear() {
        inserts.clear();
        unwritable.clear();
        reached.clear();
        firstTakenNanos = OptionalLong.empty();
        rows = 0;
        bytes = 0;
    }
}
