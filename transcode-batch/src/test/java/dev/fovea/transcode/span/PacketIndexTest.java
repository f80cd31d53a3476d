package dev.fovea.transcode.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Where decoding may start, and how fast a film runs, from its packets alone. */
class PacketIndexTest {

    @Test
    void seeksToTheKeyPacketShownBefore() {
        var index = new PacketIndex.Builder(0);
        index.add(0L, -80_000L, 40_000, 0, true);
        index.add(2_000_000L, 1_920_000L, 40_000, 0, true);
        index.add(4_000_000L, 3_920_000L, 40_000, 0, true);
        PacketIndex built = index.build();
        assertThat(built.seekPointFor(1_999_000, 0)).isEmpty();
        assertThat(built.seekPointFor(2_000_000, 0)).hasValue(1_920_000L); // the earlier of its two times
        assertThat(built.seekPointFor(3_999_000, 0)).hasValue(1_920_000L);
        assertThat(built.seekPointFor(9_000_000, 0)).hasValue(3_920_000L);
    }

    @Test
    void seeksSoThatAFilterSeesPicturesBefore() {
        var index = new PacketIndex.Builder(0);
        for (int i = 0; i < 100; i++) {
            index.add(i * 40_000L, i * 40_000L, 40_000, 0, i % 25 == 0);
        }
        PacketIndex built = index.build();
        assertThat(built.seekPointFor(2_000_000, 2)).hasValue(1_000_000L);
        assertThat(built.seekPointFor(2_070_000, 2)).hasValue(1_000_000L);
        assertThat(built.seekPointFor(2_080_000, 2)).hasValue(2_000_000L);
        assertThat(built.seekPointFor(30_000, 2)).isEmpty();
    }

    @Test
    void timesCountFromTheContainersStart() {
        var index = new PacketIndex.Builder(1_400_000);
        index.add(1_400_000L, 1_400_000L, 40_000, 0, true);
        index.add(3_400_000L, 3_400_000L, 40_000, 0, true);
        assertThat(index.build().seekPointFor(2_500_000, 0)).hasValue(2_000_000L);
        assertThat(index.build().endMicros()).isEqualTo(2_040_000);
    }

    @Test
    void aPacketWithoutAShownTimeCountsByItsDecodingTime() {
        var index = new PacketIndex.Builder(0);
        index.add(null, 0L, 100_000, 0, true);
        index.add(null, 100_000L, 100_000, 0, true);
        index.add(null, null, 100_000, 0, true);
        assertThat(index.build().packets()).isEqualTo(2);
        assertThat(index.build().endMicros()).isEqualTo(200_000);
    }

    @Test
    void theLastPictureIsShownAsLongAsOthersWhenNothingSaysHowLong() {
        var index = new PacketIndex.Builder(0);
        index.add(0L, 0L, 0, 0, true);
        index.add(100_000L, 100_000L, 0, 0, false);
        assertThat(index.build().endMicros()).isEqualTo(200_000);
        assertThat(index.build().lastShownMicros()).isEqualTo(100_000);
        var single = new PacketIndex.Builder(0);
        single.add(0L, 0L, 0, 0, true);
        assertThat(single.build().endMicros()).isEqualTo(40_000);
    }

    @Test
    void holesAndBurstsDoNotDecideTheRate() {
        var index = new PacketIndex.Builder(0);
        long at = 0;
        for (int i = 0; i < 300; i++) {
            index.add(at, at, 33_333, 0, i == 0);
            at += i % 50 == 49 ? 3_000_000 : i % 40 == 39 ? 1_000 : 33_333;
        }
        assertThat(index.build().usualFramesPerSecond().orElseThrow()).isCloseTo(30, within(0.01));
    }
}
