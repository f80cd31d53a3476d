package dev.fovea.analytics.stream;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;

/** What Kafka Streams, and the broker about its group, are told. */
@Component
public class StreamSettings {

    private static final Logger LOG = LoggerFactory.getLogger(StreamSettings.class);
    private static final int HEARTBEATS_PER_SESSION = 6;
    private static final int REQUEST_BYTES_MAX = 4 << 20;
    private static final int BROKER_ANSWERS_WITHIN_SECONDS = 10;

    private final StreamProperties properties;
    private final KafkaProperties kafka;

    StreamSettings(StreamProperties properties, KafkaProperties kafka) {
        this.properties = properties;
        this.kafka = kafka;
    }

    Properties ofStreams() {
        return of(properties, kafka.buildStreamsProperties());
    }

    /** @param kafka where the brokers are, and how they are spoken to */
    public static Properties of(StreamProperties properties, Map<String, Object> kafka) {
        var settings = new Properties();
        settings.putAll(kafka);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, properties.applicationId());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, properties.stateDirectory().toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, properties.threads());
        settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "streams");
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                properties.commitInterval().toMillis());
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, properties.cacheBytes());
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), REQUEST_BYTES_MAX);
        // Who takes over waits for what the dead one left open; its session must expire first, so no longer than that.
        settings.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                Math.toIntExact(properties
                        .sessionTimeout()
                        .plus(properties.commitInterval())
                        .toMillis()));
        return settings;
    }

    /** The broker times the sessions of a streams group, 45 s by default: so long would charts stand still after a crash. */
    void shortenSessions() {
        var group = new ConfigResource(ConfigResource.Type.GROUP, properties.applicationId());
        long sessionMs = properties.sessionTimeout().toMillis();
        List<AlterConfigOp> changes = List.of(
                set("streams.session.timeout.ms", sessionMs),
                set("streams.heartbeat.interval.ms", sessionMs / HEARTBEATS_PER_SESSION),
                // A group with settings of its own has Kafka's 3 s here, whatever the broker is told for all groups.
                set("streams.initial.rebalance.delay.ms", 0));
        try (Admin admin = Admin.create(kafka.buildAdminProperties())) {
            admin.incrementalAlterConfigs(Map.of(group, changes))
                    .all()
                    .get(BROKER_ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the broker refused sessions of {} ms for group {}", sessionMs, properties.applicationId(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static AlterConfigOp set(String name, long value) {
        return new AlterConfigOp(new ConfigEntry(name, Long.toString(value)), AlterConfigOp.OpType.SET);
    }
}
