package dev.fovea.transcode.span;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a picture track in the order in which they are decoded: what deciding needs whether they may be played
 * as they are. Times are microseconds from the container's start.
 */
public final class CodedPictures {

    /** A picture that is shown nearer to the next frame's time than this belongs to neither for certain. */
    private static final double OFF_GRID_MAX_FRAMES = 0.25;

    private final long[] shownAt;
    private final int[] bytes;
    private final BitSet keys;
    private final boolean complete;

    private CodedPictures(long[] shownAt, int[] bytes, BitSet keys, boolean complete) {
        this.shownAt = shownAt;
        this.bytes = bytes;
        this.keys = keys;
        this.complete = complete;
    }

    /** Whether every packet says when it is shown, and none of them is to be left out. */
    public boolean isComplete() {
        return complete;
    }

    /**
     * The same pictures, one for each frame of a film.
     *
     * @param delayFrames how many frames before it is shown the first picture must be decoded
     * @param bytes of each frame
     * @param keyFrames those at which decoding may start
     * @param closed whether no picture that is decoded after a key frame is shown before it
     */
    public record Grid(int delayFrames, int[] bytes, BitSet keyFrames, boolean closed) {}

    /** @return empty when there is not exactly one picture for each of so many frames, near its time */
    public Optional<Grid> on(FrameRate rate, long frames) {
        if (!complete || shownAt.length != frames) {
            return Optional.empty();
        }
        int[] bytesOf = new int[shownAt.length];
        var taken = new BitSet(shownAt.length);
        var keyFrames = new BitSet(shownAt.length);
        int delay = 0;
        int latest = -1;
        boolean closed = true;
        for (int i = 0; i < shownAt.length; i++) {
            double place = shownAt[i] * rate.perSecond() / 1_000_000;
            long frame = Math.round(place);
            if (frame < 0
                    || frame >= frames
                    || taken.get((int) frame)
                    || Math.abs(place - frame) > OFF_GRID_MAX_FRAMES) {
                return Optional.empty();
            }
            int at = (int) frame;
            taken.set(at);
            bytesOf[at] = bytes[i];
            delay = Math.max(delay, i - at);
            if (keys.get(i)) {
                keyFrames.set(at);
                closed &= latest < at && at == i;
            }
            latest = Math.max(latest, at);
        }
        return Optional.of(new Grid(delay, bytesOf, keyFrames, closed));
    }

    /** Collects packets as ffprobe lists them. */
    public static final class Builder {

        private final long startMicros;
        private long[] shown = new long[1_024];
        private int[] bytes = new int[1_024];
        private final BitSet keys = new BitSet();
        private int packets;
        private boolean complete = true;

        /** @param startMicros the container's own start, which all times are taken from */
        public Builder(long startMicros) {
            this.startMicros = startMicros;
        }

        /** @param discarded whether the container says that it is decoded only and not shown */
        public void add(@Nullable Long shownAt, int size, boolean key, boolean discarded) {
            if (shownAt == null || discarded) {
                complete = false;
                return;
            }
            if (packets == shown.length) {
                shown = Arrays.copyOf(shown, 2 * packets);
                bytes = Arrays.copyOf(bytes, 2 * packets);
            }
            shown[packets] = shownAt - startMicros;
            bytes[packets] = size;
            keys.set(packets++, key);
        }

        public CodedPictures build() {
            return new CodedPictures(Arrays.copyOf(shown, packets), Arrays.copyOf(bytes, packets), keys, complete);
        }
    }
}
