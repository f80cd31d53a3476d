package dev.fovea.analytics.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;

/** How far topics reach, now and at earlier moments. */
@Component
class Logs implements DisposableBean {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Admin admin;

    Logs(KafkaProperties kafka) {
        this.admin = Admin.create(kafka.buildAdminProperties());
    }

    /** Kafka did not answer; it may a moment later. */
    static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        Unavailable(Exception cause) {
            super("Kafka did not describe its topics: " + cause, cause);
        }
    }

    /** Of each partition the first offset whose time is not before the moment, or the end. None of a topic that is not there. */
    Map<Integer, Long> offsetsAt(String topic, Instant moment) throws Unavailable {
        try {
            List<TopicPartition> partitions = admin
                    .describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .values()
                    .stream()
                    .flatMap(description -> description.partitions().stream()
                            .map(each -> new TopicPartition(description.name(), each.partition())))
                    .toList();
            Map<TopicPartition, ListOffsetsResultInfo> at =
                    list(partitions, OffsetSpec.forTimestamp(moment.toEpochMilli()));
            Map<TopicPartition, ListOffsetsResultInfo> end = list(partitions, OffsetSpec.latest());
            Map<Integer, Long> offsets = new HashMap<>();
            at.forEach((partition, found) -> {
                ListOffsetsResultInfo last = end.get(partition);
                offsets.put(
                        partition.partition(), found.offset() >= 0 || last == null ? found.offset() : last.offset());
            });
            return offsets;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Map.of();
            }
            throw new Unavailable(e);
        } catch (TimeoutException e) {
            throw new Unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e);
        }
    }

    private Map<TopicPartition, ListOffsetsResultInfo> list(List<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException, TimeoutException {
        return admin.listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> spec)))
                .all()
                .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void destroy() {
        admin.close(Duration.ofSeconds(1));
    }
}
