package dev.fovea.ingest;

import static dev.fovea.platform.access.Audience.ANYONE;
import static dev.fovea.platform.access.Audience.MODERATOR;
import static dev.fovea.platform.access.Audience.VIEWER;
import static dev.fovea.platform.access.RouteRules.route;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.OPTIONS;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import dev.fovea.platform.access.RouteRules;
import dev.fovea.platform.database.Migrations;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;

/** Everything of this module; a process imports it beside the platform. */
@Configuration(proxyBeanMethods = false)
@ComponentScan(nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
@ConfigurationPropertiesScan
public class IngestConfiguration {

    @Bean
    FlywayMigrationInitializer ingestMigrations(DataSource dataSource) {
        return Migrations.of(dataSource, "ingest");
    }

    /** Whose video it is, and who may see it, the routes decide themselves. */
    @Bean
    RouteRules ingestRoutes() {
        return RouteRules.of(
                route(OPTIONS, "/api/v1/uploads", ANYONE),
                route(POST, "/api/v1/uploads", VIEWER),
                route(GET, "/api/v1/uploads/{id}", VIEWER),
                route(HEAD, "/api/v1/uploads/{id}", VIEWER),
                route(PATCH, "/api/v1/uploads/{id}", VIEWER),
                route(DELETE, "/api/v1/uploads/{id}", VIEWER),
                route(POST, "/api/v1/uploads/{id}", VIEWER),
                route(POST, "/api/v1/uploads/{id}/parts", VIEWER),
                route(GET, "/api/v1/uploads/{id}/parts", VIEWER),
                route(POST, "/api/v1/uploads/{id}/complete", VIEWER),
                route(POST, "/api/v1/videos/{id}/replacement", VIEWER),
                route(GET, "/api/v1/videos", VIEWER),
                route(GET, "/api/v1/videos/begun", VIEWER),
                route(GET, "/api/v1/videos/{id}", VIEWER),
                route(PATCH, "/api/v1/videos/{id}", VIEWER),
                route(DELETE, "/api/v1/videos/{id}", VIEWER),
                route(GET, "/api/v1/videos/{id}/captions", VIEWER),
                route(PUT, "/api/v1/videos/{id}/captions/{language}", VIEWER),
                route(DELETE, "/api/v1/videos/{id}/captions/{language}", VIEWER),
                route(GET, "/api/v1/videos/{id}/chapters", VIEWER),
                route(PUT, "/api/v1/videos/{id}/chapters", VIEWER),
                route(GET, "/api/v1/videos/{id}/preview", VIEWER),
                route(GET, "/api/v1/videos/{id}/playback", VIEWER),
                route(POST, "/api/v1/videos/{id}/playback/renewal", VIEWER),
                route(GET, "/api/v1/tasks", VIEWER),
                route(POST, "/api/v1/tasks", MODERATOR),
                route(GET, "/api/v1/tasks/{id}", VIEWER),
                route(PUT, "/api/v1/tasks/{id}", MODERATOR),
                route(DELETE, "/api/v1/tasks/{id}", MODERATOR),
                route(GET, "/api/v1/tasks/{id}/people", MODERATOR),
                route(GET, "/api/v1/people", MODERATOR),
                route(GET, "/api/v1/oembed", ANYONE),
                route(POST, "/api/v1/events", ANYONE));
    }
}
