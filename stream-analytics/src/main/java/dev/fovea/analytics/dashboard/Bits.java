package dev.fovea.analytics.dashboard;

/** Sets of few things as the bits of words. */
final class Bits {

    private Bits() {}

    /** Adds to the count of each thing whose bit is set. */
    static void count(long[] counts, int word, long bits, long times) {
        for (long left = bits; left != 0; left &= left - 1) {
            counts[word * Long.SIZE + Long.numberOfTrailingZeros(left)] += times;
        }
    }
}
