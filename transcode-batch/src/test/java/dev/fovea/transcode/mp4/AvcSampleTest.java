package dev.fovea.transcode.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage that can be seen without decoding is told, and nothing else is taken for it. */
class AvcSampleTest {

    private static int pictures(String... units) {
        byte[] bytes = bytes(units);
        return AvcSample.pictures(bytes, 0, bytes.length);
    }

    private static byte[] bytes(String... units) {
        ByteBuffer bytes = ByteBuffer.allocate(1_000);
        for (String unit : units) {
            byte[] content = HexFormat.of().parseHex(unit);
            bytes.putInt(content.length).put(content);
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    @Test
    void countsPicturesAndNotTheirSlices() {
        assertThat(pictures("0605ffaa80", "6588846021", "6500420011", "419a2430"))
                .isEqualTo(2);
    }

    @Test
    void takesWhatAnEncoderEscapes() {
        assertThat(pictures("658800000301", "419a000003000003", "419a0100020001ff0000"))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"6588000000", "65880000010a", "658800000277", "000000ff"})
    void tellsWhatNoUnitHolds(String unit) {
        assertThatThrownBy(() -> pictures("419a2430", unit)).isInstanceOf(InvalidMp4.class);
    }

    @Test
    void tellsWhatIsCutOff() {
        byte[] bytes = bytes("6588846021", "419a2430");
        for (int end : new int[] {1, 5, 8, 10, 13, 16}) {
            assertThatThrownBy(() -> AvcSample.pictures(bytes, 0, end))
                    .as("cut at %d", end)
                    .isInstanceOf(InvalidMp4.class);
        }
    }
}
