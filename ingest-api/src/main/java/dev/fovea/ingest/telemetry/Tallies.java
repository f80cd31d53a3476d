package dev.fovea.ingest.telemetry;

import dev.fovea.contracts.event.CollectorTally;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.topic.TopicSerdes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Counts what this collector accepted, by the hour, and tells the others once a second: docs/decisions/0055. */
@Component
class Tallies implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Tallies.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    /** Hours that may still change; what is older was told long ago. */
    private static final int HOURS_MAX = 3;

    private final UUID collectorId = Uuid7.next();
    private final KafkaProperties kafka;
    private final Counter accepted;
    private final Counter rejected;
    private final Map<Long, CollectorTally> hours = new HashMap<>();
    private final Map<Long, CollectorTally> told = new HashMap<>();
    private volatile @Nullable Telling telling;

    Tallies(KafkaProperties kafka, MeterRegistry meters) {
        this.kafka = kafka;
        this.accepted = Counter.builder("fovea.collector.events.accepted").register(meters);
        this.rejected = Counter.builder("fovea.collector.events.rejected").register(meters);
    }

    /** What has just been answered with 202. */
    void add(long receivedAt, int acceptedEvents, int rejectedEvents) {
        accepted.increment(acceptedEvents);
        rejected.increment(rejectedEvents);
        long hour = receivedAt - receivedAt % CollectorTally.HOUR_MS;
        synchronized (hours) {
            CollectorTally before = hours.getOrDefault(hour, new CollectorTally(collectorId, hour, 0, 0));
            hours.put(
                    hour,
                    new CollectorTally(
                            collectorId, hour, before.accepted() + acceptedEvents, before.rejected() + rejectedEvents));
        }
    }

    private List<CollectorTally> changed() {
        synchronized (hours) {
            List<CollectorTally> changed = hours.values().stream()
                    .filter(tally -> !tally.equals(told.get(tally.hour())))
                    .toList();
            changed.forEach(tally -> told.put(tally.hour(), tally));
            hours.keySet().stream()
                    .sorted()
                    .limit(Math.max(0, hours.size() - HOURS_MAX))
                    .toList()
                    .forEach(hour -> {
                        hours.remove(hour);
                        told.remove(hour);
                    });
            return changed;
        }
    }

    @Override
    public void start() {
        telling = new Telling();
    }

    /** Tells once more; the web server has stopped already. */
    @Override
    public void stop() {
        Telling last = telling;
        telling = null;
        if (last != null) {
            last.close();
        }
    }

    @Override
    public boolean isRunning() {
        return telling != null;
    }

    private final class Telling {

        private final Producer<String, CollectorTally> producer;
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("tallies").factory());

        Telling() {
            Map<String, Object> config = kafka.buildProducerProperties();
            config.put(ProducerConfig.ACKS_CONFIG, "all");
            config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, EVERY.toMillis());
            producer = new KafkaProducer<>(config, new StringSerializer(), TopicSerdes.serializer());
            var _ = clock.scheduleWithFixedDelay(this::tell, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void tell() {
            for (CollectorTally tally : changed()) {
                try {
                    producer.send(
                            new ProducerRecord<>(Topics.COLLECTOR_TALLIES.name(), tally.key(), tally), (_, failure) -> {
                                if (failure != null) {
                                    again(tally, failure);
                                }
                            });
                } catch (KafkaException e) {
                    again(tally, e);
                }
            }
        }

        private void again(CollectorTally tally, Exception failure) {
            LOG.warn("the tally of an hour is not told yet: {}", failure.toString());
            synchronized (hours) {
                told.remove(tally.hour(), tally);
            }
        }

        void close() {
            clock.shutdownNow();
            tell();
            producer.close(CLOSE_WITHIN);
        }
    }
}
