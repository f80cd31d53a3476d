package dev.fovea.connectors.sink;

import static dev.fovea.contracts.topic.Topics.FOCUS_ROWS;
import static dev.fovea.contracts.topic.Topics.PLAYER_EVENTS;
import static dev.fovea.contracts.topic.Topics.PLAYER_EVENTS_LATE;
import static dev.fovea.contracts.topic.Topics.RETENTION_ROWS;
import static dev.fovea.contracts.topic.Topics.VIEW_ROWS;

import dev.fovea.contracts.topic.Topic;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The connector as Fovea runs it: which topics, which tables, and how it comes back quickly after a crash. */
public final class FoveaSink {
    public static final String CONNECTOR = "clickhouse-sink";
    public static final String DEAD_LETTERS = CONNECTOR + "-dlq";

    private record Stored(Topic<?> topic, String table, String timeField) {
        String route() {
            return "%s:fovea.%s:%s".formatted(topic.name(), table, timeField);
        }
    }

    private static final List<Stored> ALL = List.of(
            new Stored(PLAYER_EVENTS, "player_events", "receivedAt"),
            new Stored(PLAYER_EVENTS_LATE, "player_events_late", "receivedAt"),
            new Stored(VIEW_ROWS, "view_rows", "viewStartedAt"),
            new Stored(RETENTION_ROWS, "retention_rows", "viewStartedAt"),
            new Stored(FOCUS_ROWS, "focus_rows", "viewStartedAt"));

    private FoveaSink() {}

    /** What to PUT to {@code /connectors/clickhouse-sink/config}; the replication is that of the dead-letter topic. */
    public static Map<String, String> configuration(
            String bootstrapServers, URI clickHouse, String user, String password, int replicationFactor) {
        var configuration = new TreeMap<String, String>();
        configuration.put("connector.class", ClickHouseSinkConnector.class.getName());
        configuration.put("tasks.max", "2");
        configuration.put("topics", ALL.stream().map(each -> each.topic.name()).collect(Collectors.joining(",")));
        configuration.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        configuration.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        configuration.put(SinkConfig.TABLES, ALL.stream().map(Stored::route).collect(Collectors.joining(",")));
        configuration.put(SinkConfig.URL, clickHouse.toString());
        configuration.put(SinkConfig.USER, user);
        configuration.put(SinkConfig.PASSWORD, password);
        configuration.put(SinkConfig.BOOTSTRAP_SERVERS, bootstrapServers);
        configuration.put("errors.tolerance", "all");
        configuration.put("errors.deadletterqueue.topic.name", DEAD_LETTERS);
        configuration.put("errors.deadletterqueue.topic.replication.factor", Integer.toString(replicationFactor));
        configuration.put("errors.deadletterqueue.context.headers.enable", "true");
        // Row topics are written in transactions; a worker that died is replaced in seconds, not in 45.
        configuration.put("consumer.override.isolation.level", "read_committed");
        configuration.put("consumer.override.session.timeout.ms", "10000");
        configuration.put("consumer.override.heartbeat.interval.ms", "3000");
        configuration.put("consumer.override.max.poll.records", "5000");
        return configuration;
    }
}
