package dev.fovea.platform.outbox;

import dev.fovea.platform.database.Migrations;
import javax.sql.DataSource;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OutboxConfiguration {

    @Bean
    FlywayMigrationInitializer platformMigrations(DataSource dataSource) {
        return Migrations.of(dataSource, "platform");
    }
}
