package dev.fovea.analytics.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ClickHousePropertiesTest {

    private final ApplicationContextRunner context = new ApplicationContextRunner().withUserConfiguration(Bound.class);

    @Test
    void hasTheDocumentedDefaults() {
        context.run(running -> assertThat(running.getBean(ClickHouseProperties.class))
                .isEqualTo(new ClickHouseProperties(
                        URI.create("http://127.0.0.1:8123"), "default", "", Duration.ofSeconds(10))));
    }

    @Test
    void readsEachPropertyByItsName() {
        context.withPropertyValues(
                        "fovea.analytics.clickhouse.url=https://ch.example:8443",
                        "fovea.analytics.clickhouse.user=analyst",
                        "fovea.analytics.clickhouse.password=secret",
                        "fovea.analytics.clickhouse.query-timeout=3s")
                .run(running -> assertThat(running.getBean(ClickHouseProperties.class))
                        .isEqualTo(new ClickHouseProperties(
                                URI.create("https://ch.example:8443"), "analyst", "secret", Duration.ofSeconds(3))));
    }

    @EnableConfigurationProperties(ClickHouseProperties.class)
    static class Bound {}
}
