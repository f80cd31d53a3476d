package dev.fovea.platform.access;

import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicSerdes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import org.springframework.stereotype.Component;

/**
 * The live state of every account, read from the compacted topic {@code accounts}. Ready once it has read to the end;
 * fresh as of the last moment it confirmed that it stands there.
 */
@Component
public class AccountStates implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(AccountStates.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CONFIRM_EVERY = Duration.ofSeconds(1);
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final KafkaProperties properties;
    private final Clock clock;
    private final Map<UserId, AccountChanged> accounts = new ConcurrentHashMap<>();
    private volatile CountDownLatch ready = new CountDownLatch(1);
    private volatile Instant confirmedAt = Instant.EPOCH;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Consumer<?, ?> reading;

    AccountStates(KafkaProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    public Optional<AccountChanged> find(UserId id) {
        return Optional.ofNullable(accounts.get(id));
    }

    /** Whether the state was confirmed within {@code limit} before now. */
    public boolean isFresherThan(Duration limit) {
        return confirmedAt.plus(limit).isAfter(clock.instant());
    }

    /**
     * Whether what was granted to this account at this version still stands. An account not seen yet, or a version
     * newer than seen, is believed: the signed token knows more than we do.
     */
    public boolean stands(UserId id, long version) {
        AccountChanged seen = accounts.get(id);
        return seen == null || (seen.enabled() ? version >= seen.version() : version > seen.version());
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
                LOG.warn("the account state is not being read, trying again", e);
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
        return consumer;
    }

    private void follow(Consumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.ACCOUNTS.name()).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("topic " + Topics.ACCOUNTS.name() + " does not exist yet");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Instant lastLook = Instant.EPOCH;
        while (isRunning()) {
            consumer.poll(POLL).forEach(this::apply);
            Instant now = clock.instant();
            if (!now.isBefore(lastLook.plus(CONFIRM_EVERY)) && standsAtEnd(consumer, partitions)) {
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

    private void apply(ConsumerRecord<String, byte[]> record) {
        try {
            UserId id = UserId.parse(record.key());
            if (record.value() == null) {
                accounts.remove(id);
            } else {
                accounts.put(id, TopicSerdes.read(Topics.ACCOUNTS, record.value()));
            }
        } catch (SerializationException | IllegalArgumentException e) {
            LOG.error("account record at offset {} is not readable and passed over", record.offset(), e);
        }
    }

    /** Before the web server: no request is judged on an empty state. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public synchronized void start() {
        // Also after a pause: what was confirmed before it is old by now.
        var confirmed = new CountDownLatch(1);
        ready = confirmed;
        var started = Thread.ofPlatform().name("account-states").unstarted(this::run);
        thread = started;
        started.start();
        try {
            if (!confirmed.await(READY_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("topic " + Topics.ACCOUNTS.name()
                        + " could not be read to its end within " + READY_WITHIN.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading accounts", e);
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
