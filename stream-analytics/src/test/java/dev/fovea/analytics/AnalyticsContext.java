package dev.fovea.analytics;

import dev.fovea.connectors.testing.EmbeddedClickHouse;
import dev.fovea.contracts.topic.Topic;
import dev.fovea.platform.PlatformConfiguration;
import dev.fovea.platform.topic.TopicSerdes;
import dev.fovea.testing.StreamsKafka;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** This module as a process: one context for all its integration tests, over a real broker and a real Postgres. */
@SpringBootTest(
        classes = {PlatformConfiguration.class, AnalyticsConfiguration.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "spring.kafka.bootstrap-servers=${spring.embedded.kafka.brokers}")
@StreamsKafka
public abstract class AnalyticsContext {

    static {
        // The usual ten seconds are too few for a machine that has much else to do.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    }

    protected static final Path DIRECTORY = freshDirectory();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private KafkaProperties kafka;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry properties) {
        String url = TestPostgres.freshDatabaseUrl();
        properties.add("spring.datasource.url", () -> url);
        properties.add("fovea.media.directory", () -> DIRECTORY.resolve("media"));
        properties.add("fovea.analytics.state-directory", () -> DIRECTORY.resolve("streams"));
        properties.add(
                "fovea.analytics.clickhouse.url",
                () -> ClickHouseUnderTest.server().url());
        properties.add("fovea.analytics.clickhouse.user", () -> EmbeddedClickHouse.ANALYST);
        properties.add("fovea.analytics.clickhouse.password", () -> EmbeddedClickHouse.ANALYST_PASSWORD);
        properties.add("fovea.analytics.clickhouse.query-timeout", () -> "30s");
        TestIssuer.SHARED.trustIn(properties, 0);
    }

    /** GET below /api/v1. */
    protected HttpResponse<String> get(String path, @Nullable String token, @Nullable String accept)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1" + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (accept != null) {
            request.header("Accept", accept);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** GET below /api/v1, line by line as they come. */
    protected HttpResponse<Stream<String>> stream(String path, String token) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1" + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
    }

    protected <V> void publish(Topic<V> topic, String key, V value) {
        var producer = new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(
                kafka.buildProducerProperties(), new StringSerializer(), new ByteArraySerializer()));
        producer.send(topic.name(), key, TopicSerdes.<V>serializer().serialize(topic.name(), value))
                .join();
        producer.destroy();
    }

    private static Path freshDirectory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "analytics");
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
