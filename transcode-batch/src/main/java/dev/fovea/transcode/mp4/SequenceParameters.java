package dev.fovea.transcode.mp4;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What an H.264 stream says of its pictures in its sequence parameter set (ITU-T H.264, 7.3.2.1).
 *
 * @param profile,constraints,level the three bytes that a codec's name is made of
 * @param progressive whether every picture is coded as a frame, none as two fields
 */
public record SequenceParameters(int profile, int constraints, int level, int width, int height, boolean progressive)
        implements PictureParameters {

    private static final Set<Integer> WITH_CHROMA =
            Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);
    private static final int MACROBLOCK = 16;

    /** @throws InvalidMp4 when there is none, or it cannot be read */
    public static SequenceParameters of(List<byte[]> parameterSets) {
        byte[] set = parameterSets.stream()
                .filter(AvcSample::isSequenceSet)
                .findFirst()
                .orElseThrow(() -> new InvalidMp4("no sequence parameter set"));
        try {
            return read(new Bits(withoutEmulation(set)));
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new InvalidMp4("a sequence parameter set is cut off");
        }
    }

    private static SequenceParameters read(Bits bits) {
        bits.skip(8);
        int profile = bits.read(8);
        int constraints = bits.read(8);
        int level = bits.read(8);
        bits.number(); // its id
        int chroma = 1;
        if (WITH_CHROMA.contains(profile)) {
            chroma = bits.number();
            bits.skip(chroma == 3 ? 1 : 0);
            bits.number(); // depths
            bits.number();
            bits.skip(1);
            if (bits.read(1) == 1) {
                skipScalingLists(bits, chroma == 3 ? 12 : 8);
            }
        }
        bits.number(); // of frame numbers
        int order = bits.number();
        if (order == 0) {
            bits.number();
        } else if (order == 1) {
            bits.skip(1);
            bits.number();
            bits.number();
            for (int left = bits.number(); left > 0; left--) {
                bits.number();
            }
        }
        bits.number(); // reference frames
        bits.skip(1);
        int width = (bits.number() + 1) * MACROBLOCK;
        int units = bits.number() + 1;
        boolean progressive = bits.read(1) == 1;
        int height = units * MACROBLOCK * (progressive ? 1 : 2);
        bits.skip(progressive ? 1 : 2);
        if (bits.read(1) == 1) {
            int across = chroma == 1 || chroma == 2 ? 2 : 1;
            int down = (chroma == 1 ? 2 : 1) * (progressive ? 1 : 2);
            width -= across * (bits.number() + bits.number());
            height -= down * (bits.number() + bits.number());
        }
        return new SequenceParameters(profile, constraints, level, width, height, progressive);
    }

    /** Lists that are told as differences, until one that leads to zero: the rest is as the one before (7.3.2.1.1.1). */
    private static void skipScalingLists(Bits bits, int lists) {
        for (int list = 0; list < lists; list++) {
            if (bits.read(1) == 1) {
                int last = 8;
                for (int left = list < 6 ? 16 : 64; left > 0 && last != 0; left--) {
                    last = last + bits.signed() & 0xff;
                }
            }
        }
    }

    @Override
    public String codec() {
        return "avc1.%02x%02x%02x".formatted(profile, constraints, level);
    }

    /** A 3 behind two zeros keeps data from looking like a start code. */
    private static byte[] withoutEmulation(byte[] set) {
        byte[] plain = new byte[set.length];
        int length = 0;
        int zeros = 0;
        for (byte each : set) {
            if (zeros >= 2 && each == 3) {
                zeros = 0;
            } else {
                plain[length++] = each;
                zeros = each == 0 ? zeros + 1 : 0;
            }
        }
        return Arrays.copyOf(plain, length);
    }
}
