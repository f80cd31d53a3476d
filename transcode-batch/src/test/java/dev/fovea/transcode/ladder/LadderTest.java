package dev.fovea.transcode.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rungs by the short side, never above the source, ratio kept, sides even. */
class LadderTest {

    @ParameterizedTest
    @CsvSource({
        "1920, 1080, '426x240 640x360 854x480 1280x720 1920x1080'",
        "3840, 2160, '426x240 640x360 854x480 1280x720 1920x1080'",
        "1080, 1920, '240x426 360x640 480x854 720x1280 1080x1920'",
        "640, 480, '320x240 480x360 640x480'",
        "1919, 1079, '426x240 640x360 854x480 1280x720'",
        "720, 720, '240x240 360x360 480x480 720x720'",
        "320, 180, '320x180'",
        "99, 77, '98x76'",
        "17, 16, '18x16'"
    })
    void isWhatTheSourceIsWorth(int width, int height, String expected) {
        assertThat(Ladder.forSource(width, height).stream()
                        .map(r -> r.width() + "x" + r.height())
                        .reduce("", (a, b) -> a.isEmpty() ? b : a + " " + b))
                .isEqualTo(expected);
    }

    @Test
    void aVeryLongPictureStaysWithinTheCodec() {
        assertThat(Ladder.forSource(8_000, 300)).containsExactly(new Rendition("152p", 4_054, 152, 400));
        assertThat(Ladder.forSource(4_000, 240)).containsExactly(new Rendition("240p", 4_000, 240, 400));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void keepsTheRatioAndNeverUpscales(long seed) {
        var random = Seeds.random(seed);
        int width = random.nextInt(16, 8_192);
        int height = random.nextInt(16, 4_320);
        int shortSide = Math.min(width, height);
        for (Rendition rendition : Ladder.forSource(width, height)) {
            int renditionShort = Math.min(rendition.width(), rendition.height());
            assertThat(renditionShort).isLessThanOrEqualTo(shortSide);
            assertThat(rendition.height() > rendition.width())
                    .isEqualTo(height > width && rendition.height() != rendition.width());
            double wide = (double) rendition.width() / rendition.height() * height / width;
            // Even sides cost at most one pixel each.
            double tolerance = 2.0 / renditionShort + 0.01;
            assertThat(wide).isBetween(1 - tolerance, 1 + tolerance);
        }
    }
}
