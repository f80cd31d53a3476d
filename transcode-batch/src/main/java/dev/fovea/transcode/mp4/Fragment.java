package dev.fovea.transcode.mp4;

/**
 * A moof with its mdat: for pictures one group that starts with a key frame.
 *
 * @param offset of the moof within the segment
 * @param sizeBytes of moof and mdat
 * @param time when its first sample is decoded, in the track's ticks
 * @param duration of all its samples, in ticks
 * @param firstSampleOffset,firstSampleBytes where its first sample lies, from the moof on
 * @param key whether its first sample says that decoding may start there
 */
public record Fragment(
        int offset,
        int sizeBytes,
        long time,
        long duration,
        int samples,
        int firstSampleOffset,
        int firstSampleBytes,
        boolean key) {

    /** How much of it an I-frame playlist names: everything up to the end of the first sample. */
    public int keyBytes() {
        return firstSampleOffset + firstSampleBytes;
    }

    public long end() {
        return time + duration;
    }

    Fragment at(int newOffset) {
        return new Fragment(newOffset, sizeBytes, time, duration, samples, firstSampleOffset, firstSampleBytes, key);
    }
}
