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
