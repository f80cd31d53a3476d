package dev.fovea.connectors.sink;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Connect's side of a sink task, step by step: seeks before it reads, delivers a batch again after a RetriableException, goes on
 * from its committed offsets when the task seeks nothing.
 */
final class FakeWorker implements SinkTaskContext {
    private final Map<String, String> properties;
    private final Map<TopicPartition, List<SinkRecord>> logs =
            new TreeMap<>(Comparator.comparing(TopicPartition::toString));
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<TopicPartition, Long> sought = new HashMap<>();
    private final List<SinkRecord> undelivered = new ArrayList<>();
    private final List<SinkRecord> deadLetters = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final Metrics metrics = new Metrics();
    private boolean hasDeadLetterTopic = true;
    private int tasks;

    FakeWorker(Map<String, String> properties) {
        this.properties = properties;
    }

    void append(SinkRecord record) {
        logs.computeIfAbsent(new TopicPartition(record.topic(), record.kafkaPartition()), _ -> new ArrayList<>())
                .add(record);
    }

    void recreate(String topic) {
        logs.keySet().removeIf(partition -> partition.topic().equals(topic));
        positions.replaceAll((partition, position) -> partition.topic().equals(topic) ? 0 : position);
    }

    void commitAhead(TopicPartition partition, long offset) {
        committed.put(partition, offset);
    }

    void withoutDeadLetterTopic() {
        hasDeadLetterTopic = false;
    }

    ClickHouseSinkTask assign(ClickHouseSinkTask task) {
        tasks++;
        return assignAgain(task);
    }

    /** As another run of the task that was assigned last. */
    ClickHouseSinkTask assignAgain(ClickHouseSinkTask task) {
        task.initialize(this);
        task.start(properties);
        undelivered.clear();
        positions.clear();
        logs.keySet().forEach(partition -> positions.put(partition, committed.getOrDefault(partition, 0L)));
        task.open(logs.keySet());
        rewind();
        return task;
    }

    /** Reads at most so many records of each partition and delivers them; gives back whether the task took them. */
    boolean poll(ClickHouseSinkTask task, int recordsMax) {
        rewind();
        if (undelivered.isEmpty()) {
            logs.forEach((partition, log) -> {
                long position = positions.getOrDefault(partition, 0L);
                List<SinkRecord> read = log.stream()
                        .filter(record -> record.kafkaOffset() >= position)
                        .limit(recordsMax)
                        .toList();
                undelivered.addAll(read);
                if (!read.isEmpty()) {
                    positions.put(partition, read.getLast().kafkaOffset() + 1);
                }
            });
        }
        try {
            task.put(List.copyOf(undelivered));
        } catch (RetriableException e) {
            return false;
        }
        undelivered.clear();
        return true;
    }

    /** Until the task has stored all that there is. */
    void drain(ClickHouseSinkTask task) {
        for (int round = 0; round < 10_000; round++) {
            poll(task, 1_000);
            commit(task);
            if (logs.entrySet().stream()
                    .allMatch(log -> committed.getOrDefault(log.getKey(), 0L) == endOf(log.getValue()))) {
                return;
            }
        }
        throw new AssertionError("the task does not come to the end: " + committed);
    }

    private static long endOf(List<SinkRecord> log) {
        return log.isEmpty() ? 0 : log.getLast().kafkaOffset() + 1;
    }

    Map<TopicPartition, Long> commit(ClickHouseSinkTask task) {
        Map<TopicPartition, OffsetAndMetadata> consumed = positions.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue())));
        Map<TopicPartition, Long> stored = new HashMap<>();
        task.preCommit(consumed).forEach((partition, offset) -> stored.put(partition, offset.offset()));
        committed.putAll(stored);
        return stored;
    }

    private void rewind() {
        positions.putAll(sought);
        sought.clear();
    }

    long position(TopicPartition partition) {
        return positions.getOrDefault(partition, -1L);
    }

    List<SinkRecord> deadLetters() {
        return deadLetters;
    }

    List<String> reasons() {
        return reasons;
    }

    @Override
    public Map<String, String> configs() {
        return properties;
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        sought.putAll(offsets);
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
        sought.put(partition, offset);
    }

    @Override
    public void timeout(long timeoutMs) {}

    @Override
    public Set<TopicPartition> assignment() {
        return logs.keySet();
    }

    @Override
    public void pause(TopicPartition... partitions) {}

    @Override
    public void resume(TopicPartition... partitions) {}

    @Override
    public void requestCommit() {}

    @Override
    @SuppressWarnings("NullAway") // null means that there is no dead-letter topic
    public ErrantRecordReporter errantRecordReporter() {
        return hasDeadLetterTopic
                ? (record, error) -> {
                    deadLetters.add(record);
                    reasons.add(String.valueOf(error.getMessage()));
                    return CompletableFuture.completedFuture(null);
                }
                : null;
    }

    /** One registry for all tasks, as in a worker. */
    @Override
    public PluginMetrics pluginMetrics() {
        return new PluginMetricsImpl(metrics, tagsOf(tasks));
    }

    /** @param task the first that was assigned is 1 */
    double metric(int task, String name) {
        KafkaMetric found = metrics.metric(metrics.metricName(name, "plugins", tagsOf(task)));
        return ((Number) found.metricValue()).doubleValue();
    }

    private static Map<String, String> tagsOf(int task) {
        return Map.of("task", Integer.toString(task));
    }
}
