package dev.fovea.moderation;

import dev.fovea.testing.TestPostgres;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A fresh, migrated database, for what needs no server around it. */
public final class ModerationDatabase {

    private final JdbcClient client;
    private final PlatformTransactionManager transactions;

    public ModerationDatabase() {
        DataSource source = TestPostgres.freshCopyOf("moderation", ModerationDatabase::migrate);
        this.client = JdbcClient.create(source);
        this.transactions = new JdbcTransactionManager(source);
    }

    private static void migrate(DataSource source) {
        Flyway.configure()
                .dataSource(source)
                .schemas("moderation")
                .defaultSchema("moderation")
                .locations("classpath:db/moderation")
                .load()
                .migrate();
    }

    public JdbcClient client() {
        return client;
    }

    public PlatformTransactionManager transactions() {
        return transactions;
    }

    public <T extends @Nullable Object> T inTransaction(Supplier<T> work) {
        return new TransactionTemplate(transactions).execute(_ -> work.get());
    }
}
