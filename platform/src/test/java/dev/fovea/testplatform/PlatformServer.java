package dev.fovea.testplatform;

import dev.fovea.platform.PlatformConfiguration;
import dev.fovea.testing.Api;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testing.TestPostgres;
import dev.fovea.testing.TestTopics;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.context.EmbeddedKafka;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The platform with a test's routes and a test's issuer; shared by all tests that extend this. */
@SpringBootTest(
        classes = {PlatformConfiguration.class, TestRoutes.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "spring.kafka.bootstrap-servers=${spring.embedded.kafka.brokers}")
@EmbeddedKafka(partitions = 1)
public abstract class PlatformServer {

    static {
        // The usual ten seconds are too few for a machine that has much else to do.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    }

    /** Trusted, but nobody listens where its keys should be. */
    protected static final String UNREACHABLE_ISSUER = "http://unreachable.test";

    @LocalServerPort
    private int port;

    @Autowired
    private EmbeddedKafkaBroker broker;

    @DynamicPropertySource
    static void surroundings(DynamicPropertyRegistry properties) {
        String url = TestPostgres.freshDatabaseUrl();
        properties.add("spring.datasource.url", () -> url);
        properties.add("fovea.media.directory", () -> "target/media");
        TestIssuer.SHARED.trustIn(properties, 0);
        properties.add("fovea.access.issuers[1].issuer", () -> UNREACHABLE_ISSUER);
        properties.add("fovea.access.issuers[1].jwks-uri", () -> "http://127.0.0.1:1/jwks.json");
        properties.add("fovea.access.issuers[1].own", () -> true);
        properties.add("fovea.access.embed-origins", () -> "https://intranet.example.org");
    }

    protected Api api() {
        return Api.at(port);
    }

    protected TestTopics topics() {
        return new TestTopics(broker.getBrokersAsString());
    }
}
