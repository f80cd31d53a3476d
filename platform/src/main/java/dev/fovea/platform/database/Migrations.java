package dev.fovea.platform.database;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;

/**
 * A module's schema: scripts in {@code classpath:db/<schema>}, its own history table. Declare the result as a bean;
 * every JdbcClient waits for it.
 */
public final class Migrations {

    private Migrations() {}

    public static FlywayMigrationInitializer of(DataSource dataSource, String schema) {
        return new FlywayMigrationInitializer(Flyway.configure()
                .dataSource(dataSource)
                .schemas(schema)
                .defaultSchema(schema)
                .locations("classpath:db/" + schema)
                // A lock that is held by an idle transaction would go in the middle of a long migration.
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load());
    }
}
