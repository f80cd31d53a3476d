package dev.fovea.moderation;

import static dev.fovea.platform.access.Audience.ADMIN;
import static dev.fovea.platform.access.Audience.ANYONE;
import static dev.fovea.platform.access.Audience.MODERATOR;
import static dev.fovea.platform.access.Audience.VIEWER;
import static dev.fovea.platform.access.RouteRules.route;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;

import dev.fovea.platform.access.RouteRules;
import dev.fovea.platform.database.Migrations;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** All of moderation, for a process of its own or beside other modules. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@ConfigurationPropertiesScan
public class ModerationConfiguration {

    @Bean
    FlywayMigrationInitializer moderationMigrations(DataSource dataSource) {
        return Migrations.of(dataSource, "moderation");
    }

    @Bean
    RouteRules moderationRoutes() {
        return RouteRules.of(
                route(GET, "/.well-known/jwks.json", ANYONE),
                route(GET, "/api/v1/auth/configuration", ANYONE),
                route(POST, "/api/v1/auth/login", ANYONE),
                route(POST, "/api/v1/auth/refresh", ANYONE),
                route(POST, "/api/v1/auth/logout", ANYONE),
                route(GET, "/api/v1/auth/me", VIEWER),
                route(POST, "/api/v1/auth/password", VIEWER),
                route(GET, "/api/v1/moderation/queue", MODERATOR),
                route(POST, "/api/v1/videos/{id}/approval", MODERATOR),
                route(POST, "/api/v1/videos/{id}/rejection", MODERATOR),
                route(GET, "/api/v1/videos/{id}/verdicts", MODERATOR),
                route(GET, "/api/v1/users", ADMIN),
                route(POST, "/api/v1/users", ADMIN),
                route(GET, "/api/v1/users/{id}", ADMIN),
                route(PATCH, "/api/v1/users/{id}", ADMIN),
                route(POST, "/api/v1/users/{id}/password-reset", ADMIN),
                route(GET, "/api/v1/users/{id}/sessions", ADMIN),
                route(DELETE, "/api/v1/users/{id}/sessions", ADMIN),
                route(GET, "/api/v1/audit", ADMIN),
                route(GET, "/api/v1/audit/verification", ADMIN));
    }
}
