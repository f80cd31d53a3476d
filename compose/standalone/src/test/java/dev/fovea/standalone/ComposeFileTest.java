package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.connectors.sink.FoveaSink;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Nothing in compose/docker/compose.yaml is spelt in a way that its reader would pass over in silence. */
class ComposeFileTest {

    private static final Path FOLDER = Path.of("../docker");
    private static final Set<String> OURS = Set.of("ingest", "transcode", "moderation", "analytics");

    @Test
    void everyVariableOfOurServicesIsAPropertyThatSomebodyReads() throws Exception {
        Set<String> known = knownVariables();
        assertThat(variablesOfOurServices())
                .allSatisfy(variable ->
                        assertThat(isKnown(known, variable)).as(variable).isTrue());
        assertThat(isKnown(known, "FOVEA_MEDIA_S3_ENDPONT")).isFalse();
    }

    @Test
    void theFileIsWhatTheComposeSpecificationAllows() throws Exception {
        npm("ci", "--ignore-scripts", "--no-audit", "--no-fund");
        npm("run", "--silent", "check");
    }

    @Test
    void theSinkIsConfiguredAsFoveaRunsIt() throws Exception {
        Map<String, String> shipped = JsonMapper.shared()
                .readValue(FOLDER.resolve("connect/clickhouse-sink.json").toFile(), new TypeReference<>() {});
        assertThat(shipped)
                .isEqualTo(FoveaSink.configuration(
                        "kafka:9092", URI.create("http://clickhouse:8123"), "fovea", "${CLICKHOUSE_PASSWORD}", 1));
    }

    private static void npm(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("npm"));
        command.addAll(List.of(words));
        Journeys.run(new ProcessBuilder(command).directory(FOLDER.toFile()));
    }

    private static Set<String> variablesOfOurServices() throws IOException {
        Object file = new Yaml().load(Files.readString(FOLDER.resolve("compose.yaml")));
        JsonNode services = JsonMapper.shared().valueToTree(file).path("services");
        var variables = new TreeSet<String>();
        for (String service : OURS) {
            variables.addAll(services.path(service).path("environment").propertyNames());
        }
        return variables;
    }

    /** An element of a list ({@code …_0_…}) is known when the list is. */
    private static boolean isKnown(Set<String> known, String variable) {
        return known.contains(variable) || known.contains(variable.replaceFirst("_\\d+(_.*)?$", ""));
    }

    /** Spring's rules for environment variables: dots become underscores, dashes go or become underscores too. */
    private static Set<String> knownVariables() throws IOException {
        var known = new TreeSet<String>();
        List<URL> metadata = Collections.list(
                ComposeFileTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"));
        for (URL url : metadata) {
            try (var stream = url.openStream()) {
                JsonNode properties = JsonMapper.shared().readTree(stream).path("properties");
                for (JsonNode property : properties) {
                    String name =
                            property.path("name").asString().replace('.', '_').toUpperCase(Locale.ROOT);
                    known.add(name.replace("-", ""));
                    known.add(name.replace('-', '_'));
                }
            }
        }
        return known;
    }
}
