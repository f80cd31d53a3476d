package dev.fovea.platform.outbox;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.topic.Topic;
import dev.fovea.platform.topic.TopicSerdes;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Publishes what the surrounding transaction decided, if and when it commits: at least once, and in order for a key
 * whose publishers hold the same row lock before they publish.
 */
@Component
public class Outbox {

    /** Below Kafka's limit of 1 MiB for a record with its key and headers. */
    static final int VALUE_BYTES_MAX = 1_000_000;

    private final JdbcClient database;
    private final OutboxRelay relay;

    Outbox(JdbcClient database, OutboxRelay relay) {
        this.database = database;
        this.relay = relay;
    }

    /** @throws org.springframework.transaction.IllegalTransactionStateException outside a transaction */
    @Transactional(propagation = Propagation.MANDATORY)
    public <V> void publish(Topic<V> topic, String key, V value) {
        byte[] bytes = TopicSerdes.<V>serializer().serialize(topic.name(), value);
        // One that Kafka would refuse for its size must not get in the way of all that come after it.
        require(bytes.length <= VALUE_BYTES_MAX, "a value of " + topic.name() + " has " + bytes.length + " bytes");
        insert(topic, key, bytes);
    }

    /** Ends the key in a compacted topic. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void publishTombstone(Topic<?> topic, String key) {
        insert(topic, key, null);
    }

    private void insert(Topic<?> topic, String key, byte @Nullable [] value) {
        database.sql("insert into platform.outbox (topic, key, value) values (?, ?, ?)")
                .param(topic.name())
                .param(key)
                .param(value)
                .update();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                relay.wake();
            }
        });
    }
}
