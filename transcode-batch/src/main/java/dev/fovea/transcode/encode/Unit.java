package dev.fovea.transcode.encode;

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

    public Optional<Long> seek() {
        return Optional.ofNullable(seekMicros);
    }

    /** For threads, folders and logs. */
    public String name() {
        return "%s%05d".formatted(kind == Kind.VIDEO ? "v" : "a", index);
    }
}
