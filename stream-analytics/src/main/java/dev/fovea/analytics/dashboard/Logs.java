package dev.fovea.analytics.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.apache.kafka.common.KafkaFuture;
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

    /**
     * Of each moment and each topic: of each partition the first offset whose time is not before the moment, or the end.
     * Nothing of a topic that is not there.
     */
    List<Map<String, Map<Integer, Long>>> offsetsAt(List<String> topics, List<Instant> moments) throws Unavailable {
        try {
            List<TopicPartition> partitions = partitionsOf(topics);
            Map<TopicPartition, Long> ends = answer(ask(partitions, OffsetSpec.latest()));
            // Kafka takes one moment a request, but any number of requests at once.
            List<KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>>> asked = moments.stream()
                    .map(moment -> ask(partitions, OffsetSpec.forTimestamp(moment.toEpochMilli())))
                    .toList();
            List<Map<String, Map<Integer, Long>>> offsets = new ArrayList<>();
            for (var each : asked) {
                Map<String, Map<Integer, Long>> atMoment = new HashMap<>();
                answer(each)
                        .forEach((partition, offset) -> atMoment.computeIfAbsent(
                                        partition.topic(), _ -> new HashMap<>())
                                .put(partition.partition(), offset >= 0 ? offset : ends.getOrDefault(partition, 0L)));
                offsets.add(atMoment);
            }
            return offsets;
        } catch (ExecutionException | TimeoutException e) {
            throw new Unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e);
        }
    }

    private List<TopicPartition> partitionsOf(List<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<TopicPartition> partitions = new ArrayList<>();
        for (var description : admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                description
                        .getValue()
                        .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .partitions()
                        .forEach(each -> partitions.add(new TopicPartition(description.getKey(), each.partition())));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return partitions;
    }

    private KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> ask(
            List<TopicPartition> partitions, OffsetSpec spec) {
        return admin.listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> spec)))
                .all();
    }

    private static Map<TopicPartition, Long> answer(KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> asked)
            throws ExecutionException, InterruptedException, TimeoutException {
        return asked.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    @Override
    public void destroy() {
        admin.close(Duration.ofSeconds(1));
    }
}
