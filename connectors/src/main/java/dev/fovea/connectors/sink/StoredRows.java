package dev.fovea.connectors.sink;

import dev.fovea.connectors.clickhouse.ClickHouse;
import dev.fovea.connectors.clickhouse.ClickHouseFailure;
import dev.fovea.connectors.clickhouse.ClickHouseFailure.RowsRejected;
import dev.fovea.connectors.sink.PendingRows.Insert;
import dev.fovea.connectors.sink.SinkConfig.FieldNames;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes rows as their tables want them and stores them; each that ClickHouse refuses goes alone to the dead-letter topic. */
final class StoredRows implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoredRows.class);
    private static final Duration DEAD_LETTER_TIMEOUT = Duration.ofSeconds(60);

    private final ClickHouse clickHouse;
    private final FieldNames fieldNames;
    private final SinkTaskContext context;
    private final SinkMetrics metrics;
    private final LongSupplier nanoTime;
    /** By table; the thread that stores asks for their statements. */
    private final Map<String, RowWriter> writers = new ConcurrentHashMap<>();

    private final ExecutorService inserts = Executors.newVirtualThreadPerTaskExecutor();

    StoredRows(
            ClickHouse clickHouse,
            FieldNames fieldNames,
            SinkTaskContext context,
            SinkMetrics metrics,
            LongSupplier nanoTime) {
        this.clickHouse = clickHouse;
        this.fieldNames = fieldNames;
        this.context = context;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    /** Asks once for the columns of a table; before that nothing can be written for it. */
    void describe(TableRoute route) throws ClickHouseFailure {
        if (!writers.containsKey(route.table())) {
            writers.put(
                    route.table(),
                    BinaryRows.of(clickHouse, route, fieldNames).orElseGet(() -> new JsonRows(fieldNames)));
        }
    }

    RowWriter writerOf(String table) {
        RowWriter writer = writers.get(table);
        if (writer == null) {
            throw new IllegalStateException("the columns of " + table + " were not asked for");
        }
        return writer;
    }

    /**
     * Stores what is independent side by side, and returns, or throws the first failure, when all have ended. Removes rows as they
     * are stored or dead-lettered.
     */
    void store(Collection<Insert> independent) throws ClickHouseFailure {
        List<Callable<Void>> attempts = new ArrayList<>();
        for (Insert insert : independent) {
            attempts.add(() -> {
                store(insert);
                return null;
            });
        }
        try {
            for (Future<Void> attempt : inserts.invokeAll(attempts)) {
                attempt.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetriableException("interrupted while rows were being stored", e);
        } catch (ExecutionException e) {
            throw Storing.failure(e);
        }
    }

    /** A refused row is found by halving: its neighbours are stored. */
    private void store(Insert insert) throws ClickHouseFailure {
        String statement = writerOf(insert.table()).insertInto(insert.table());
        Deque<Integer> pieces = new ArrayDeque<>(insert.rows() == 0 ? List.of() : List.of(insert.rows()));
        while (!pieces.isEmpty()) {
            int size = pieces.pop();
            try {
                long sentNanos = nanoTime.getAsLong();
                clickHouse.insert(statement, insert.array(), insert.start(), insert.length(size));
                metrics.stored(size, Duration.ofNanos(nanoTime.getAsLong() - sentNanos));
            } catch (RowsRejected e) {
                if (size > 1) {
                    pieces.push(size - size / 2);
                    pieces.push(size / 2);
                    continue;
                }
                deadLetter(insert.firstRecord(), String.valueOf(e.getMessage()));
            }
            insert.removeFirst(size);
        }
    }

    /** Returns when the dead-letter topic has it, since the progress that follows forgets the record. One at a time. */
    synchronized void deadLetter(SinkRecord record, String reason) {
        String where = "%s-%d@%d".formatted(record.topic(), record.kafkaPartition(), record.kafkaOffset());
        ErrantRecordReporter reporter = context.errantRecordReporter();
        if (reporter == null) {
            throw new ConnectException(where + " cannot be stored: " + reason
                    + ". Set errors.tolerance=all and errors.deadletterqueue.topic.name to go on without"
                    + " such records");
        }
        try {
            reporter.report(record, new DataException(where + ": " + reason))
                    .get(DEAD_LETTER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            metrics.deadLettered();
            LOG.warn("{} went to the dead-letter topic: {}", where, reason);
        } catch (ExecutionException | TimeoutException e) {
            throw new RetriableException(where + " did not reach the dead-letter topic", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetriableException("interrupted while " + where + " went to the dead-letter topic", e);
        }
    }

    /** What is on its way is given up. */
    @Override
    public void close() {
        inserts.shutdownNow();
    }
}
