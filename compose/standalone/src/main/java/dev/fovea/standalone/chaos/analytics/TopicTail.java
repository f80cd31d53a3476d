package dev.fovea.standalone.chaos.analytics;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads every committed record of some topics, from their beginning and as they come. */
final class TopicTail implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Consumer<ConsumerRecord<byte[], byte[]>> listener;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> lastOffsets = new HashMap<>();
    private final Thread reader;
    private @Nullable RuntimeException failure;

    TopicTail(
            String bootstrapServers,
            List<TopicPartition> partitions,
            Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        this.partitions = partitions;
        this.listener = listener;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "max.poll.records", "5000",
                        "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        this.reader = Thread.ofPlatform().daemon().name("tail").start(this::read);
    }

    /** Where the next record would be read; control records are passed over. */
    synchronized long position(TopicPartition partition) {
        if (failure != null) {
            throw new IllegalStateException("a topic cannot be read", failure);
        }
        return positions.getOrDefault(partition, 0L);
    }

    /** The offset behind the last record that is no control record; 0 when there was none. */
    synchronized long afterLastRecord(TopicPartition partition) {
        return lastOffsets.getOrDefault(partition, -1L) + 1;
    }

    List<TopicPartition> partitions() {
        return partitions;
    }

    @Override
    public void close() throws InterruptedException {
        consumer.wakeup();
        reader.join();
    }

    private void read() {
        try (consumer) {
            while (true) {
                var records = consumer.poll(Duration.ofMillis(100));
                records.forEach(listener);
                synchronized (this) {
                    records.forEach(record ->
                            lastOffsets.put(new TopicPartition(record.topic(), record.partition()), record.offset()));
                    for (TopicPartition partition : partitions) {
                        positions.put(partition, consumer.position(partition));
                    }
                }
            }
        } catch (WakeupException e) {
            // closed
        } catch (RuntimeException e) {
            synchronized (this) {
                failure = e;
            }
        }
    }
}
