package dev.fovea.ingest.playback;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpRange;

/**
 * The part of an object that a request asks for (RFC 9110, 14): one range is answered as such; several, or what is no
 * range of bytes, get the whole.
 */
record ByteRange(long from, long length) {

    /**
     * @return empty for the whole object
     * @throws Unsatisfiable when the range begins behind the end
     */
    static Optional<ByteRange> parse(@Nullable String header, long size) {
        if (header == null) {
            return Optional.empty();
        }
        List<HttpRange> ranges;
        try {
            ranges = HttpRange.parseRanges(header);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (ranges.size() != 1) {
            return Optional.empty();
        }
        HttpRange range = ranges.getFirst();
        long from = range.getRangeStart(size);
        long to = range.getRangeEnd(size);
        // "-0" asks for the last no bytes.
        if (from >= size || to < from) {
            throw new Unsatisfiable(size);
        }
        return Optional.of(new ByteRange(from, to - from + 1));
    }

    String contentRange(long size) {
        return "bytes %d-%d/%d".formatted(from, from + length - 1, size);
    }

    static final class Unsatisfiable extends RuntimeException {
        private final long size;

        Unsatisfiable(long size) {
            this.size = size;
        }

        long size() {
            return size;
        }
    }
}
