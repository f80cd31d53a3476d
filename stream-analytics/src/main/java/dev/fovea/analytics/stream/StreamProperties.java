package dev.fovea.analytics.stream;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The streams application; everything else about Kafka is under {@code spring.kafka}.
 *
 * @param applicationId names the group, its offsets and its state: another one counts everything anew
 * @param stateDirectory where views are kept between restarts; lost, it is restored from Kafka
 * @param threads in this process; more than the partitions of player-events (4 on one machine) stand idle
 * @param commitInterval rows leave this often: the floor of how fresh a chart can be
 * @param sessionTimeout after a crash, another process takes over this much later; the broker's own
 *     {@code group.streams.min.session.timeout.ms} must allow it
 * @param cacheBytes of views in memory, over all threads: more events of a view make one row
 */
@Validated
@ConfigurationProperties("fovea.analytics")
public record StreamProperties(
        @DefaultValue("fovea-analytics") @NotBlank String applicationId,
        @DefaultValue("data/streams") Path stateDirectory,
        @DefaultValue("2") @Min(1) @Max(64) int threads,

        @DefaultValue("100ms") @DurationMin(millis = 10) @DurationMax(seconds = 5)
        Duration commitInterval,

        @DefaultValue("6s") @DurationMin(seconds = 1) @DurationMax(seconds = 60)
        Duration sessionTimeout,

        @DefaultValue("33554432") @Min(0) long cacheBytes) {}
