package dev.fovea.ingest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.id.EventId;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.RetriableProblem;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** Without Kafka nothing is told as taken. */
class EventProducerTest {

    private static final int IN_FLIGHT_MAX = 500;

    private final EventProducer producer = new EventProducer(
            nowhere(),
            new TelemetryProperties(
                    IN_FLIGHT_MAX, Duration.ofMillis(300), 1_048_576, Duration.ofSeconds(7), null, null));

    private static KafkaProperties nowhere() {
        var properties = new KafkaProperties();
        properties.setBootstrapServers(List.of("127.0.0.1:1"));
        return properties;
    }

    @AfterEach
    void close() {
        producer.destroy();
    }

    private static List<PlayerEvent> events(int number) {
        return Collections.nCopies(
                number,
                new PlayerEvent(
                        1,
                        new EventId(new UUID(1, 1)),
                        new ViewId(new UUID(2, 2)),
                        new VideoId(new UUID(3, 3)),
                        new UserId(new UUID(4, 4)),
                        0,
                        0,
                        EventType.PLAY,
                        0,
                        0,
                        0,
                        1,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "other",
                        "unknown"));
    }

    @Test
    void aBatchThatKafkaDoesNotAcknowledgeIsToBeSentAgain() {
        RetriableProblem refused = catchThrowableOfType(RetriableProblem.class, () -> producer.send(events(2)));
        assertThat(refused.type()).isEqualTo(ProblemType.COLLECTOR_OVERLOADED);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        // The room that it took is free again.
        assertThat(catchThrowableOfType(RetriableProblem.class, () -> producer.send(events(IN_FLIGHT_MAX))))
                .hasMessageContaining("not known to be stored");
    }

    @Test
    void beyondTheRoomABatchIsRefusedWhole() {
        assertThat(catchThrowableOfType(RetriableProblem.class, () -> producer.send(events(IN_FLIGHT_MAX + 1))))
                .hasMessageContaining("too many events");
    }

    @Test
    void nothingIsSentWithoutEvents() {
        producer.send(List.of());
    }
}
