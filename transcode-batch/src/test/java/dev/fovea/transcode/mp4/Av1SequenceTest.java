package dev.fovea.transcode.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What AV1 says of itself is read with everything that may stand before it. */
class Av1SequenceTest {

    private static final String PLAIN =
            "000 0 0 0 0 00000" // profile, no still picture, no timing, no delays, one operating point
                    + "000000000000 01000 0" // of level 8, tier 0
                    + "1010 1010 11101111111 10000110111" // 1920 by 1080 in 11 bits each
                    + "0 000 0000 1 11 1 1 110 011 0 1"; // no frame numbers, tools, order, 8 bits

    private static final String WITH_EVERYTHING = "010 0 0" // profile
            + "1" + "0".repeat(64) + "1 010" // timing, of equal intervals of 2 ticks
            + "1 00111" + "1".repeat(42) // a decoder model, delays of 8 bits
            + "1 00001" // display delays, two operating points
            + "000000000001 01101 1 1" + "1".repeat(17) + "1 0110"
            + "000000000010 00000 0 0"
            + "0101 0101 111111 100011" // 64 by 36
            + "1 1111111 111 1111 0 0 0 111 1 1 1"; // frame numbers, no order, 12 bits

    private static byte[] unit(int type, byte... body) {
        var unit = new ByteArrayOutputStream();
        unit.write(type << 3 | 2);
        unit.write(body.length);
        unit.writeBytes(body);
        return unit.toByteArray();
    }

    private static byte[] bytes(String spaced) {
        String bits = spaced.replace(" ", "");
        byte[] bytes = new byte[(bits.length() + 7) / 8];
        for (int i = 0; i < bits.length(); i++) {
            bytes[i / 8] |= (byte) (bits.charAt(i) - '0' << 7 - i % 8);
        }
        return bytes;
    }

    private static byte[] header(String bits) {
        var units = new ByteArrayOutputStream();
        units.writeBytes(unit(2));
        units.writeBytes(unit(1, bytes(bits)));
        return units.toByteArray();
    }

    @Test
    void aPlainOneIsRead() {
        assertThat(Av1Sequence.of(header(PLAIN)))
                .returns("av01.0.08M.08", Av1Sequence::codec)
                .returns(1_920, Av1Sequence::width)
                .returns(1_080, Av1Sequence::height);
    }

    @Test
    void oneWithEverythingIsRead() {
        assertThat(Av1Sequence.of(header(WITH_EVERYTHING)))
                .returns("av01.2.13H.12", Av1Sequence::codec)
                .returns(64, Av1Sequence::width)
                .returns(36, Av1Sequence::height);
    }

    @Test
    void oneThatIsCutOffIsTold() {
        byte[] whole = header(PLAIN);
        for (int end = 1; end < whole.length; end++) {
            byte[] cut = Arrays.copyOf(whole, end);
            assertThatThrownBy(() -> Av1Sequence.of(cut)).as("cut at %d", end).isInstanceOf(InvalidMp4.class);
        }
        assertThatThrownBy(() -> Av1Sequence.of(header(PLAIN.substring(0, 20)))).isInstanceOf(InvalidMp4.class);
    }

    @ParameterizedTest(name = "a frame that begins with {0}: {1}")
    @CsvSource({"00010000, true", "00110000, false", "00000000, false", "10010000, false"})
    void decodingStartsAtAShownKeyFrame(String bits, boolean starts) {
        var sample = new ByteArrayOutputStream();
        sample.writeBytes(header(PLAIN));
        sample.writeBytes(unit(6, bytes(bits)));
        assertThat(Av1Unit.isKey(sample.toByteArray())).isEqualTo(starts);
    }
}
