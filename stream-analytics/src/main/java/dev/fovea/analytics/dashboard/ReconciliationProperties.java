package dev.fovea.analytics.dashboard;

import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param sinkDeadLetters the topic in which the sink sets bad rows aside
 * @param settledAfter an hour is held to account so long after its end
 * @param checkedEvery how often the last day is reconciled for the gauges
 */
@Validated
@ConfigurationProperties("fovea.analytics.reconciliation")
record ReconciliationProperties(
        @DefaultValue("clickhouse-sink-dlq") @NotBlank String sinkDeadLetters,
        @DefaultValue("2m") Duration settledAfter,
        @DefaultValue("1m") Duration checkedEvery) {}
