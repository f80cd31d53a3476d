package dev.fovea.transcode.span;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Spans cover a film exactly once, in whole segments, short ones first. */
class SpansTest {

    private static final FrameRate FILM = new FrameRate(24, 1);

    @Test
    void rampsFromOneSegmentToFive() {
        List<Span> spans = Spans.of(24L * 120, FILM);
        assertThat(spans.stream().map(Span::segments)).containsExactly(1, 2, 4, 5, 5, 3);
        assertThat(spans.get(1)).isEqualTo(new Span(1, 144, 288, 1, 2));
    }

    @Test
    void aShortFilmIsOneSpan() {
        assertThat(Spans.of(1, FILM)).containsExactly(new Span(0, 0, 1, 0, 1));
        assertThat(Spans.of(200, FILM)).containsExactly(new Span(0, 0, 200, 0, 2));
    }

    @Test
    void aSegmentIsThreeGroupsOfTwoSeconds() {
        assertThat(Spans.segmentFrames(FILM)).isEqualTo(144);
        assertThat(Spans.segmentFrames(new FrameRate(24_000, 1_001))).isEqualTo(144);
        assertThat(Spans.segmentFrames(new FrameRate(60_000, 1_001))).isEqualTo(360);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#thousand")
    void coverEveryFrameOnceInWholeSegments(long seed) {
        var random = Seeds.random(seed);
        FrameRate rate = FrameRate.nearest(random.nextDouble(1, 61));
        long frames = random.nextLong(1, 200_000);
        int segment = Spans.segmentFrames(rate);
        long next = 0;
        List<Span> spans = Spans.of(frames, rate);
        for (Span span : spans) {
            assertThat(span.firstFrame()).isEqualTo(next);
            assertThat(span.firstFrame() % segment).isZero();
            assertThat(span.firstSegment()).isEqualTo((int) (next / segment));
            next += span.frames();
            boolean last = span.index() == spans.size() - 1;
            // Only the film's end may cut a segment short, and it never stands alone in a span of a longer film.
            assertThat(span.frames() % segment == 0 || last).isTrue();
            assertThat(span.frames() >= segment || spans.size() == 1).isTrue();
            assertThat(span.segments()).isBetween(1, 6);
        }
        assertThat(next).isEqualTo(frames);
    }
}
