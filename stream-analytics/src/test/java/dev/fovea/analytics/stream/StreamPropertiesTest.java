package dev.fovea.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class StreamPropertiesTest {

    private final ApplicationContextRunner context = new ApplicationContextRunner().withUserConfiguration(Bound.class);

    @Test
    void hasTheDocumentedDefaults() {
        context.run(running -> assertThat(running.getBean(StreamProperties.class))
                .isEqualTo(new StreamProperties(
                        "fovea-analytics",
                        Path.of("data/streams"),
                        2,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(6),
                        33_554_432)));
    }

    @Test
    void readsEachPropertyByItsName() {
        context.withPropertyValues(
                        "fovea.analytics.application-id=other",
                        "fovea.analytics.state-directory=/srv/streams",
                        "fovea.analytics.threads=4",
                        "fovea.analytics.commit-interval=1s",
                        "fovea.analytics.session-timeout=10s",
                        "fovea.analytics.cache-bytes=1000")
                .run(running -> assertThat(running.getBean(StreamProperties.class))
                        .isEqualTo(new StreamProperties(
                                "other",
                                Path.of("/srv/streams"),
                                4,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(10),
                                1_000)));
    }

    @EnableConfigurationProperties(StreamProperties.class)
    static class Bound {}
}
