package dev.fovea.connectors.sink;

import java.time.YearMonth;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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
    private final Map<Target, Insert> inserts = new LinkedHashMap<>();
    /** By table: what an insert of the batch before came to. */
    private final Map<String, Room> rooms;

    private final Deque<Unwritable> unwritable = new ArrayDeque<>();
    private final Map<TopicPartition, Long> reached = new HashMap<>();
    private OptionalLong firstTakenNanos = OptionalLong.empty();
    private int rows;
    private long bytes;

    PendingRows() {
        this(Map.of());
    }

    private PendingRows(Map<String, Room> rooms) {
        this.rooms = rooms;
    }

    private record Target(String table, Optional<YearMonth> month) {}

    /** How much an insert can take before it grows, which copies it. */
    private record Room(int rows, int bytes) {
        static final Room AT_FIRST = new Room(256, 16 << 10);
    }

    record Unwritable(SinkRecord record, String reason) {}

    /** Rows of one table month, one behind the other, and the record that each was made of. */
    static final class Insert {
        private final String table;
        private final RowBytes bytes;
        private final List<SinkRecord> records;
        /** Where each row ends in the bytes. */
        private int[] ends;
        /** Rows that were removed. */
        private int first;

        private Insert(String table, Room room) {
            this.table = table;
            this.bytes = new RowBytes(room.bytes);
            this.records = new ArrayList<>(room.rows);
            this.ends = new int[room.rows];
        }

        /** An eighth more than it came to: rows are not all of one length. */
        private Room room() {
            return new Room(
                    Math.max(Room.AT_FIRST.rows, records.size()),
                    Math.max(Room.AT_FIRST.bytes, bytes.size() + bytes.size() / 8));
        }

        private void add(SinkRecord record, RowBytes from, int start, int end) {
            bytes.writePart(from, start, end);
            if (records.size() == ends.length) {
                ends = Arrays.copyOf(ends, 2 * ends.length);
            }
            ends[records.size()] = bytes.size();
            records.add(record);
        }

        String table() {
            return table;
        }

        int rows() {
            return records.size() - first;
        }

        SinkRecord firstRecord() {
            return records.get(first);
        }

        /** They begin at {@link #start()}. */
        byte[] array() {
            return bytes.array();
        }

        int start() {
            return startOf(first);
        }

        /** Of the first rows, so many. */
        int length(int rows) {
            return startOf(first + rows) - start();
        }

        private int startOf(int row) {
            return row == 0 ? 0 : ends[row - 1];
        }

        /** The first rows, so many: they are stored or dead-lettered. */
        void removeFirst(int rows) {
            first += rows;
        }

        private Insert without(Predicate<SinkRecord> discarded) {
            var left = new Insert(table, Room.AT_FIRST);
            for (int row = first; row < records.size(); row++) {
                if (!discarded.test(records.get(row))) {
                    left.add(records.get(row), bytes, startOf(row), ends[row]);
                }
            }
            return left;
        }
    }

    /** An empty one, with room for as much as this one took. */
    PendingRows next() {
        Map<String, Room> taken = new HashMap<>();
        inserts.values().forEach(insert -> taken.put(insert.table, insert.room()));
        return new PendingRows(taken);
    }

    void addRow(SinkRecord record, String table, RowWriter.Row row) {
        inserts.computeIfAbsent(
                        new Target(table, row.month()),
                        _ -> new Insert(table, rooms.getOrDefault(table, Room.AT_FIRST)))
                .add(record, row.bytes(), 0, row.bytes().size());
        rows++;
        bytes += row.bytes().size();
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

    Collection<Insert> inserts() {
        return inserts.values();
    }

    /** May be removed as they are dead-lettered. */
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
        inserts.replaceAll((_, insert) -> insert.without(discarded));
        inserts.values().removeIf(insert -> insert.rows() == 0);
        unwritable.removeIf(each -> discarded.test(each.record));
        reached.keySet().removeIf(partition -> topics.contains(partition.topic()));
        rows = inserts.values().stream().mapToInt(Insert::rows).sum();
        bytes = inserts.values().stream()
                .mapToLong(insert -> insert.length(insert.rows()))
                .sum();
        if (reached.isEmpty() && inserts.isEmpty() && unwritable.isEmpty()) {
            firstTakenNanos = OptionalLong.empty();
        }
    }
}
