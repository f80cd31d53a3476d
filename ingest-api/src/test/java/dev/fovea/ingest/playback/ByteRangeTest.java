package dev.fovea.ingest.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-9, 0, 10",
        "bytes=0-99, 0, 10",
        "bytes=4-, 4, 6",
        "bytes=-3, 7, 3",
        "bytes=-99, 0, 10",
        "bytes=9-9, 9, 1"
    })
    void oneRangeIsThatPart(String header, long from, long length) {
        assertThat(ByteRange.parse(header, 10)).hasValue(new ByteRange(from, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999-"})
    void aRangeBehindTheEndIsUnsatisfiable(String header) {
        assertThatExceptionOfType(ByteRange.Unsatisfiable.class).isThrownBy(() -> ByteRange.parse(header, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,3-4", "bytes=x-y", "lines=0-1", "bytes=5-2", "", "bytes="})
    void whatIsNotOneRangeGetsTheWhole(String header) {
        assertThat(ByteRange.parse(header, 10)).isEmpty();
    }

    @Test
    void noHeaderGetsTheWhole() {
        assertThat(ByteRange.parse(null, 10)).isEqualTo(Optional.empty());
    }
}
