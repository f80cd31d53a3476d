package dev.fovea.transcode.encode;

import dev.fovea.transcode.span.PacketIndex;
import dev.fovea.transcode.span.Span;
import dev.fovea.transcode.span.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one encoder makes at once.
 *
 * @param seekMicros where to start reading the source; null is its start
 */
public record Unit(
        int index,
        Kind kind,
        long firstFrame,
        long frames,
        int firstSegment,
        int segments,
        @Nullable Long seekMicros) {

    /** A span of pictures in all renditions, or the whole sound. */
    public enum Kind {
        VIDEO,
        AUDIO
    }

    /** All units of a plan: its spans, each with its place in the source, and the sound. */
    public static List<Unit> of(Plan plan, PacketIndex index) {
        var units = new ArrayList<Unit>();
        for (Span span : Spans.of(plan.frames(), plan.rate())) {
            units.add(of(plan, index, span));
        }
        if (plan.source().audio() != null) {
            int segments = Math.toIntExact((plan.frames() + plan.segmentFrames() - 1) / plan.segmentFrames());
            units.add(new Unit(units.size(), Kind.AUDIO, 0, plan.frames(), 0, segments, null));
        }
        return List.copyOf(units);
    }

    static Unit of(Plan plan, PacketIndex index, Span span) {
        int before = plan.source().interlaced() ? EncodeCommand.DEINTERLACING_LOOKS_BACK : 0;
        Long seek = span.firstFrame() == 0
                ? null
                : index.seekPointFor(plan.rate().microsAt(span.firstFrame()), before)
                        .orElse(null);
        return new Unit(
                span.index(), Kind.VIDEO, span.firstFrame(), span.frames(), span.firstSegment(), span.segments(), seek);
    }

    public Optional<Long> seek() {
        return Optional.ofNullable(seekMicros);
    }

    /** For threads, folders and logs. */
    public String name() {
        return "%s%05d".formatted(kind == Kind.VIDEO ? "v" : "a", index);
    }
}
