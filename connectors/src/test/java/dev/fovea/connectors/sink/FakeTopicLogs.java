package dev.fovea.connectors.sink;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Brokers whose topics a test makes, cuts and makes anew. */
final class FakeTopicLogs implements TopicLogs {
    private final Map<String, UUID> ids = new HashMap<>();
    private final Map<TopicPartition, Extent> extents = new HashMap<>();

    UUID create(String topic) {
        UUID id = UUID.randomUUID();
        ids.put(topic, id);
        extents.keySet().removeIf(partition -> partition.topic().equals(topic));
        return id;
    }

    void extend(TopicPartition partition, long firstOffset, long endOffset) {
        extents.put(partition, new Extent(firstOffset, endOffset));
    }

    @Override
    public Map<String, UUID> ids(Set<String> topics) {
        return ids.entrySet().stream()
                .filter(entry -> topics.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public Map<TopicPartition, Extent> extents(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        partition -> extents.getOrDefault(partition, new Extent(0, Long.MAX_VALUE))));
    }

    @Override
    public void close() {}
}
