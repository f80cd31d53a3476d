package dev.fovea.platform.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.id.EventId;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** What is written by hand is, byte for byte, what the mapper writes. */
class PlayerEventWriterTest {

    private static final String[] TEXTS = {"", "desktop", "DE", "\"quoted\\\"", "naïve ☃ 😀", "two\nlines\t\u0001"};

    private final Serializer<PlayerEvent> byHand = TopicSerdes.serializer();
    private final JsonMapper mapper = JsonMapper.builder().build();

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#hundred")
    void writesWhatTheMapperWrites(long seed) {
        PlayerEvent event = event(Seeds.random(seed));
        byte[] written = byHand.serialize(Topics.PLAYER_EVENTS.name(), event);
        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(mapper.writeValueAsString(event));
        assertThat(TopicSerdes.read(Topics.PLAYER_EVENTS, written)).isEqualTo(event);
    }

    private static PlayerEvent event(RandomGenerator random) {
        boolean hasInterval = random.nextBoolean();
        return new PlayerEvent(
                PlayerEvent.SCHEMA,
                new EventId(id(random)),
                new ViewId(id(random)),
                new VideoId(id(random)),
                new UserId(id(random)),
                random.nextLong(),
                random.nextLong(PlayerEvent.SEQUENCE_MAX + 1),
                EventType.values()[random.nextInt(EventType.values().length)],
                random.nextLong(),
                random.nextLong(),
                random.nextLong(PlayerEvent.MEDIA_MS_MAX + 1),
                random.nextBoolean() ? 1 : random.nextDouble(PlayerEvent.RATE_MAX),
                hasInterval ? random.nextLong(1_000) : null,
                hasInterval ? 1_000 + random.nextLong(PlayerEvent.MEDIA_MS_MAX - 1_000) : null,
                random.nextBoolean() ? text(random) : null,
                random.nextBoolean() ? random.nextLong() : null,
                random.nextBoolean() ? random.nextInt() : null,
                text(random),
                text(random));
    }

    private static UUID id(RandomGenerator random) {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static String text(RandomGenerator random) {
        return TEXTS[random.nextInt(TEXTS.length)];
    }
}
