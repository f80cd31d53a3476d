package dev.fovea.ingest.telemetry;

import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.problem.RetriableProblem;
import dev.fovea.platform.topic.TopicSerdes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;

/**
 * Hands events to Kafka and returns when it acknowledged all of them. Whatever else happens is told as "send it again":
 * events carry ids, so what arrives twice counts once.
 */
@Component
class EventProducer implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(EventProducer.class);
    /** How long a request may wait for room in the buffer, or for news of the topic. */
    private static final Duration BLOCKED_MAX = Duration.ofSeconds(1);

    private static final int REQUEST_TIMEOUT_MS = 3_000;
    private static final int LINGER_MS = 5;

    private final Producer<String, PlayerEvent> kafka;
    private final TelemetryProperties properties;
    private final Semaphore room;

    EventProducer(KafkaProperties kafkaProperties, TelemetryProperties properties) {
        this.properties = properties;
        this.room = new Semaphore(properties.eventsInFlightMax());
        Map<String, Object> config = kafkaProperties.buildProducerProperties();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        config.put(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.toIntExact(Math.max(properties.acknowledgedWithin().toMillis(), REQUEST_TIMEOUT_MS + LINGER_MS)));
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCKED_MAX.toMillis());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, properties.bufferBytes());
        Serializer<PlayerEvent> values = TopicSerdes.serializer();
        this.kafka = new KafkaProducer<>(config, new StringSerializer(), values);
    }

    void send(List<PlayerEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        if (!room.tryAcquire(events.size())) {
            throw overloaded("too many events are on their way");
        }
        long until = System.nanoTime() + properties.acknowledgedWithin().toNanos();
        try {
            begin(events, until).get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw unacknowledged(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unacknowledged(e);
        } finally {
            room.release(events.size());
        }
    }

    private Future<Void> begin(List<PlayerEvent> events, long until) throws TimeoutException {
        var missing = new AtomicInteger(events.size());
        var all = new CompletableFuture<Void>();
        Callback acknowledged = (_, failure) -> {
            if (failure != null) {
                all.completeExceptionally(failure);
            } else if (missing.decrementAndGet() == 0) {
                all.complete(null);
            }
        };
        for (PlayerEvent event : events) {
            var _ = kafka.send(
                    new ProducerRecord<>(
                            Topics.PLAYER_EVENTS.name(),
                            null,
                            event.receivedAt(),
                            event.viewId().toString(),
                            event),
                    acknowledged);
            if (all.isDone()) {
                break; // Else each event of the batch would wait for the missing broker in turn.
            }
            if (System.nanoTime() - until > 0) {
                throw new TimeoutException("the buffer stayed full");
            }
        }
        return all;
    }

    private RetriableProblem unacknowledged(Exception cause) {
        LOG.warn("player events are not acknowledged by Kafka: {}", cause.toString());
        return overloaded("the events are not known to be stored");
    }

    private RetriableProblem overloaded(String why) {
        return new RetriableProblem(
                ProblemType.COLLECTOR_OVERLOADED, why + ": send the batch again", properties.retryAfter());
    }

    @Override
    public void destroy() {
        kafka.close(properties.acknowledgedWithin());
    }
}
