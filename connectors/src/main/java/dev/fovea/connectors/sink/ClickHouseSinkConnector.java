package dev.fovea.connectors.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;

/** Stores JSON values in ClickHouse, each exactly once: connectors/README.md. */
public final class ClickHouseSinkConnector extends SinkConnector {
    private Map<String, String> properties = Map.of();

    @Override
    public void start(Map<String, String> given) {
        var _ = new SinkConfig(given); // fails here rather than in each task
        properties = Map.copyOf(given);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return ClickHouseSinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int tasksMax) {
        return Collections.nCopies(tasksMax, properties);
    }

    @Override
    public ConfigDef config() {
        return SinkConfig.DEFINITION;
    }

    /** Where a task goes on stands in ClickHouse: changing Kafka's offsets would do nothing, so it is refused. */
    @Override
    public boolean alterOffsets(Map<String, String> connectorConfig, Map<TopicPartition, Long> offsets) {
        throw new ConnectException("this connector's progress stands in ClickHouse, in the table "
                + connectorConfig.getOrDefault(SinkConfig.PROGRESS_TABLE, "fovea.sink_progress"));
    }

    @Override
    public void stop() {}

    @Override
    public String version() {
        return versionOfThisBuild();
    }

    static String versionOfThisBuild() {
        var build = new Properties();
        try (InputStream resource = ClickHouseSinkConnector.class.getResourceAsStream("build.properties")) {
            if (resource != null) {
                build.load(resource);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build.getProperty("version", "unknown");
    }
}
