package dev.fovea.transcode.mp4;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** H.264 samples as MP4 stores them: each unit behind its length in four bytes. */
public final class AvcSample {

    private static final byte[] START_CODE = {0, 0, 0, 1};
    /** Tells where a picture begins, for any slice type. */
    private static final byte[] DELIMITER = {0, 0, 0, 1, 9, (byte) 0xf0};

    private static final int TYPE_MASK = 0x1f;
    private static final int SEQUENCE_SET = 7;
    private static final int IDR = 5;
    private static final int NOT_IDR = 1;
    private static final int LENGTH_BYTES = 4;
    /** The first bit of a slice that begins with the first block of its picture: an Exp-Golomb 0. */
    private static final int FIRST_OF_PICTURE = 0x80;

    private AvcSample() {}

    /** Whether all its picture data is of an IDR: decoding may start here, and nothing later looks back past it. */
    public static boolean isIdr(byte[] sample) {
        boolean found = false;
        ByteBuffer bytes = ByteBuffer.wrap(sample);
        while (bytes.remaining() > 4) {
            int length = bytes.getInt();
            if (length <= 0 || length > bytes.remaining()) {
                return false;
            }
            int type = bytes.get(bytes.position()) & TYPE_MASK;
            found |= type == IDR;
            if (type == NOT_IDR) {
                return false;
            }
            bytes.position(bytes.position() + length);
        }
        return found;
    }

    /**
     * How many pictures begin in these samples, one behind the other.
     *
     * @throws InvalidMp4 when it is seen without decoding that they are damaged: their units do not fill them, or hold what
     *     no unit may hold, such as three zeros in a row (ITU-T H.264, 7.4.1)
     */
    static int pictures(byte[] bytes, int from, int to) {
        int pictures = 0;
        for (int at = from; at < to; ) {
            int unit = at + LENGTH_BYTES;
            int length = unit < to ? ByteBuffer.wrap(bytes).getInt(at) : 0;
            if (length <= 0 || length > to - unit) {
                throw new InvalidMp4("a picture's data is cut off at byte " + at);
            }
            int end = unit + length;
            int forbidden = startCode(bytes, unit, end);
            if (forbidden < end) {
                throw new InvalidMp4("no picture's data holds what stands at byte " + forbidden);
            }
            int type = bytes[unit] & TYPE_MASK;
            if ((type == IDR || type == NOT_IDR) && length > 1 && (bytes[unit + 1] & FIRST_OF_PICTURE) != 0) {
                pictures++;
            }
            at = end;
        }
        return pictures;
    }

    /** Where two zeros and a byte below 3 stand; the end if nowhere. */
    private static int startCode(byte[] bytes, int from, int to) {
        int at = from + 2;
        while (at < to) {
            int last = Byte.toUnsignedInt(bytes[at]);
            if (last > 2) {
                at += 3; // nor can it be one of the two zeros
            } else if (bytes[at - 1] == 0 && bytes[at - 2] == 0) {
                return at - 2;
            } else {
                at++;
            }
        }
        return to;
    }

    public static boolean isSequenceSet(byte[] unit) {
        return unit.length > 0 && (unit[0] & TYPE_MASK) == SEQUENCE_SET;
    }

    /** The units of a byte stream, without the start codes before them and the zeros behind them. */
    public static List<byte[]> unitsOf(byte[] stream) {
        var units = new ArrayList<byte[]>();
        int from = -1;
        for (int at = 0; at <= stream.length; at++) {
            boolean code = at + 3 <= stream.length && stream[at] == 0 && stream[at + 1] == 0 && stream[at + 2] == 1;
            if (code || at == stream.length) {
                int end = at;
                while (end > from && from >= 0 && stream[end - 1] == 0) {
                    end--;
                }
                if (from >= 0 && end > from) {
                    units.add(Arrays.copyOfRange(stream, from, end));
                }
                from = at + 3;
            }
        }
        return units;
    }

    /** The sample as a byte stream that a decoder takes by itself. */
    public static byte[] toByteStream(byte[] sample, List<byte[]> parameterSets) {
        var stream = new ByteArrayOutputStream();
        stream.writeBytes(DELIMITER);
        for (byte[] set : parameterSets) {
            stream.writeBytes(START_CODE);
            stream.writeBytes(set);
        }
        ByteBuffer bytes = ByteBuffer.wrap(sample);
        while (bytes.remaining() > 4) {
            int length = bytes.getInt();
            if (length <= 0 || length > bytes.remaining()) {
                throw new InvalidMp4("a picture's data is cut off");
            }
            stream.writeBytes(START_CODE);
            stream.write(sample, bytes.position(), length);
            bytes.position(bytes.position() + length);
        }
        return stream.toByteArray();
    }
}
