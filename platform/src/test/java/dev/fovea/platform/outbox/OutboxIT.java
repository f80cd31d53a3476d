package dev.fovea.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.access.AccountStates;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testplatform.PlatformServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a transaction publishes reaches Kafka if and only if it commits, and in the order of the commits. */
class OutboxIT extends PlatformServer {

    private static final Duration WITHIN = Duration.ofMinutes(1);

    private final UserId user = TestIssuer.newUser();

    @Autowired
    private Outbox outbox;

    @Autowired
    private AccountStates accounts;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private JdbcClient database;

    @Autowired
    private DataSource connections;

    @Autowired
    private OutboxRelay relay;

    @Test
    void whatACommittedTransactionPublishedReachesItsReaders() {
        inTransaction(() -> publish(account(3, "A")));
        await().until(() -> accounts.find(user).isPresent());
        assertThat(accounts.stands(user, 2)).isFalse();
        assertThat(accounts.stands(user, 3)).isTrue();
        await().until(() -> waiting() == 0);
    }

    @Test
    void whatARolledBackTransactionPublishedIsNeverSent() {
        new TransactionTemplate(transactions).executeWithoutResult(transaction -> {
            publish(account(1, "A"));
            transaction.setRollbackOnly();
        });
        assertThat(waiting()).isZero();
        UserId after = TestIssuer.newUser();
        inTransaction(() -> outbox.publish(Topics.ACCOUNTS, after.toString(), account(1, "after")));
        await().until(() -> !topics().read(Topics.ACCOUNTS, after.toString()).isEmpty());
        assertThat(topics().read(Topics.ACCOUNTS, user.toString())).isEmpty();
    }

    @Test
    void publishersThatHoldTheSameRowKeepTheirOrder() {
        database.sql("create table if not exists public.counter (id uuid primary key, value bigint)")
                .update();
        database.sql("insert into public.counter values (?, 0)")
                .param(user.value())
                .update();
        int changes = 200;
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < changes; i++) {
                var _ = threads.submit(() -> inTransaction(() -> {
                    long version = database.sql(
                                    "update public.counter set value = value + 1 where id = ? returning value")
                            .param(user.value())
                            .query(Long.class)
                            .single();
                    publish(account(version, "A"));
                }));
            }
        }
        await().until(() -> waiting() == 0);
        assertThat(topics().read(Topics.ACCOUNTS, user.toString()))
                .extracting(AccountChanged::version)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, changes).boxed().toList());
    }

    @Test
    void aTombstoneEndsTheKey() {
        inTransaction(() -> publish(account(1, "A")));
        await().until(() -> accounts.find(user).isPresent());
        inTransaction(() -> outbox.publishTombstone(Topics.ACCOUNTS, user.toString()));
        await().until(() -> accounts.find(user).isEmpty());
    }

    @Test
    void nothingIsPublishedOutsideOfATransaction() {
        assertThatThrownBy(() -> publish(account(1, "A"))).isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void aValueThatKafkaWouldNeverTakeFailsItsOwnTransactionOnly() {
        assertThatThrownBy(() -> inTransaction(() -> publish(account(1, "x".repeat(Outbox.VALUE_BYTES_MAX)))))
                .hasMessageContaining("bytes");
        inTransaction(() -> publish(account(2, "A")));
        await().until(() -> accounts.find(user).isPresent());
    }

    @Test
    void aProcessThatFreezesWhileItRelaysHoldsUpNobodyForLong() throws Exception {
        try (Connection frozen = connections.getConnection();
                Statement statement = frozen.createStatement()) {
            frozen.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(" + OutboxRelay.LOCK + ")");
            inTransaction(() -> publish(account(3, "A")));
            await().atMost(WITHIN).until(() -> accounts.find(user).isPresent());
            assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aProcessThatCannotReachKafkaLeavesTheRelayToAnother() {
        var unreachable = new KafkaProperties();
        unreachable.setBootstrapServers(List.of("127.0.0.1:1"));
        var blind = new OutboxRelay(database, transactions, unreachable);
        relay.stop();
        try {
            blind.start();
            IntStream.rangeClosed(1, 10).forEach(version -> inTransaction(() -> publish(account(version, "A"))));
            await().until(this::somebodyRelays);
        } finally {
            relay.start();
        }
        await().atMost(WITHIN)
                .until(() -> accounts.find(user)
                        .filter(account -> account.version() == 10)
                        .isPresent());
        blind.stop();
        assertThat(topics().read(Topics.ACCOUNTS, user.toString()))
                .extracting(AccountChanged::version)
                .isSorted();
    }

    private boolean somebodyRelays() {
        return database.sql("select not pg_try_advisory_xact_lock(?)")
                .param(OutboxRelay.LOCK)
                .query(Boolean.class)
                .single();
    }

    private void inTransaction(Runnable work) {
        new TransactionTemplate(transactions).executeWithoutResult(_ -> work.run());
    }

    private void publish(AccountChanged account) {
        outbox.publish(Topics.ACCOUNTS, user.toString(), account);
    }

    private AccountChanged account(long version, String name) {
        return new AccountChanged(user, "a@b.example", name, Role.USER, Category.DEALER, true, version, Instant.EPOCH);
    }

    private int waiting() {
        return database.sql("select count(*) from platform.outbox where key = ?")
                .param(user.toString())
                .query(Integer.class)
                .single();
    }
}
