package dev.fovea.ingest.telemetry;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param eventsInFlightMax accepted and not yet acknowledged, over all requests; beyond it batches are refused whole
 * @param acknowledgedWithin a batch that Kafka has not acknowledged by then is answered 503, to be sent again
 * @param bufferBytes of the producer, for events on their way
 * @param retryAfter what a refused player is told to wait
 * @param regionHeader a header that the edge in front of us sets to an ISO 3166 country code (CloudFront-Viewer-Country,
 *     CF-IPCountry); absent when nobody in front of us sets one, for then anyone could
 * @param regionDatabase a MaxMind DB file (GeoLite2-Country, GeoIP2, DB-IP) that tells the country of an address where the
 *     header does not; read at the start
 */
@Validated
@ConfigurationProperties("fovea.telemetry")
record TelemetryProperties(
        @DefaultValue("20000") @Min(500) @Max(1_000_000) int eventsInFlightMax,
        @DefaultValue("8s") Duration acknowledgedWithin,
        @DefaultValue("33554432") @Min(1_048_576) long bufferBytes,
        @DefaultValue("2s") Duration retryAfter,
        @Nullable String regionHeader,
        @Nullable Path regionDatabase) {}
