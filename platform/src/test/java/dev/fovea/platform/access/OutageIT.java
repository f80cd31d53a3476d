package dev.fovea.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.outbox.Outbox;
import dev.fovea.testing.Api;
import dev.fovea.testing.Api.Answer;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testplatform.PlatformServer;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Kafka goes away: nobody can say any more whose sessions have ended, so nothing is changed; reading goes on. */
@DirtiesContext
@TestPropertySource(
        properties = {
            "fovea.access.stale-after=2s",
            "spring.kafka.producer.properties.delivery.timeout.ms=2000",
            "spring.kafka.producer.properties.request.timeout.ms=1000",
            "spring.kafka.producer.properties.max.block.ms=1000"
        })
class OutageIT extends PlatformServer {

    @Autowired
    private EmbeddedKafkaBroker broker;

    @Autowired
    private Outbox outbox;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private JdbcClient database;

    @Test
    void writesAreRefusedReadsGoOnAndWhatIsPublishedWaits() {
        Api user = api().as(TestIssuer.SHARED.token(Role.USER, Category.DEALER));
        assertThat(user.post("/api/v1/test/viewer", Map.of("text", "x")).status())
                .isEqualTo(200);

        broker.destroy();

        await().until(() ->
                user.post("/api/v1/test/viewer", Map.of("text", "x")).status() == 503);
        Answer refused = user.post("/api/v1/test/viewer", Map.of("text", "x"));
        assertThat(refused.code()).isEqualTo("access-state-stale");
        assertThat(refused.header("Retry-After")).isPresent();
        assertThat(user.get("/api/v1/test/viewer").status()).isEqualTo(200);

        UserId id = TestIssuer.newUser();
        new TransactionTemplate(transactions)
                .executeWithoutResult(_ -> outbox.publish(
                        Topics.ACCOUNTS,
                        id.toString(),
                        new AccountChanged(id, "a@b.c", "A", Role.USER, Category.DEALER, true, 1, Instant.EPOCH)));
        assertThat(database.sql("select count(*) from platform.outbox where key = ?")
                        .param(id.toString())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }
}
