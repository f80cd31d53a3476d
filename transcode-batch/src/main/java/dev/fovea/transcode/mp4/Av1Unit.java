package dev.fovea.transcode.mp4;

import java.util.ArrayList;
import java.util.List;

/**
 * A unit of an AV1 stream ("OBU", AV1 specification, 5.3), as MP4 stores it: each tells its length.
 *
 * @param body,end where what follows its header and length lies
 */
record Av1Unit(int type, int body, int end) {

    static final int SEQUENCE_HEADER = 1;
    private static final int FRAME_HEADER = 3;
    private static final int FRAME = 6;

    private static final int FORBIDDEN = 0x80;
    private static final int EXTENDED = 0x04;
    private static final int TELLS_LENGTH = 0x02;
    /** Shows no frame again, is a key frame, is shown: decoding may start here. */
    private static final int SHOWN_KEY_FRAME = 0b0001;

    /** @throws InvalidMp4 when they do not fill what lies between */
    static List<Av1Unit> in(byte[] bytes, int from, int to) {
        var units = new ArrayList<Av1Unit>();
        for (int at = from; at < to; ) {
            int header = bytes[at];
            if ((header & FORBIDDEN) != 0 || (header & TELLS_LENGTH) == 0) {
                throw new InvalidMp4("no unit begins at byte " + at);
            }
            int body = at + ((header & EXTENDED) != 0 ? 2 : 1);
            long length = 0;
            boolean more = true;
            for (int shift = 0; more; shift += 7, body++) {
                if (body >= to || shift > 28) {
                    throw new InvalidMp4("a unit's length is cut off at byte " + body);
                }
                length |= (long) (bytes[body] & 0x7f) << shift;
                more = (bytes[body] & 0x80) != 0;
            }
            if (length > to - body) {
                throw new InvalidMp4("a unit is cut off at byte " + at);
            }
            units.add(new Av1Unit(header >> 3 & 0xf, body, body + (int) length));
            at = body + (int) length;
        }
        return units;
    }

    /** Whether the first frame of this sample is a key frame that is shown. */
    static boolean isKey(byte[] sample) {
        for (Av1Unit unit : in(sample, 0, sample.length)) {
            if (unit.type == FRAME_HEADER || unit.type == FRAME) {
                return unit.end > unit.body && (sample[unit.body] >> 4 & 0xf) == SHOWN_KEY_FRAME;
            }
        }
        return false;
    }
}
