package dev.fovea.connectors.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** What a person sets; its documentation is here, and Connect's REST interface shows it. */
final class SinkConfig extends AbstractConfig {
    static final String URL = "clickhouse.url";
    static final String USER = "clickhouse.user";
    static final String PASSWORD = "clickhouse.password";
    static final String REQUEST_TIMEOUT_MS = "clickhouse.request.timeout.ms";
    static final String TABLES = "tables";
    static final String PROGRESS_TABLE = "progress.table";
    static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    static final String FIELD_NAMES = "field.names";
    static final String BATCH_ROWS_MAX = "batch.rows.max";
    static final String BATCH_BYTES_MAX = "batch.bytes.max";
    static final String BATCH_LINGER_MS = "batch.linger.ms";
    static final String RETRY_BACKOFF_MS = "retry.backoff.ms";

    /** Connect's own prefix for the admin client that it makes for a connector; the same settings serve ours. */
    private static final String ADMIN_PREFIX = "admin.override.";

    private static final String CLICKHOUSE = "ClickHouse";
    private static final String KAFKA = "Kafka";
    private static final String BATCHES = "Batches";

    /** How the fields of a JSON value name the columns of a table. */
    enum FieldNames {
        SNAKE_CASE,
        AS_IS
    }

    static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    URL,
                    Type.STRING,
                    NO_DEFAULT_VALUE,
                    SinkConfig::requireUrl,
                    HIGH,
                    "HTTP address of ClickHouse, such as http://clickhouse:8123",
                    CLICKHOUSE,
                    1,
                    ConfigDef.Width.LONG,
                    "URL")
            .define(
                    USER,
                    Type.STRING,
                    "default",
                    HIGH,
                    "User that may insert into the tables, and insert into and read the progress table",
                    CLICKHOUSE,
                    2,
                    ConfigDef.Width.MEDIUM,
                    "User")
            .define(
                    PASSWORD,
                    Type.PASSWORD,
                    "",
                    HIGH,
                    "Password of the user",
                    CLICKHOUSE,
                    3,
                    ConfigDef.Width.MEDIUM,
                    "Password")
            .define(
                    TABLES,
                    Type.LIST,
                    NO_DEFAULT_VALUE,
                    SinkConfig::requireRoutes,
                    HIGH,
                    "Comma-separated topic:database.table:timeField, one for each topic. The time field is the one of the JSON value (milliseconds since 1970) by whose month the table is partitioned; leave it out for a table without monthly partitions",
                    CLICKHOUSE,
                    4,
                    ConfigDef.Width.LONG,
                    "Tables")
            .define(
                    PROGRESS_TABLE,
                    Type.STRING,
                    "fovea.sink_progress",
                    LOW,
                    "Table that holds where each partition goes on. Its rows must never expire",
                    CLICKHOUSE,
                    5,
                    ConfigDef.Width.MEDIUM,
                    "Progress table")
            .define(
                    FIELD_NAMES,
                    Type.STRING,
                    "snake_case",
                    SinkConfig::requireFieldNames,
                    LOW,
                    "snake_case: the field viewId fills the column view_id; as_is: columns are named as the fields",
                    CLICKHOUSE,
                    6,
                    ConfigDef.Width.SHORT,
                    "Field names")
            .define(
                    REQUEST_TIMEOUT_MS,
                    Type.INT,
                    30_000,
                    Range.between(1_000, 600_000),
                    LOW,
                    "For one request to ClickHouse; must stay well below the consumer's max.poll.interval.ms",
                    CLICKHOUSE,
                    7,
                    ConfigDef.Width.SHORT,
                    "Request timeout")
            .define(
                    BOOTSTRAP_SERVERS,
                    Type.LIST,
                    NO_DEFAULT_VALUE,
                    HIGH,
                    "Kafka's brokers, as the worker names them. Connect does not tell a task the ids of its topics, so the task asks for them; security settings go into admin.override.*",
                    KAFKA,
                    1,
                    ConfigDef.Width.LONG,
                    "Bootstrap servers")
            .define(
                    BATCH_ROWS_MAX,
                    Type.INT,
                    20_000,
                    Range.between(1, 500_000),
                    MEDIUM,
                    "Rows held back for one insert, of all partitions of a task together; as many again may be on their way",
                    BATCHES,
                    1,
                    ConfigDef.Width.SHORT,
                    "Rows")
            .define(
                    BATCH_BYTES_MAX,
                    Type.INT,
                    16 << 20,
                    Range.between(1_024, 256 << 20),
                    MEDIUM,
                    "Bytes of rows held back for one insert, of all partitions of a task together; as many again may be on their way",
                    BATCHES,
                    2,
                    ConfigDef.Width.SHORT,
                    "Bytes")
            .define(
                    BATCH_LINGER_MS,
                    Type.INT,
                    250,
                    Range.between(0, 60_000),
                    MEDIUM,
                    "How long a row waits for others before it is stored: freshness against the number of inserts",
                    BATCHES,
                    3,
                    ConfigDef.Width.SHORT,
                    "Linger")
            .define(
                    RETRY_BACKOFF_MS,
                    Type.INT,
                    1_000,
                    Range.between(10, 300_000),
                    LOW,
                    "Pause before a failed insert is repeated",
                    BATCHES,
                    4,
                    ConfigDef.Width.SHORT,
                    "Backoff");

    SinkConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
        Map<String, TableRoute> routes = routes();
        for (String topic : topicsOf(properties)) {
            if (!routes.containsKey(topic)) {
                throw new ConfigException(TABLES, getList(TABLES), "has no table for the topic " + topic);
            }
        }
    }

    URI url() {
        return URI.create(getString(URL));
    }

    String password() {
        return getPassword(PASSWORD).value();
    }

    /** By topic. */
    Map<String, TableRoute> routes() {
        return getList(TABLES).stream()
                .map(TableRoute::parse)
                .collect(Collectors.toMap(TableRoute::topic, Function.identity()));
    }

    FieldNames fieldNames() {
        return FieldNames.valueOf(getString(FIELD_NAMES).toUpperCase(Locale.ROOT));
    }

    Duration duration(String key) {
        return Duration.ofMillis(getInt(key));
    }

    Map<String, Object> adminClient() {
        var admin = new HashMap<>(originalsWithPrefix(ADMIN_PREFIX));
        admin.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, getList(BOOTSTRAP_SERVERS));
        return admin;
    }

    private static List<String> topicsOf(Map<String, String> properties) {
        String topics = properties.getOrDefault("topics", "");
        return List.of(topics.split(",", -1)).stream()
                .map(String::strip)
                .filter(topic -> !topic.isEmpty())
                .toList();
    }

    private static void requireUrl(String name, Object value) {
        try {
            URI url = URI.create(String.valueOf(value));
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            boolean bare = url.getPath().isEmpty() || url.getPath().equals("/");
            if (http && url.getHost() != null && bare && url.getQuery() == null && url.getUserInfo() == null) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new ConfigException(name, value, "must be http://host:port or https://host:port");
    }

    private static void requireRoutes(String name, Object value) {
        List<?> routes = (List<?>) value;
        if (routes.isEmpty()) {
            throw new ConfigException(name, value, "must name a table for each topic");
        }
        var topics = routes.stream()
                .map(route -> TableRoute.parse(String.valueOf(route)).topic())
                .toList();
        if (topics.stream().distinct().count() < topics.size()) {
            throw new ConfigException(name, value, "names a topic twice");
        }
    }

    private static void requireFieldNames(String name, Object value) {
        if (!List.of("snake_case", "as_is").contains(String.valueOf(value).toLowerCase(Locale.ROOT))) {
            throw new ConfigException(name, value, "must be snake_case or as_is");
        }
    }
}
