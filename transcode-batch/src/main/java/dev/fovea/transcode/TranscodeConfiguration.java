package dev.fovea.transcode;

import static dev.fovea.platform.access.RouteRules.route;

import dev.fovea.platform.access.Audience;
import dev.fovea.platform.access.RouteRules;
import dev.fovea.platform.database.Migrations;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegInstallation;
import java.io.IOException;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/** The whole module; a process imports it beside the platform. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@ConfigurationPropertiesScan
public class TranscodeConfiguration {

    @Bean
    FlywayMigrationInitializer transcodeMigrations(DataSource dataSource) {
        return Migrations.of(dataSource, "transcode");
    }

    @Bean
    FfmpegInstallation transcodeFfmpegInstallation(TranscodeProperties properties) throws IOException {
        return FfmpegInstallation.of(properties.ffmpeg(), properties.workDirectory());
    }

    @Bean
    Ffmpeg transcodeFfmpeg(FfmpegInstallation installation) {
        // What FFmpeg says is kept with the job that ran it; the log would only repeat it line by line.
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel("com.github.kokorin.jaffree", LogLevel.OFF);
        return new Ffmpeg(installation);
    }

    @Bean
    RouteRules transcodeRoutes() {
        return RouteRules.of(
                route(HttpMethod.GET, "/api/v1/workers", Audience.ADMIN),
                route(HttpMethod.POST, "/api/v1/workers/{name}/draining", Audience.ADMIN),
                route(HttpMethod.DELETE, "/api/v1/workers/{name}/draining", Audience.ADMIN),
                route(HttpMethod.GET, "/api/v1/jobs", Audience.ADMIN),
                route(HttpMethod.GET, "/api/v1/jobs/events", Audience.ADMIN),
                route(HttpMethod.GET, "/api/v1/jobs/{id}", Audience.ADMIN),
                route(HttpMethod.POST, "/api/v1/jobs/restarts", Audience.ADMIN),
                route(HttpMethod.POST, "/api/v1/jobs/{id}/pause", Audience.ADMIN),
                route(HttpMethod.POST, "/api/v1/jobs/{id}/priority", Audience.ADMIN),
                route(HttpMethod.POST, "/api/v1/jobs/{id}/restart", Audience.ADMIN),
                route(HttpMethod.POST, "/api/v1/jobs/{id}/stop", Audience.ADMIN));
    }
}
