package dev.fovea.transcode.span;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One rate for a film: what its camera had, never above 60, and exact. */
class FrameRateTest {

    @ParameterizedTest
    @CsvSource({
        "24, 24",
        "23.976, 24000/1001",
        "23.98, 24000/1001",
        "25, 25",
        "29.97, 30000/1001",
        "30, 30",
        "59.94, 60000/1001",
        "60, 60",
        "50, 50",
        "10, 10",
        "12.5, 25/2",
        "7.5, 15/2",
        "119.88, 60000/1001",
        "120, 60",
        "100, 50",
        "90, 45",
        "0.1, 1",
        "1000, 60",
        "47.952, 48000/1001"
    })
    void isTheNearestThatFilmsHave(double measured, String expected) {
        assertThat(FrameRate.nearest(measured)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({"24, 24000, 1000", "24000/1001, 24000, 1001", "60, 60000, 1000", "25/2, 25000, 2000", "1, 1000, 1000"})
    void everyFrameLastsAWholeNumberOfTicks(String rate, int ticksPerSecond, int ticksPerFrame) {
        FrameRate exact = parse(rate);
        assertThat(exact.ticksPerSecond()).isEqualTo(ticksPerSecond);
        assertThat(exact.ticksPerFrame()).isEqualTo(ticksPerFrame);
        assertThat((long) exact.ticksPerSecond() * exact.denominator())
                .isEqualTo((long) exact.ticksPerFrame() * exact.numerator());
    }

    @Test
    void framesOfAnHourFallOnTheirMicroseconds() {
        FrameRate ntsc = new FrameRate(24_000, 1_001);
        assertThat(ntsc.microsAt(144)).isEqualTo(6_006_000);
        assertThat(ntsc.microsAt(86_400)).isEqualTo(3_603_600_000L);
        assertThat(ntsc.framesIn(3_603_600_000L)).isEqualTo(86_400);
        assertThat(new FrameRate(30_000, 1_001).microsAt(1)).isEqualTo(33_367);
    }

    private static FrameRate parse(String text) {
        String[] parts = text.split("/");
        return new FrameRate(Integer.parseInt(parts[0]), parts.length == 1 ? 1 : Integer.parseInt(parts[1]));
    }
}
