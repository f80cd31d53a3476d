package dev.fovea.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.access.AccountStates;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.outbox.Outbox;
import dev.fovea.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.test.context.EmbeddedKafka;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The shared ground stands by itself: it starts, answers in problems, and carries an event from a row to a reader. */
@SpringBootTest(
        classes = PlatformConfiguration.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "spring.kafka.bootstrap-servers=${spring.embedded.kafka.brokers}")
@EmbeddedKafka(partitions = 1)
class PlatformContextIT {

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        String url = TestPostgres.freshDatabaseUrl();
        properties.add("spring.datasource.url", () -> url);
        properties.add("fovea.media.directory", () -> "target/media-" + System.nanoTime());
    }

    @LocalServerPort
    int port;

    @Autowired
    Outbox outbox;

    @Autowired
    AccountStates accounts;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    JdbcClient database;

    @Test
    void aRouteWithoutARuleIsDeniedAsAProblem() throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/nothing"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body())
                .contains("\"code\":\"not-signed-in\"")
                .contains("\"type\":\"/problems/not-signed-in\"");
    }

    @Test
    void whatACommittedTransactionPublishedReachesTheAccountState() {
        var account = new AccountChanged(
                new UserId(Uuid7.next()), "a@b.example", "A", Role.USER, Category.DEALER, true, 3, Instant.EPOCH);
        new TransactionTemplate(transactions)
                .executeWithoutResult(
                        _ -> outbox.publish(Topics.ACCOUNTS, account.userId().toString(), account));
        Awaitility.await().until(() -> accounts.find(account.userId()).isPresent());
        assertThat(accounts.stands(account.userId(), 2)).isFalse();
        assertThat(accounts.stands(account.userId(), 3)).isTrue();
        Awaitility.await()
                .until(() -> database.sql("select count(*) from platform.outbox")
                                .query(Integer.class)
                                .single()
                        == 0);
    }

    @Test
    void whatARolledBackTransactionPublishedIsNeverSent() {
        var account = new AccountChanged(
                new UserId(Uuid7.next()), "r@b.example", "R", Role.USER, Category.DEALER, true, 1, Instant.EPOCH);
        new TransactionTemplate(transactions).executeWithoutResult(transaction -> {
            outbox.publish(Topics.ACCOUNTS, account.userId().toString(), account);
            transaction.setRollbackOnly();
        });
        assertThat(database.sql("select count(*) from platform.outbox where key = ?")
                        .param(account.userId().toString())
                        .query(Integer.class)
                        .single())
                .isZero();
    }
}
