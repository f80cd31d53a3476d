package dev.fovea.transcode.span;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.transcode.span.CodedPictures.Grid;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pictures that stand on a grid of frames are told from those that do not. */
class CodedPicturesTest {

    private static final FrameRate RATE = new FrameRate(25, 1);
    private static final long FRAME_MICROS = 40_000;
    private static final long START_MICROS = 1_400_000;

    /** Of pictures that are shown so many microseconds after the start, in the order in which they are decoded. */
    private static Optional<Grid> grid(long... shown) {
        var pictures = new CodedPictures.Builder(START_MICROS);
        for (int i = 0; i < shown.length; i++) {
            pictures.add(START_MICROS + shown[i], 100 + i, i % 4 == 0, false);
        }
        return pictures.build().on(RATE, shown.length);
    }

    private static long[] frames(long... numbers) {
        long[] shown = new long[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            shown[i] = numbers[i] * FRAME_MICROS;
        }
        return shown;
    }

    @Test
    void tellsHowLateTheFirstPictureIsShown() {
        assertThat(grid(frames(0, 1, 2)).orElseThrow().delayFrames()).isZero();
        Grid reordered = grid(frames(0, 2, 1, 3, 4, 7, 6, 5)).orElseThrow();
        assertThat(reordered.delayFrames()).isEqualTo(2);
        assertThat(reordered.closed()).isTrue();
        assertThat(reordered.keyFrames().stream()).containsExactly(0, 4);
        assertThat(reordered.bytes()).containsExactly(100, 102, 101, 103, 104, 107, 106, 105);
    }

    @Test
    void takesTimesThatAreALittleOff() {
        assertThat(grid(0, FRAME_MICROS + 9_000, 2 * FRAME_MICROS - 9_000)).isPresent();
        assertThat(grid(0, FRAME_MICROS + 11_000, 2 * FRAME_MICROS)).isEmpty();
    }

    @Test
    void seesHolesRepetitionsAndLateStarts() {
        assertThat(grid(frames(0, 1, 3))).isEmpty();
        assertThat(grid(frames(0, 1, 1))).isEmpty();
        assertThat(grid(frames(1, 2, 3))).isEmpty();
        assertThat(grid(frames(-1, 0, 1))).isEmpty();
    }

    @Test
    void seesPicturesThatAreShownBeforeTheirKeyFrame() {
        assertThat(grid(frames(0, 1, 2, 3, 6, 4, 5)).orElseThrow().closed()).isFalse();
    }

    @Test
    void isIncompleteWhenAPictureIsNotShown() {
        var cut = new CodedPictures.Builder(0);
        cut.add(0L, 1, true, true);
        cut.add(FRAME_MICROS, 1, false, false);
        assertThat(cut.build().isComplete()).isFalse();
        var timeless = new CodedPictures.Builder(0);
        timeless.add(null, 1, true, false);
        assertThat(timeless.build().isComplete()).isFalse();
    }
}
