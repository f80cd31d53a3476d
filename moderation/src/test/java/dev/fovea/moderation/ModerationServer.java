package dev.fovea.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.platform.PlatformConfiguration;
import dev.fovea.testing.Api;
import dev.fovea.testing.Api.Answer;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testing.TestPostgres;
import dev.fovea.testing.TestTopics;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.context.EmbeddedKafka;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;

/** Moderation as a process of its own, with a real Postgres and Kafka; shared by all tests that extend this. */
@SpringBootTest(
        classes = {PlatformConfiguration.class, ModerationConfiguration.class},
        webEnvironment = WebEnvironment.DEFINED_PORT,
        properties = {
            "spring.kafka.bootstrap-servers=${spring.embedded.kafka.brokers}",
            "fovea.accounts.issuer=http://fovea.test",
            "fovea.accounts.admin-email=" + ModerationServer.ADMIN_EMAIL,
            "fovea.accounts.admin-password=" + ModerationServer.ADMIN_PASSWORD
        })
@EmbeddedKafka(partitions = 1)
public abstract class ModerationServer {

    static {
        // The usual ten seconds are too few for a machine that has much else to do.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    }

    protected static final String ADMIN_EMAIL = "root@fovea.test";
    protected static final String ADMIN_PASSWORD = "a-rather-long-one";

    @LocalServerPort
    private int port;

    @Autowired
    private EmbeddedKafkaBroker broker;

    @Autowired
    protected JdbcClient database;

    @DynamicPropertySource
    static void surroundings(DynamicPropertyRegistry properties) {
        String url = TestPostgres.freshDatabaseUrl();
        // Below those that the system gives to clients: one of them might get it while this server starts.
        int free = Stream.generate(TestSocketUtils::findAvailableTcpPort)
                .filter(port -> port < 30_000)
                .findFirst()
                .orElseThrow();
        properties.add("spring.datasource.url", () -> url);
        properties.add("fovea.media.directory", () -> "target/media");
        properties.add("server.port", () -> free);
        properties.add("fovea.access.issuers[0].issuer", () -> "http://fovea.test");
        properties.add("fovea.access.issuers[0].own", () -> true);
        properties.add("fovea.access.issuers[0].jwks-uri", () -> "http://localhost:" + free + "/.well-known/jwks.json");
        TestIssuer.SHARED.trustIn(properties, 1);
    }

    protected int port() {
        return port;
    }

    protected Api api() {
        return Api.at(port);
    }

    protected TestTopics topics() {
        return new TestTopics(broker.getBrokersAsString());
    }

    /** Signed in through the front door. */
    protected Api admin() {
        return api().as(signIn(ADMIN_EMAIL, ADMIN_PASSWORD).text("accessToken"));
    }

    protected Answer signIn(String email, String password) {
        return api().post("/api/v1/auth/login", Map.of("email", email, "password", password));
    }

    /** A new person whose password is {@link Person#password}. */
    protected Person newPerson(Role role) {
        String email = UUID.randomUUID() + "@people.test";
        String password = "password of " + email;
        Answer created = admin().post(
                        "/api/v1/users",
                        Map.of(
                                "email", email,
                                "displayName", "Some " + role,
                                "role", role,
                                "category", Category.DEALER,
                                "password", password));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return new Person(created.text("id"), email, password);
    }

    protected record Person(String id, String email, String password) {}
}
