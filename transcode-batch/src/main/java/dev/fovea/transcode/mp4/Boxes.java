package dev.fovea.transcode.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The boxes of an MP4 between two offsets, one level deep. */
final class Boxes {

    private static final int HEADER_BYTES = 8;
    private static final int LARGE_HEADER_BYTES = 16;

    private Boxes() {}

    /** @param at offset of its header; {@code body} of what follows it; {@code end} is behind its last byte */
    record Box(String type, int at, int body, int end) {
        int size() {
            return end - at;
        }
    }

    /** @throws InvalidMp4 when a box does not fit between the offsets */
    static List<Box> between(ByteBuffer bytes, int from, int to) {
        var boxes = new ArrayList<Box>();
        int at = from;
        while (at < to) {
            if (to - at < HEADER_BYTES) {
                throw new InvalidMp4("a box is cut off at byte " + at);
            }
            long size = Integer.toUnsignedLong(bytes.getInt(at));
            int header = HEADER_BYTES;
            if (size == 1 && to - at >= LARGE_HEADER_BYTES) {
                size = bytes.getLong(at + HEADER_BYTES);
                header = LARGE_HEADER_BYTES;
            }
            if (size < header || size > to - at) {
                throw new InvalidMp4("a box at byte %d says that it has %d bytes".formatted(at, size));
            }
            byte[] type = new byte[4];
            bytes.get(at + 4, type);
            boxes.add(new Box(new String(type, StandardCharsets.ISO_8859_1), at, at + header, at + (int) size));
            at += (int) size;
        }
        return boxes;
    }

    static List<Box> in(ByteBuffer bytes, Box parent) {
        return between(bytes, parent.body(), parent.end());
    }

    static Optional<Box> find(ByteBuffer bytes, Box parent, String type) {
        return in(bytes, parent).stream().filter(box -> box.type().equals(type)).findFirst();
    }

    static Box first(ByteBuffer bytes, Box parent, String type) {
        return find(bytes, parent, type)
                .orElseThrow(() -> new InvalidMp4("no %s in %s".formatted(type, parent.type())));
    }
}
