package dev.fovea.transcode.span;

import static dev.fovea.contracts.Require.require;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Frames a second as a fraction, in lowest terms; the one rate of all renditions of a film. */
public record FrameRate(int numerator, int denominator) {

    public static final int FRAMES_PER_SECOND_MAX = 60;
    private static final int TICKS_PER_SECOND_MIN = 10_000;
    private static final int MICROS = 1_000_000;
    /** Those that cameras and broadcasters use and whose exact value is no integer. */
    private static final List<FrameRate> NTSC = List.of(
            new FrameRate(12_000, 1_001),
            new FrameRate(15_000, 1_001),
            new FrameRate(24_000, 1_001),
            new FrameRate(30_000, 1_001),
            new FrameRate(48_000, 1_001),
            new FrameRate(60_000, 1_001),
            new FrameRate(120_000, 1_001));

    public FrameRate {
        require(numerator > 0 && numerator <= 240_000, "frame rate's numerator is out of range: " + numerator);
        require(denominator > 0 && denominator <= 1_001, "frame rate's denominator is out of range: " + denominator);
    }

    /** The nearest rate that films have; halved until it is not above 60, and never below 1. */
    public static FrameRate nearest(double framesPerSecond) {
        FrameRate rate = wholeOrHalf(framesPerSecond);
        for (FrameRate ntsc : NTSC) {
            if (ntsc.distanceTo(framesPerSecond) < rate.distanceTo(framesPerSecond)) {
                rate = ntsc;
            }
        }
        while (rate.perSecond() > FRAMES_PER_SECOND_MAX) {
            rate = rate.denominator == 1_001
                    ? new FrameRate(rate.numerator / 2, rate.denominator)
                    : wholeOrHalf(rate.perSecond() / 2);
        }
        return rate;
    }

    /** Webcams have 7.5 and 12.5. */
    private static FrameRate wholeOrHalf(double framesPerSecond) {
        int halves = (int) Math.clamp(Math.round(2 * framesPerSecond), 2, 480);
        return halves % 2 == 0 ? new FrameRate(halves / 2, 1) : new FrameRate(halves, 2);
    }

    private double distanceTo(double framesPerSecond) {
        return Math.abs(perSecond() - framesPerSecond);
    }

    public double perSecond() {
        return (double) numerator / denominator;
    }

    /** The whole number that people call it by: 24 for 24000/1001. */
    public int nominal() {
        return (int) Math.max(1, Math.round(perSecond()));
    }

    /** Ticks a second of the timescale in which each frame lasts a whole number of ticks. */
    public int ticksPerSecond() {
        return numerator * multiplier();
    }

    public int ticksPerFrame() {
        return denominator * multiplier();
    }

    private int multiplier() {
        return numerator >= TICKS_PER_SECOND_MIN ? 1 : 1_000;
    }

    /** The instant at which this frame starts, to the microsecond. */
    public long microsAt(long frame) {
        return BigDecimal.valueOf(frame)
                .multiply(BigDecimal.valueOf((long) denominator * MICROS))
                .divide(BigDecimal.valueOf(numerator), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    public double secondsAt(long frame) {
        return (double) frame * denominator / numerator;
    }

    /** How many frames a film of this length has: the last one is shown until its end. */
    public long framesIn(long micros) {
        return Math.max(1, Math.round(micros * perSecond() / MICROS));
    }

    /** As FFmpeg and MPD write it. */
    @Override
    public String toString() {
        return denominator == 1 ? Integer.toString(numerator) : numerator + "/" + denominator;
    }

    /** As HLS writes it. */
    public String decimal() {
        return String.format(Locale.ROOT, "%.3f", perSecond());
    }
}
