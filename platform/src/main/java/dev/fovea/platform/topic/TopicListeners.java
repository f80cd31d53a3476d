package dev.fovea.platform.topic;

import dev.fovea.contracts.InvalidValue;
import dev.fovea.contracts.topic.Topic;
import jakarta.annotation.PreDestroy;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.support.ExponentialBackOffWithMaxRetries;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Listeners on topics. A record is handled at least once, in partition order; a handler that throws is tried again with
 * backoff (about half a minute in all), then the record goes to the dead-letter topic with the reason in its headers,
 * and the listener goes on. Bytes that are no such value go there at once; while the database is away, nothing does.
 */
@Component
public class TopicListeners {

    private static final int RETRIES_MAX = 6;
    private static final long FIRST_RETRY_MS = 500;
    private static final long OUTAGE_RETRY_MS_MAX = 10_000;

    private final KafkaProperties properties;
    private final DefaultKafkaProducerFactory<String, byte[]> deadLetters;

    TopicListeners(KafkaProperties properties) {
        this.properties = properties;
        Map<String, Object> producer = properties.buildProducerProperties();
        this.deadLetters =
                new DefaultKafkaProducerFactory<>(producer, new StringSerializer(), new ByteArraySerializer());
    }

    /** Declare the result as a bean: the context starts and stops it. Tombstones come to the handler as null. */
    public <V> ConcurrentMessageListenerContainer<String, byte[]> listen(
            Topic<V> topic, String group, Handler<V> handler) {
        Map<String, Object> consumer = properties.buildConsumerProperties();
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        var factory =
                new DefaultKafkaConsumerFactory<>(consumer, new StringDeserializer(), new ByteArrayDeserializer());
        var container = new ContainerProperties(topic.name());
        container.setGroupId(group);
        container.setAckMode(ContainerProperties.AckMode.RECORD);
        container.setMessageListener((MessageListener<String, byte[]>) record ->
                handler.handle(record.key(), record.value() == null ? null : TopicSerdes.read(topic, record.value())));
        var listener = new ConcurrentMessageListenerContainer<>(factory, container);
        listener.setBeanName(group + "-reads-" + topic.name());
        listener.setCommonErrorHandler(errorHandler(topic));
        return listener;
    }

    private DefaultErrorHandler errorHandler(Topic<?> topic) {
        var recoverer = new DeadLetterPublishingRecoverer(
                new KafkaTemplate<>(deadLetters), (record, reason) -> new TopicPartition(topic.deadLetters(), 0));
        var backOff = new ExponentialBackOffWithMaxRetries(RETRIES_MAX);
        backOff.setInitialInterval(FIRST_RETRY_MS);
        var handler = new DefaultErrorHandler(recoverer, backOff);
        handler.addNotRetryableExceptions(SerializationException.class, InvalidValue.class);
        handler.setBackOffFunction((_, failure) -> isOutage(failure) ? untilItEnds() : null);
        return handler;
    }

    /** Nothing is wrong with the record: the next one would fail alike. */
    static boolean isOutage(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> false;
            case TransientDataAccessException _,
                    NonTransientDataAccessResourceException _,
                    CannotCreateTransactionException _ -> true;
            default -> isOutage(failure.getCause());
        };
    }

    static BackOff untilItEnds() {
        var backOff = new ExponentialBackOff(FIRST_RETRY_MS, ExponentialBackOff.DEFAULT_MULTIPLIER);
        backOff.setMaxInterval(OUTAGE_RETRY_MS_MAX);
        return backOff;
    }

    @PreDestroy
    void close() {
        deadLetters.destroy();
    }

    /** Idempotent: the same record may come again. */
    @FunctionalInterface
    public interface Handler<V> {
        void handle(String key, @Nullable V value);
    }
}
