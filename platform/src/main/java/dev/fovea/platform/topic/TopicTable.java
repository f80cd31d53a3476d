package dev.fovea.platform.topic;

import dev.fovea.contracts.topic.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.SmartLifecycle;

/**
 * The present value of every key of a compacted topic, in memory. Declare a subclass of it as a bean: the context starts
 * it and waits until it has read the topic to its end; it follows the topic from then on. Fresh as of the last moment it
 * confirmed that it stands at the end. Nothing but Kafka is needed to start again: what was known stands until the topic
 * has been read to its end anew, for its beginning tells of values that have long been replaced.
 */
public abstract class TopicTable<V> implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(TopicTable.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CONFIRM_EVERY = Duration.ofSeconds(1);
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final Topic<V> topic;
    private final KafkaProperties properties;
    private final Clock clock;
    private volatile Map<String, V> values = Map.of();
    private volatile CountDownLatch ready = new CountDownLatch(1);
    private volatile Instant confirmedAt = Instant.EPOCH;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Consumer<?, ?> reading;

    protected TopicTable(Topic<V> topic, KafkaProperties properties, Clock clock) {
        this.topic = topic;
        this.properties = properties;
        this.clock = clock;
    }

    protected final Optional<V> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    protected final Collection<V> values() {
        return Collections.unmodifiableCollection(values.values());
    }

    /** Whether the table was confirmed to be the topic's present state within {@code limit} before now. */
    public final boolean isFresherThan(Duration limit) {
        return confirmedAt.plus(limit).isAfter(clock.instant());
    }

    private void run() {
        while (isRunning()) {
            try (var consumer =
                    new KafkaConsumer<>(consumerProperties(), new StringDeserializer(), new ByteArrayDeserializer())) {
                reading = consumer;
                follow(consumer);
            } catch (WakeupException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("topic {} is not being read, trying again", topic.name(), e);
                if (!paused()) {
                    return;
                }
            }
        }
    }

    private static boolean paused() {
        try {
            TimeUnit.SECONDS.sleep(1);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private Map<String, Object> consumerProperties() {
        Map<String, Object> consumer = properties.buildConsumerProperties();
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return consumer;
    }

    /** Returns when this is stopped. */
    void follow(Consumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("topic " + topic.name() + " does not exist yet");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        var read = new ConcurrentHashMap<String, V>();
        Instant lastLook = Instant.EPOCH;
        while (isRunning()) {
            consumer.poll(POLL).forEach(record -> apply(record, read));
            Instant now = clock.instant();
            if (!now.isBefore(lastLook.plus(CONFIRM_EVERY)) && standsAtEnd(consumer, partitions)) {
                values = read;
                lastLook = now;
                confirmedAt = now;
                ready.countDown();
            }
        }
    }

    private static boolean standsAtEnd(Consumer<String, byte[]> consumer, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        return partitions.stream().allMatch(p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
    }

    private void apply(ConsumerRecord<String, byte[]> record, Map<String, V> read) {
        if (record.value() == null) {
            read.remove(record.key());
            return;
        }
        try {
            read.put(record.key(), TopicSerdes.read(topic, record.value()));
        } catch (SerializationException e) {
            LOG.error("record {} of topic {} is not readable and passed over", record.offset(), topic.name(), e);
        }
    }

    /** Before the web server: no request is judged on an empty table. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public synchronized void start() {
        // Also after a pause: what was confirmed before it is old by now.
        var confirmed = new CountDownLatch(1);
        ready = confirmed;
        var started = Thread.ofPlatform().name("table-of-" + topic.name()).unstarted(this::run);
        thread = started;
        started.start();
        try {
            if (!confirmed.await(READY_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("topic %s could not be read to its end within %d s"
                        .formatted(topic.name(), READY_WITHIN.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading topic " + topic.name(), e);
        }
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        thread = null;
        Consumer<?, ?> consumer = reading;
        if (consumer != null) {
            consumer.wakeup();
        }
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
