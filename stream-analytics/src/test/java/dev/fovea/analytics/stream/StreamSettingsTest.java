package dev.fovea.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamSettingsTest {

    /** Kafka Streams refuses a timeout below the commit interval; whoever takes over waits for no more than a session. */
    @ParameterizedTest
    @CsvSource({"PT0.1S,PT6S,6100", "PT0.01S,PT60S,60010", "PT5S,PT1S,6000"})
    void aTransactionLastsALittleLongerThanASession(Duration commitInterval, Duration sessionTimeout, int timeoutMs) {
        var properties = new StreamProperties("application", Path.of("state"), 2, commitInterval, sessionTimeout, 0);

        var settings = new StreamsConfig(StreamSettings.of(properties, Map.of("bootstrap.servers", "localhost:9092")));

        assertThat(settings.getProducerConfigs("client"))
                .containsEntry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, timeoutMs);
    }
}
