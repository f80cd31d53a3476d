package dev.fovea.connectors.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class SinkConfigTest {
    private static final Map<String, String> MINIMAL = Map.of(
            "topics", "a,b",
            "clickhouse.url", "http://localhost:8123",
            "tables", "a:db.a:receivedAt,b:db.b",
            "bootstrap.servers", "localhost:9092");

    @Test
    void needsLittle() {
        var config = new SinkConfig(MINIMAL);

        assertThat(config.routes().get("a")).isEqualTo(TableRoute.parse("a:db.a:receivedAt"));
        assertThat(config.routes().get("b")).isEqualTo(TableRoute.parse("b:db.b"));
        assertThat(config.fieldNames()).isEqualTo(SinkConfig.FieldNames.SNAKE_CASE);
        assertThat(config.duration(SinkConfig.BATCH_LINGER_MS)).isEqualTo(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clickhouse.url|ftp://localhost|must be http://host:port",
                "clickhouse.url|http://localhost:8123/path|must be http://host:port",
                "clickhouse.url|http://user:secret@localhost:8123|must be http://host:port",
                "clickhouse.url|not a url|must be http://host:port",
                "tables|a:db.a|no table for the topic b",
                "tables|a:db.a,b|must be topic:database.table",
                "tables|a:db.a,b:b|named database.table",
                "tables|a:db.a,b:db.b; DROP TABLE x|named database.table",
                "tables|a:db.a,b:db.b,a:db.c|names a topic twice",
                "field.names|camel|must be snake_case or as_is",
                "batch.rows.max|0|at least 1",
            })
    void saysWhatIsWrong(String key, String value, String message) {
        var properties = new HashMap<>(MINIMAL);
        properties.put(key, value);

        assertThatThrownBy(() -> new SinkConfig(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void handsSecuritySettingsToItsAdminClient() {
        var properties = new HashMap<>(MINIMAL);
        properties.put("admin.override.security.protocol", "SASL_SSL");

        assertThat(new SinkConfig(properties).adminClient())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsKey("bootstrap.servers");
    }

    @Test
    void isShownInTheReadmeAsFoveaRunsIt() throws IOException {
        Matcher example = Pattern.compile("```json\n(\\{.*?})\n```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")));
        assertThat(example.find()).isTrue();

        assertThat(JsonMapper.shared().readValue(example.group(1), Map.class))
                .isEqualTo(FoveaSink.configuration(
                        "kafka:9092", URI.create("http://clickhouse:8123"), "fovea", "secret", 3));
        assertThat(new SinkConfig(FoveaSink.configuration("k:9092", URI.create("http://c:8123"), "u", "p", 1)).routes())
                .hasSize(5);
    }

    @Test
    void documentsEveryKeyInTheReadme() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).contains(SinkConfig.DEFINITION.names());
        assertThat(SinkConfig.DEFINITION.configKeys().values())
                .allSatisfy(key -> assertThat(key.documentation).isNotBlank());
    }
}
