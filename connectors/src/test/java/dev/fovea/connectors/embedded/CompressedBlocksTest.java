package dev.fovea.connectors.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.data.ClickHouseCityHash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedBlocksTest {

    @Test
    void hashesAsTheOfficialClientDoesAtEveryLength() {
        byte[] bytes = new byte[1200];
        new Random(1).nextBytes(bytes);
        for (int length = 0; length < 1100; length++) {
            int offset = length % 7;
            long[] expected = ClickHouseCityHash.cityHash128(bytes, offset, length);

            assertThat(CityHash128.of(bytes, offset, length))
                    .as("length %d", length)
                    .isEqualTo(new CityHash128.Hash(expected[0], expected[1]));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 1 << 20, (1 << 20) + 1, 3_000_000})
    void givesBackWhatItTook(int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);

        byte[] blocks = compressed(bytes);

        assertThat(CompressedBlocks.decompress(new ByteArrayInputStream(blocks)).readAllBytes())
                .isEqualTo(bytes);
    }

    @Test
    void refusesADamagedBlock() throws IOException {
        byte[] blocks = compressed(new byte[1000]);
        blocks[blocks.length - 1] ^= 1;

        assertThatThrownBy(() -> CompressedBlocks.decompress(new ByteArrayInputStream(blocks))
                        .readAllBytes())
                .isInstanceOf(ClickHouseException.class)
                .hasMessageContaining("Checksum");
    }

    @Test
    void refusesABlockThatIsCutOff() throws IOException {
        byte[] blocks = compressed(new byte[1000]);

        for (int length : new int[] {1, 20, 26, blocks.length - 1}) {
            assertThatThrownBy(() -> CompressedBlocks.decompress(new ByteArrayInputStream(blocks, 0, length))
                            .readAllBytes())
                    .as("%d bytes", length)
                    .isInstanceOf(ClickHouseException.class)
                    .hasMessageContaining("cut off");
        }
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
        var blocks = new ByteArrayOutputStream();
        try (var out = CompressedBlocks.compress(blocks)) {
            out.write(bytes);
        }
        return blocks.toByteArray();
    }
}
