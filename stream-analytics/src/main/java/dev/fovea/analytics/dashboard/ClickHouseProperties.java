package dev.fovea.analytics.dashboard;

import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the charts read; a read-only account is enough.
 *
 * @param url of ClickHouse's HTTP interface
 * @param queryTimeout a chart that takes longer is answered with 503
 */
@Validated
@ConfigurationProperties("fovea.analytics.clickhouse")
record ClickHouseProperties(
        @DefaultValue("http://127.0.0.1:8123") URI url,
        @DefaultValue("default") String user,
        @DefaultValue("") String password,

        @DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(minutes = 10)
        Duration queryTimeout) {}
