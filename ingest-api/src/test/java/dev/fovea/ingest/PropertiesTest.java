package dev.fovea.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The names and defaults that operators rely on, as the configuration metadata tells them. */
class PropertiesTest {

    @Test
    void namesAndDefaultsAreTheDocumentedOnes() throws IOException {
        JsonNode metadata;
        try (InputStream in = IngestMain.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            assertThat(in).isNotNull();
            metadata = JsonMapper.shared().readTree(in);
        }
        var told = new TreeMap<String, String>();
        metadata.path("properties")
                .forEach(property -> told.put(
                        property.path("name").asString(),
                        property.path("defaultValue").asString("")));
        assertThat(told)
                .isEqualTo(new TreeMap<>(Map.ofEntries(
                        Map.entry("fovea.playback.media-token-valid", "4h"),
                        Map.entry("fovea.playback.state-cached", "500ms"),
                        Map.entry("fovea.playback.view-token-valid", "72h"),
                        Map.entry("fovea.playback.views-kept", "8d"),
                        Map.entry("fovea.telemetry.acknowledged-within", "8s"),
                        Map.entry("fovea.telemetry.buffer-bytes", "33554432"),
                        Map.entry("fovea.telemetry.events-in-flight-max", "20000"),
                        Map.entry("fovea.telemetry.region-database", ""),
                        Map.entry("fovea.telemetry.region-header", ""),
                        Map.entry("fovea.telemetry.retry-after", "2s"),
                        Map.entry("fovea.upload.abandoned-after", "7d"),
                        Map.entry("fovea.upload.size-max", "200GB"))));
    }
}
