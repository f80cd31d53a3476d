package dev.fovea.platform.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries the outbox to Kafka. One relay at a time over all processes (an advisory lock), oldest first; a row is
 * deleted in the transaction that saw its acknowledgement, so a crash in between sends it again.
 *
 * <p>The lock is held while Kafka is waited for, so that nobody else sends what comes after. Nobody waits longer for it
 * than {@link #SENT_WITHIN_MS}, when whatever this relay began to send has arrived or is given up; one that is frozen or
 * cut off loses it a moment later, because the server ends its idle transaction ({@code fovea-platform.properties}).
 */
@Component
class OutboxRelay implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int BATCH_MAX = 500;
    /** Rows of other processes are found by looking; our own wake us. */
    private static final long LOOK_EVERY_MS = 250;

    private static final long RETRY_AFTER_MS = 1_000;
    /** Below the time after which the server ends an idle transaction. */
    private static final int SENT_WITHIN_MS = 10_000;

    private static final int ASKED_AGAIN_AFTER_MS = 4_000;
    static final long LOCK = 0x0f07ea_0b0fL;

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final DefaultKafkaProducerFactory<String, byte[]> producers;
    private final KafkaTemplate<String, byte[]> kafka;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile @Nullable Thread thread;

    OutboxRelay(JdbcClient database, PlatformTransactionManager transactions, KafkaProperties properties) {
        this.database = database;
        this.transaction = new TransactionTemplate(transactions);
        Map<String, Object> producer = properties.buildProducerProperties();
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, SENT_WITHIN_MS);
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, SENT_WITHIN_MS);
        producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, ASKED_AGAIN_AFTER_MS);
        this.producers = new DefaultKafkaProducerFactory<>(producer, new StringSerializer(), new ByteArraySerializer());
        this.kafka = new KafkaTemplate<>(producers);
    }

    void wake() {
        if (wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }

    private void run() {
        while (isRunning()) {
            try {
                int sent = relayBatch();
                if (sent < BATCH_MAX) {
                    boolean _ = wakeUps.tryAcquire(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
                    wakeUps.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                if (!isRunning()) {
                    return;
                }
                LOG.warn("the outbox was not relayed, trying again: {}", e.toString());
                if (!paused()) {
                    return;
                }
            }
        }
    }

    private static boolean paused() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_AFTER_MS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private int relayBatch() throws InterruptedException {
        Integer sent = transaction.execute(_ -> {
            boolean ours = database.sql("select pg_try_advisory_xact_lock(?)")
                    .param(LOCK)
                    .query(Boolean.class)
                    .single();
            return ours ? send(oldest()) : 0;
        });
        return sent == null ? 0 : sent;
    }

    private List<Row> oldest() {
        return database.sql("select id, topic, key, value from platform.outbox order by id limit ?")
                .param(BATCH_MAX)
                .query((row, _) -> new Row(row.getLong(1), row.getString(2), row.getString(3), row.getBytes(4)))
                .list();
    }

    private int send(List<Row> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        var acknowledgements = new ArrayList<CompletableFuture<?>>();
        try {
            for (Row row : rows) {
                acknowledgements.add(kafka.send(new ProducerRecord<>(row.topic(), row.key(), row.value())));
            }
        } catch (KafkaException e) {
            // Those before it are on their way: they too must have ended before another relay may send.
            acknowledgements.add(CompletableFuture.failedFuture(e));
        }
        try {
            // Each ends by itself within the time that the producer is given.
            CompletableFuture.allOf(acknowledgements.toArray(CompletableFuture[]::new))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new NotAcknowledged(rows.size(), e);
        }
        database.sql("delete from platform.outbox where id = any(?)")
                .param(rows.stream().map(Row::id).toArray(Long[]::new))
                .update();
        return rows.size();
    }

    @Override
    public synchronized void start() {
        if (!isRunning()) {
            var started = Thread.ofPlatform().name("outbox-relay").unstarted(this::run);
            thread = started;
            started.start();
        }
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
            try {
                running.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        producers.reset();
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private record Row(long id, String topic, String key, byte @Nullable [] value) {}

    private static final class NotAcknowledged extends RuntimeException {
        NotAcknowledged(int rows, Throwable cause) {
            super(rows + " records were not acknowledged by Kafka", cause);
        }
    }
}
