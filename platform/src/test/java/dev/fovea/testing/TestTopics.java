package dev.fovea.testing;

import dev.fovea.contracts.topic.Topic;
import dev.fovea.platform.topic.TopicSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The other modules, as a test sees them: writes what they would write, reads what they would read. */
public final class TestTopics {

    private final String bootstrapServers;

    public TestTopics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Returns when Kafka has it. A null value is a tombstone. */
    public <V> void publish(Topic<V> topic, String key, @Nullable V value) {
        publishBytes(
                topic, key, value == null ? null : TopicSerdes.<V>serializer().serialize(topic.name(), value));
    }

    public void publishBytes(Topic<?> topic, String key, byte @Nullable [] value) {
        Map<String, Object> properties = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every value of that key in the topic by now, oldest first; tombstones are left out. */
    public <V> List<V> read(Topic<V> topic, String key) {
        return readBytes(topic.name(), key).stream()
                .map(bytes -> TopicSerdes.read(topic, bytes))
                .toList();
    }

    /** What the dead-letter topic holds under that key by now. */
    public List<byte[]> readDeadLetters(Topic<?> topic, String key) {
        return readBytes(topic.deadLetters(), key);
    }

    private List<byte[]> readBytes(String topic, String key) {
        Map<String, Object> properties = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            var found = new ArrayList<byte[]>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (key.equals(record.key()) && record.value() != null) {
                        found.add(record.value());
                    }
                });
            }
            return found;
        }
    }
}
