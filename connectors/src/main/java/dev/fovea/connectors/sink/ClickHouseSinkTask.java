package dev.fovea.connectors.sink;

import dev.fovea.connectors.clickhouse.ClickHouse;
import dev.fovea.connectors.clickhouse.ClickHouseFailure;
import dev.fovea.connectors.clickhouse.ClickHouseFailure.Unavailable;
import dev.fovea.connectors.sink.PendingRows.Unwritable;
import dev.fovea.connectors.sink.TopicLogs.Extent;
import java.time.Duration;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the records of its partitions, each exactly once, wherever it dies.
 *
 * <p>Rows carry their identity in Kafka, so storing one twice, or in another cut of batches, changes no FINAL result. Where a
 * partition goes on is read from {@link Progress}, never from Kafka's committed offsets; progress is written after the last
 * row below it is stored or dead-lettered. So between any two steps a crash leads to repetition, never to a gap:
 *
 * <ol>
 *   <li>rows stored, answer lost: they are stored again and merge away;
 *   <li>rows stored, progress lost: the same, by the next task;
 *   <li>progress stored, Kafka's commit lost: the next task seeks to the progress.
 * </ol>
 *
 * <p>While a batch is {@link Storing stored}, the next one is taken; while its progress is written, the next one is stored. A
 * task that stops, or loses a partition, does not wait for either: what of it is stored later is the same to whoever takes over
 * as (1) or (2), and what it says of progress is true.
 */
public final class ClickHouseSinkTask extends SinkTask {
    private static final Logger LOG = LoggerFactory.getLogger(ClickHouseSinkTask.class);
    /** How often, while the next batch is due already. */
    private static final Duration LOOK_WHETHER_STORED = Duration.ofMillis(20);

    private final Function<SinkConfig, TopicLogs> topicLogsOf;
    private final LongSupplier nanoTime;
    private final Supplier<ExecutorService> storingThread;
    private @Nullable Started started;

    public ClickHouseSinkTask() {
        this(
                config -> new KafkaTopicLogs(config.adminClient()),
                System::nanoTime,
                () -> Executors.newSingleThreadExecutor(Thread.ofPlatform()
                        .name("clickhouse-sink-storing")
                        .daemon()
                        .factory()));
    }

    ClickHouseSinkTask(
            Function<SinkConfig, TopicLogs> topicLogsOf,
            LongSupplier nanoTime,
            Supplier<ExecutorService> storingThread) {
        this.topicLogsOf = topicLogsOf;
        this.nanoTime = nanoTime;
        this.storingThread = storingThread;
    }

    @Override
    public String version() {
        return ClickHouseSinkConnector.versionOfThisBuild();
    }

    @Override
    public void start(Map<String, String> properties) {
        started = new Started(new SinkConfig(properties), new SinkMetrics(context.pluginMetrics()));
    }

    private Started started() {
        if (started == null) {
            throw new IllegalStateException("the task is not started");
        }
        return started;
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
        started().open(partitions);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        started().put(records);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> consumed) {
        return started().stored(consumed.keySet());
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        started().close(partitions);
    }

    @Override
    public void stop() {
        if (started != null) {
            started.stop();
        }
    }

    /** A partition that is read from where ClickHouse has it. */
    private static final class Position {
        private final Progress.Log log;
        /** The next record to take; earlier ones were taken already. */
        private long takeOffset;
        /** Everything below is stored, and the progress table knows. */
        private long storedOffset;

        Position(Progress.Log log, long offset) {
            this.log = log;
            this.takeOffset = offset;
            this.storedOffset = offset;
        }
    }

    /** @param reached the next offset of each log once all of the batch is stored or dead-lettered */
    private record Batch(PendingRows rows, Map<Progress.Log, Long> reached) {}

    /** The task between start and stop. */
    private final class Started {
        private final Map<String, TableRoute> routes;
        private final int rowsMax;
        private final int bytesMax;
        private final Duration linger;
        private final Duration backoff;
        private final ClickHouse clickHouse;
        private final Progress progress;
        private final TopicLogs topicLogs;
        private final StoredRows rows;
        private final SinkMetrics metrics;

        private final Map<TopicPartition, Position> positions = new HashMap<>();
        private final Set<TopicPartition> unpositioned = new HashSet<>();
        private final Storing<Batch> storing;
        /** Progress on its way; the rows below it are stored. */
        private final Storing<Map<Progress.Log, Long>> telling;
        /** What is reached by batches that are stored, and no progress tells of it yet. */
        private Map<Progress.Log, Long> untold = new HashMap<>();

        private PendingRows pending = new PendingRows();

        Started(SinkConfig config, SinkMetrics metrics) {
            this.metrics = metrics;
            routes = config.routes();
            rowsMax = config.getInt(SinkConfig.BATCH_ROWS_MAX);
            bytesMax = config.getInt(SinkConfig.BATCH_BYTES_MAX);
            linger = config.duration(SinkConfig.BATCH_LINGER_MS);
            backoff = config.duration(SinkConfig.RETRY_BACKOFF_MS);
            clickHouse = new ClickHouse(
                    config.url(),
                    config.getString(SinkConfig.USER),
                    config.password(),
                    config.duration(SinkConfig.REQUEST_TIMEOUT_MS));
            progress = new Progress(clickHouse, config.getString(SinkConfig.PROGRESS_TABLE));
            rows = new StoredRows(clickHouse, config.fieldNames(), context, metrics, nanoTime);
            topicLogs = topicLogsOf.apply(config);
            storing = new Storing<>(storingThread.get(), this::store);
            telling = new Storing<>(storingThread.get(), progress::write);
        }

        /** Connect applies what is sought here before it delivers a record. */
        void open(Collection<TopicPartition> partitions) {
            unpositioned.addAll(partitions);
            try {
                position();
            } catch (Unavailable | TopicLogs.Unavailable e) {
                LOG.warn("Where to go on is not known yet, it will be asked again: {}", e.getMessage());
            } catch (ClickHouseFailure e) {
                throw new ConnectException(e.getMessage(), e);
            }
        }

        void close(Collection<TopicPartition> partitions) {
            partitions.forEach(positions::remove);
            unpositioned.removeAll(partitions);
            pending.disown(partitions);
        }

        void stop() {
            storing.close();
            telling.close();
            rows.close();
            clickHouse.close();
            topicLogs.close();
        }

        Map<TopicPartition, OffsetAndMetadata> stored(Set<TopicPartition> partitions) {
            return partitions.stream()
                    .filter(positions::containsKey)
                    .collect(Collectors.toMap(
                            Function.identity(),
                            partition -> new OffsetAndMetadata(positionOf(partition).storedOffset)));
        }

        /** Throws nothing retriable once records are taken: Connect delivers the same again, and they are known by offset. */
        void put(Collection<SinkRecord> records) {
            try {
                // What Connect has read from elsewhere is not taken: it seeks, and reads from there.
                Set<TopicPartition> sought = position();
                boolean repeated = take(records, sought);
                storing.retry();
                telling.retry();
                if (repeated) {
                    followRecreatedTopics();
                }
                goOn();
                // What comes while a batch is stored joins the next one, which begins the moment that one has ended.
                if (isFull() || (isDue() && storing.isIdle())) {
                    // All that is pending was read between two moments at which the topic had this id, so from this
                    // topic.
                    followRecreatedTopics();
                    finishStoring();
                    beginStoring();
                    goOn();
                }
                askToBeCalledAgain();
            } catch (Unavailable | TopicLogs.Unavailable e) {
                metrics.retried();
                context.timeout(backoff.toMillis());
                throw new RetriableException(e.getMessage(), e);
            } catch (RetriableException e) {
                metrics.retried();
                throw e;
            } catch (ClickHouseFailure e) {
                throw new ConnectException(e.getMessage(), e);
            }
        }

        /** Seeks the partitions whose position is not known yet, and gives them back. */
        private Set<TopicPartition> position() throws ClickHouseFailure, TopicLogs.Unavailable {
            if (unpositioned.isEmpty()) {
                return Set.of();
            }
            Set<TopicPartition> sought = Set.copyOf(unpositioned);
            Set<String> topics = topicsOf(sought);
            Map<String, UUID> ids = topicLogs.ids(topics);
            for (String topic : topics) {
                if (!ids.containsKey(topic)) {
                    throw new TopicLogs.Unavailable("the topic " + topic + " does not exist");
                }
            }
            Map<TopicPartition, Extent> extents = topicLogs.extents(sought);
            if (!topicLogs.ids(topics).equals(ids)) {
                throw new TopicLogs.Unavailable("a topic was made anew just now");
            }
            for (String topic : topics) {
                rows.describe(routeOf(topic));
            }
            Map<Progress.Log, Long> reached = progress.read(ids.values());
            var positioned = new HashMap<TopicPartition, Position>();
            for (TopicPartition partition : sought) {
                var log = new Progress.Log(
                        routeOf(partition.topic()).table(),
                        partition.topic(),
                        idOf(partition.topic(), ids),
                        partition.partition());
                long next = reached.getOrDefault(log, 0L);
                positioned.put(partition, new Position(log, startOf(partition, next, extents)));
            }
            positioned.forEach((partition, position) -> context.offset(partition, position.takeOffset));
            positions.putAll(positioned);
            unpositioned.clear();
            return sought;
        }

        private static long startOf(TopicPartition partition, long next, Map<TopicPartition, Extent> extents) {
            Extent extent = extents.get(partition);
            if (extent == null) {
                throw new IllegalStateException("Kafka did not describe " + partition);
            }
            if (next > extent.endOffset()) {
                throw new ConnectException(
                        "%s ends at offset %d, but everything below %d is stored already: the log was cut or restored from an older copy, and what it takes in now would never be stored. Make the topic anew, or delete its rows of the progress table when storing offsets again is right"
                                .formatted(partition, extent.endOffset(), next));
            }
            if (next > 0 && next < extent.firstOffset()) {
                LOG.error(
                        "{}: {} records were deleted by the topic's retention before they were stored; going on at {}",
                        partition,
                        extent.firstOffset() - next,
                        extent.firstOffset());
            }
            return Math.max(next, extent.firstOffset());
        }

        /** Gives back whether there were records that had been taken before. */
        private boolean take(Collection<SinkRecord> records, Set<TopicPartition> sought) {
            boolean repeated = false;
            long now = nanoTime.getAsLong();
            for (SinkRecord record : records) {
                var partition = new TopicPartition(record.topic(), record.kafkaPartition());
                Position position = positions.get(partition);
                if (position == null || sought.contains(partition)) {
                    continue;
                }
                if (record.kafkaOffset() < position.takeOffset) {
                    metrics.repeated();
                    repeated = true;
                    continue;
                }
                takeOne(record, position);
                position.takeOffset = record.kafkaOffset() + 1;
                pending.reach(partition, position.takeOffset, now);
            }
            return repeated;
        }

        private void takeOne(SinkRecord record, Position position) {
            if (record.value() == null) {
                return; // a tombstone makes no row
            }
            TableRoute route = routeOf(record.topic());
            try {
                pending.addRow(
                        record,
                        route.table(),
                        rows.writerOf(route.table()).write(record, route, position.log.topicId()));
            } catch (RowWriter.NoRow e) {
                pending.addUnwritable(record, String.valueOf(e.getMessage()));
            }
        }

        private boolean isFull() {
            return pending.rows() >= rowsMax || pending.bytes() >= bytesMax;
        }

        private boolean isDue() {
            return pending.firstTakenNanos().isPresent() && untilDue().compareTo(Duration.ZERO) <= 0;
        }

        /** Without that, Connect calls when there are records, or when it commits. */
        private void askToBeCalledAgain() {
            Duration soon = storing.isIdle() ? Duration.ofMillis(1) : LOOK_WHETHER_STORED;
            if (pending.firstTakenNanos().isPresent()) {
                context.timeout(Math.max(soon.toMillis(), untilDue().toMillis()));
            } else if (!storing.isIdle() || !telling.isIdle()) {
                context.timeout(Math.max(soon.toMillis(), linger.toMillis()));
            }
        }

        private Duration untilDue() {
            long ageNanos = nanoTime.getAsLong() - pending.firstTakenNanos().orElseThrow();
            return linger.minusNanos(ageNanos);
        }

        private void beginStoring() {
            storing.begin(new Batch(
                    pending,
                    pending.reached().entrySet().stream()
                            .collect(Collectors.toMap(entry -> positionOf(entry.getKey()).log, Map.Entry::getValue))));
            pending = pending.next();
        }

        /** Waits for the batch that is being stored, if there is one. */
        private void finishStoring() throws ClickHouseFailure {
            if (!storing.isIdle()) {
                storing.finish().reached().forEach((log, offset) -> untold.merge(log, offset, Math::max));
            }
        }

        /** Takes the next step of whatever waits for one, and waits for nothing itself. */
        private void goOn() throws ClickHouseFailure {
            if (storing.hasEnded()) {
                finishStoring();
            }
            if (telling.hasEnded()) {
                finishTelling();
            }
            if (!untold.isEmpty() && telling.isIdle()) {
                telling.begin(untold);
                untold = new HashMap<>();
                if (telling.hasEnded()) {
                    finishTelling();
                }
            }
        }

        private void finishTelling() throws ClickHouseFailure {
            telling.finish().forEach((log, offset) -> {
                Position position = positions.get(new TopicPartition(log.topic(), log.partition()));
                if (position != null && position.log.equals(log)) {
                    position.storedOffset = Math.max(position.storedOffset, offset);
                }
            });
        }

        /** Runs in the thread that stores. */
        private void store(Batch batch) throws ClickHouseFailure {
            rows.store(batch.rows().inserts());
            Deque<Unwritable> unwritable = batch.rows().unwritable();
            while (!unwritable.isEmpty()) {
                rows.deadLetter(
                        unwritable.getFirst().record(), unwritable.getFirst().reason());
                unwritable.removeFirst();
            }
        }

        /** A topic of the same name with another id is another log: it is read from its beginning. */
        private void followRecreatedTopics() throws ClickHouseFailure, TopicLogs.Unavailable {
            Map<String, UUID> ids = topicLogs.ids(topicsOf(positions.keySet()));
            Set<TopicPartition> recreated = new HashSet<>();
            positions.forEach((partition, position) -> {
                UUID id = ids.get(partition.topic());
                if (id != null && !id.equals(position.log.topicId())) {
                    recreated.add(partition);
                }
            });
            if (recreated.isEmpty()) {
                return;
            }
            LOG.warn("Topics were deleted and made anew, they are read from their beginning: {}", topicsOf(recreated));
            pending.discardTopics(topicsOf(recreated));
            recreated.forEach(positions::remove);
            unpositioned.addAll(recreated);
            position();
        }

        private Position positionOf(TopicPartition partition) {
            Position position = positions.get(partition);
            if (position == null) {
                throw new IllegalStateException(partition + " is not assigned to this task");
            }
            return position;
        }

        private TableRoute routeOf(String topic) {
            TableRoute route = routes.get(topic);
            if (route == null) {
                throw new ConnectException(SinkConfig.TABLES + " names no table for the topic " + topic);
            }
            return route;
        }

        private static UUID idOf(String topic, Map<String, UUID> ids) {
            UUID id = ids.get(topic);
            if (id == null) {
                throw new IllegalStateException("no id for " + topic);
            }
            return id;
        }

        private static Set<String> topicsOf(Collection<TopicPartition> partitions) {
            return partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        }
    }
}
