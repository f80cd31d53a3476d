package dev.fovea.ingest.playback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.ingest.playback.WatchProgress.Stop;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchProgressTest {

    /** Of a film of 100 s. */
    @ParameterizedTest
    @CsvSource({
        "0, false, 0",
        "4999, false, 0",
        "5000, false, 5",
        "42500, false, 42.5",
        "95000, false, 95",
        "95001, false, 0",
        "42500, true, 0"
    })
    void goesOnWhereItWasLeftUnlessBarelyBegunOrAsGoodAsOver(long playheadMs, boolean completed, double seconds) {
        assertThat(new Stop(playheadMs, completed).resumeAtSeconds(100_000)).isEqualTo(seconds);
    }
}
