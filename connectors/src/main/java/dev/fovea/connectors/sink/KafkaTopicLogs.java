package dev.fovea.connectors.sink;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asked of the brokers by an admin client, since Connect tells a task only the names of its topics. */
final class KafkaTopicLogs implements TopicLogs {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Admin admin;

    KafkaTopicLogs(Map<String, Object> adminClient) {
        admin = Admin.create(adminClient);
    }

    @Override
    public Map<String, UUID> ids(Set<String> topics) throws Unavailable {
        var ids = new HashMap<String, UUID>();
        for (var topic : admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                TopicDescription description = await(topic.getValue());
                ids.put(topic.getKey(), uuid(description.topicId()));
            } catch (Unavailable e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return ids;
    }

    private static UUID uuid(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    @Override
    public Map<TopicPartition, Extent> extents(Collection<TopicPartition> partitions) throws Unavailable {
        ListOffsetsResult first = admin.listOffsets(all(partitions, OffsetSpec.earliest()));
        ListOffsetsResult end = admin.listOffsets(all(partitions, OffsetSpec.latest()));
        var extents = new HashMap<TopicPartition, Extent>();
        for (TopicPartition partition : partitions) {
            extents.put(
                    partition,
                    new Extent(
                            await(first.partitionResult(partition)).offset(),
                            await(end.partitionResult(partition)).offset()));
        }
        return extents;
    }

    private static Map<TopicPartition, OffsetSpec> all(Collection<TopicPartition> partitions, OffsetSpec spec) {
        return partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> spec));
    }

    private static <T> T await(KafkaFuture<T> answer) throws Unavailable {
        try {
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Unavailable("Kafka refused to describe its topics: " + cause, cause);
        } catch (TimeoutException e) {
            throw new Unavailable("Kafka did not describe its topics within " + TIMEOUT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while Kafka was asked for its topics", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
