package dev.fovea.transcode.mp4;

import java.util.Arrays;
import java.util.Locale;

/**
 * What an AV1 stream says of its pictures in its sequence header (AV1 specification, 5.5).
 *
 * @param level,tier of its first operating point; tier 0 is Main
 */
record Av1Sequence(int profile, int level, int tier, int bitDepth, int width, int height) implements PictureParameters {

    private static final int FIRST_LEVEL_WITH_TIERS = 8;

    /** @throws InvalidMp4 when these units hold none, or it cannot be read */
    static Av1Sequence of(byte[] units) {
        for (Av1Unit unit : Av1Unit.in(units, 0, units.length)) {
            if (unit.type() == Av1Unit.SEQUENCE_HEADER) {
                try {
                    return read(new Bits(Arrays.copyOfRange(units, unit.body(), unit.end())));
                } catch (ArrayIndexOutOfBoundsException e) {
                    throw new InvalidMp4("a sequence header is cut off");
                }
            }
        }
        throw new InvalidMp4("no sequence header");
    }

    private static Av1Sequence read(Bits bits) {
        int profile = bits.read(3);
        bits.skip(1);
        if (bits.flag()) {
            throw new InvalidMp4("a still picture"); // its header is shorter, and it is none of ours
        }
        int delayBits = 0;
        if (bits.flag()) { // timing
            bits.skip(64);
            if (bits.flag()) {
                bits.number();
            }
            if (bits.flag()) { // a decoder model
                delayBits = bits.read(5) + 1;
                bits.skip(32 + 5 + 5);
            }
        }
        boolean displayDelays = bits.flag();
        int points = bits.read(5) + 1;
        int level = 0;
        int tier = 0;
        for (int point = 0; point < points; point++) {
            bits.skip(12);
            int ownLevel = bits.read(5);
            int ownTier = ownLevel >= FIRST_LEVEL_WITH_TIERS ? bits.read(1) : 0;
            if (point == 0) {
                level = ownLevel;
                tier = ownTier;
            }
            if (delayBits > 0 && bits.flag()) {
                bits.skip(2 * delayBits + 1);
            }
            if (displayDelays && bits.flag()) {
                bits.skip(4);
            }
        }
        int widthBits = bits.read(4) + 1;
        int heightBits = bits.read(4) + 1;
        int width = bits.read(widthBits) + 1;
        int height = bits.read(heightBits) + 1;
        if (bits.flag()) { // numbers of frames
            bits.skip(4 + 3);
        }
        bits.skip(3 + 4); // block size, intra tools; inter tools
        boolean ordered = bits.flag();
        bits.skip(ordered ? 2 : 0);
        boolean toolsForEachFrame = bits.flag();
        boolean screenTools = toolsForEachFrame || bits.flag();
        if (screenTools && !bits.flag()) { // whether vectors are whole is not chosen for each frame either
            bits.skip(1);
        }
        bits.skip(ordered ? 3 : 0);
        bits.skip(3); // super resolution, filters
        boolean high = bits.flag();
        int bitDepth = !high ? 8 : profile == 2 && bits.flag() ? 12 : 10;
        return new Av1Sequence(profile, level, tier, bitDepth, width, height);
    }

    @Override
    public String codec() {
        return codec(profile, level, tier, bitDepth);
    }

    static String codec(int profile, int level, int tier, int bitDepth) {
        return String.format(Locale.ROOT, "av01.%d.%02d%s.%02d", profile, level, tier == 0 ? "M" : "H", bitDepth);
    }

    /** AV1 knows no fields. */
    @Override
    public boolean progressive() {
        return true;
    }
}
