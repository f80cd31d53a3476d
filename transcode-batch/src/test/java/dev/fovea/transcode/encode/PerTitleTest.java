package dev.fovea.transcode.encode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rendition is as coarse as its film allows, and never finer or coarser than the ends of what was looked at. */
class PerTitleTest {

    @ParameterizedTest(name = "{0} dB wanted, {1} dB to {2} dB seen: {3}")
    @CsvSource({
        "40, 39.0, 34.0, 23",
        "40, 40.0, 34.0, 23",
        "40, 40.5, 35.0, 23",
        "40, 44.0, 36.0, 27",
        "40, 43.9, 36.0, 26",
        "40, 46.0, 40.0, 31",
        "40, 60.0, 60.0, 31",
    })
    void isAsCoarseAsTheFilmAllows(double wanted, double atFinest, double atCoarsest, int crf) {
        assertThat(PerTitle.crfFor(wanted, atFinest, atCoarsest)).isEqualTo(crf);
    }
}
