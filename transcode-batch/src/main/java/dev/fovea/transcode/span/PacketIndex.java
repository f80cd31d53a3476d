package dev.fovea.transcode.span;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When each packet of a picture track is shown, and where decoding may start: what seeking needs, and nothing that
 * grows with the file's bytes. Times are microseconds from the container's start.
 */
public final class PacketIndex {

    /** Of a film of one picture. */
    private static final double FRAMES_PER_SECOND_UNKNOWN = 25;

    private final long[] keyShownAt;
    private final long[] keyDecodedAt;
    private final long[] shownAt;
    private final Places places;
    private final long endMicros;

    private PacketIndex(long[] keyShownAt, long[] keyDecodedAt, long[] shownAt, Places places, long endMicros) {
        this.keyShownAt = keyShownAt;
        this.keyDecodedAt = keyDecodedAt;
        this.shownAt = shownAt;
        this.places = places;
        this.endMicros = endMicros;
    }

    /**
     * Where packets lie, in the order in which they are decoded.
     *
     * @param endBytes behind each and all before it; 0 where it is not known
     */
    private record Places(long[] decodedAt, long[] endBytes) {}

    public int packets() {
        return shownAt.length;
    }

    /** When the last picture has been shown. */
    public long endMicros() {
        return endMicros;
    }

    /** When the last picture begins to be shown. */
    public long lastShownMicros() {
        return shownAt.length == 0 ? 0 : shownAt[shownAt.length - 1];
    }

    /**
     * Where to seek so that decoding gives every picture from this instant on: the last key packet shown not after it,
     * named by the earlier of its two times, because some demuxers search by one and some by the other.
     *
     * @param before how many pictures before this instant a filter must have seen
     * @return empty: read from the start
     */
    public Optional<Long> seekPointFor(long instant, int before) {
        long micros = before == 0 ? instant : shownBefore(instant, before);
        int key = -1;
        for (int i = 0; i < keyShownAt.length; i++) {
            if (keyShownAt[i] <= micros + 1) {
                key = i;
            }
        }
        if (key < 0) {
            return Optional.empty();
        }
        long seek = Math.min(keyShownAt[key], keyDecodedAt[key]);
        return seek > 0 ? Optional.of(seek) : Optional.empty();
    }

    /**
     * How much of the file holds every packet that is decoded up to this instant, and some more.
     *
     * @return empty when that is all there are, or their places are not known
     */
    public Optional<Long> bytesUntil(long micros, int packetsMore) {
        int found = Arrays.binarySearch(places.decodedAt, micros + 1);
        long last = (found >= 0 ? found : -found - 2) + (long) packetsMore;
        return last >= places.endBytes.length || last < 0 || places.endBytes[(int) last] <= 0
                ? Optional.empty()
                : Optional.of(places.endBytes[(int) last]);
    }

    private PacketIndex endingLater() {
        double perSecond = usualFramesPerSecond().orElse(FRAMES_PER_SECOND_UNKNOWN);
        return new PacketIndex(
                keyShownAt, keyDecodedAt, shownAt, places, lastShownMicros() + Math.round(1_000_000 / perSecond));
    }

    private long shownBefore(long instant, int before) {
        int found = Arrays.binarySearch(shownAt, instant + 1);
        int last = found >= 0 ? found : -found - 2;
        return last < before ? -1 : shownAt[last - before];
    }

    /**
     * The usual distance of two pictures. The middle half of all distances counts, so that neither holes nor bursts
     * decide.
     *
     * @return empty for fewer than two pictures
     */
    public Optional<Double> usualFramesPerSecond() {
        if (shownAt.length < 2) {
            return Optional.empty();
        }
        long[] distances = new long[shownAt.length - 1];
        for (int i = 1; i < shownAt.length; i++) {
            distances[i - 1] = shownAt[i] - shownAt[i - 1];
        }
        Arrays.sort(distances);
        int from = distances.length / 4;
        int to = Math.max(from + 1, distances.length - distances.length / 4);
        double mean = Arrays.stream(distances, from, to).average().orElse(0);
        return mean <= 0 ? Optional.empty() : Optional.of(1_000_000 / mean);
    }

    /** Collects packets as ffprobe lists them. */
    public static final class Builder {

        private final long startMicros;
        private long[] shown = new long[1_024];
        private long[] keys = new long[64];
        private long[] keysDecoded = new long[64];
        private long[] decoded = new long[1_024];
        private long[] ends = new long[1_024];
        private int packets;
        private int keyPackets;
        private long end;

        /** @param startMicros the container's own start, which all times are taken from */
        public Builder(long startMicros) {
            this.startMicros = startMicros;
        }

        /**
         * @param shownAt absent in some containers: then the decoding time stands for it
         * @param endByte of the file behind it; 0 when its place is not known
         */
        public void add(
                @Nullable Long shownAt, @Nullable Long decodedAt, long durationMicros, long endByte, boolean key) {
            Long any = shownAt != null ? shownAt : decodedAt;
            if (any == null) {
                return;
            }
            long at = any - startMicros;
            if (packets == shown.length) {
                shown = Arrays.copyOf(shown, 2 * packets);
                decoded = Arrays.copyOf(decoded, 2 * packets);
                ends = Arrays.copyOf(ends, 2 * packets);
            }
            long decodes = (decodedAt != null ? decodedAt : any) - startMicros;
            decoded[packets] = packets == 0 ? decodes : Math.max(decodes, decoded[packets - 1]);
            ends[packets] = packets == 0 ? endByte : Math.max(endByte, ends[packets - 1]);
            shown[packets++] = at;
            end = Math.max(end, at + durationMicros);
            if (key) {
                if (keyPackets == keys.length) {
                    keys = Arrays.copyOf(keys, 2 * keyPackets);
                    keysDecoded = Arrays.copyOf(keysDecoded, 2 * keyPackets);
                }
                keys[keyPackets] = at;
                keysDecoded[keyPackets++] = decodes;
            }
        }

        public PacketIndex build() {
            long[] sorted = Arrays.copyOf(shown, packets);
            Arrays.sort(sorted);
            var index = new PacketIndex(
                    Arrays.copyOf(keys, keyPackets),
                    Arrays.copyOf(keysDecoded, keyPackets),
                    sorted,
                    new Places(Arrays.copyOf(decoded, packets), Arrays.copyOf(ends, packets)),
                    end);
            // A last picture without a duration would be left out.
            return packets == 0 || end > sorted[packets - 1] ? index : index.endingLater();
        }
    }
}
