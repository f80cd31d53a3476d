package dev.fovea.transcode.span;

import static dev.fovea.contracts.Require.require;

import java.util.ArrayList;
import java.util.List;

/**
 * How a film is cut. Segments are counted in output frames, so that every cut falls on a frame; spans start short, so
 * that the first minute can be watched early, and are then long enough that starting an encoder costs nothing.
 */
public final class Spans {

    /** A key frame every two seconds (HLS Authoring 1.13). */
    private static final int GOP_SECONDS = 2;

    private static final int GOPS_PER_SEGMENT = 3;
    private static final int[] RAMP_SEGMENTS = {1, 2, 4};
    private static final int SPAN_SEGMENTS = 5;

    private Spans() {}

    public static int gopFrames(FrameRate rate) {
        return GOP_SECONDS * rate.nominal();
    }

    public static int segmentFrames(FrameRate rate) {
        return GOPS_PER_SEGMENT * gopFrames(rate);
    }

    /** Spans that cover {@code frames} without gap or overlap; the last takes a rest shorter than a segment with it. */
    public static List<Span> of(long frames, FrameRate rate) {
        require(frames > 0, "a film has frames, was " + frames);
        int segment = segmentFrames(rate);
        var spans = new ArrayList<Span>();
        long first = 0;
        while (first < frames) {
            long planned = (long) segment * lengthOf(spans.size());
            long left = frames - first - planned;
            long length = left < segment ? frames - first : planned;
            spans.add(new Span(
                    spans.size(),
                    first,
                    length,
                    Math.toIntExact(first / segment),
                    Math.toIntExact((length + segment - 1) / segment)));
            first += length;
        }
        return List.copyOf(spans);
    }

    private static int lengthOf(int index) {
        return index < RAMP_SEGMENTS.length ? RAMP_SEGMENTS[index] : SPAN_SEGMENTS;
    }
}
