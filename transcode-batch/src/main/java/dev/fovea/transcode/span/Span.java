package dev.fovea.transcode.span;

import static dev.fovea.contracts.Require.require;

/**
 * A stretch of whole segments that one encoder makes.
 *
 * @param firstFrame counted in output frames from the film's start
 * @param frames as planned; the last span of a film gives what the source has
 */
public record Span(int index, long firstFrame, long frames, int firstSegment, int segments) {

    public Span {
        require(index >= 0 && firstFrame >= 0 && firstSegment >= 0, "a span starts at or after the film's start");
        require(frames > 0 && segments > 0, "a span has frames and segments");
    }
}
