package dev.fovea.analytics.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.analytics.EventSamples;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.testing.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FactChunkTest {

    private static final EventSamples SAMPLES = EventSamples.ofView(1);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void isTheSameInAnyOrderAndRepetition(long seed) {
        var random = Seeds.random(seed);
        List<PlayerEvent> events = SAMPLES.arbitrary(random);

        FactChunk inOrder = fold(events);

        assertThat(fold(EventSamples.shuffled(EventSamples.repeated(events, random), random)))
                .isEqualTo(inOrder);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void comesBackFromItsBytes(long seed) {
        FactChunk chunk = fold(SAMPLES.arbitrary(Seeds.random(seed)));

        assertThat(FactChunkBytes.read(FactChunkBytes.write(chunk))).isEqualTo(chunk);
    }

    @Test
    void itsKeyComesBackFromItsBytes() {
        var key = FactChunk.Key.of(SAMPLES.viewId(), Math.toIntExact(PlayerEvent.SEQUENCE_MAX));

        byte[] bytes = FactChunkBytes.keys().serializer().serialize("", key);

        assertThat(FactChunkBytes.keys().deserializer().deserialize("", bytes)).isEqualTo(key);
    }

    @Test
    void isFoundAgainUnderTheKeysOfItsView() {
        assertThat(FactChunk.keysUpTo(SAMPLES.viewId(), 33))
                .containsExactly(
                        FactChunk.Key.of(SAMPLES.viewId(), 0),
                        FactChunk.Key.of(SAMPLES.viewId(), 16),
                        FactChunk.Key.of(SAMPLES.viewId(), 32));
    }

    @Test
    void spendsAboutThirtyBytesOnAHeartbeat() {
        FactChunk empty = FactChunk.EMPTY.with(Fact.of(SAMPLES.progress(0, 0, 0, 10_000)));
        FactChunk full = FactChunk.EMPTY;
        for (int i = 0; i < FactChunk.SEQUENCES; i++) {
            full = full.with(Fact.of(SAMPLES.progress(i, i * 10, i * 10_000L, (i + 1) * 10_000L)));
        }

        int facts = FactChunkBytes.write(full).length - FactChunkBytes.write(empty).length;
        assertThat(facts / (FactChunk.SEQUENCES - 1)).isLessThanOrEqualTo(32);
    }

    private static FactChunk fold(List<PlayerEvent> events) {
        FactChunk chunk = FactChunk.EMPTY;
        for (PlayerEvent event : events) {
            if (event.sequence() < FactChunk.SEQUENCES) {
                chunk = chunk.with(
                        chunk.changeBy(event.viewId(), Fact.of(event)).after());
            }
        }
        return chunk;
    }
}
