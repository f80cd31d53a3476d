package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.AccessMatrix;
import dev.fovea.testing.Api;
import dev.fovea.testing.TestTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The contract of the whole: every route has a line for every kind of caller and keeps to it, and the committed OpenAPI
 * document tells of all of them. {@code -Dfovea.openapi.write} writes that document instead.
 */
class AccessMatrixIT extends ServicesContext {

    private static final Path DOCUMENT = Path.of("../../docs/openapi.json");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, SerializationFeature.INDENT_OUTPUT)
            .build();

    private static int port;
    private static TestTopics topics;
    private static Services services;

    @BeforeAll
    static void startServices(EmbeddedKafkaBroker broker, @TempDir Path directory) {
        port = FreePorts.block(2);
        topics = new TestTopics(broker.getBrokersAsString());
        services = start(port, broker, directory, Map.of());
    }

    @AfterAll
    static void stopServices() {
        services.stop();
    }

    @Test
    void everyRouteIsOpenToExactlyWhomItsLineNames() {
        assertThat(AccessMatrix.of(port, topics).differencesTo("access-matrix.txt"))
                .isEmpty();
    }

    /** The browser's types are generated from it. */
    @Test
    void theCommittedDocumentIsTheServices() throws IOException {
        Map<?, ?> served =
                JSON.treeToValue(Api.at(port).get("/api/openapi.json").json(), TreeMap.class);
        served.remove("servers"); // this test's port
        String document = JSON.writeValueAsString(served) + "\n";
        if (System.getProperty("fovea.openapi.write") != null) {
            Files.writeString(DOCUMENT, document);
        }
        assertThat(document)
                .as("docs/openapi.json is stale: run this test with -Dfovea.openapi.write, then npm run api in web/")
                .isEqualTo(Files.readString(DOCUMENT));
    }
}
