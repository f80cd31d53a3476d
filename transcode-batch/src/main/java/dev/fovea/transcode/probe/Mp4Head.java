package dev.fovea.transcode.probe;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * Whether a film can be planned from its first bytes: an MP4 whose index ({@code moov}) stands before its pictures
 * ({@code mdat}; ISO/IEC 14496-12, 4.2 and 8.2).
 */
public final class Mp4Head {

    static final Unfit NO_MP4 = new Unfit("only MP4 files can be encoded while they arrive");
    static final Unfit INDEX_AT_END = new Unfit("this file's index stands at its end");
    static final Unfit FRAGMENTED = new Unfit("this file has no index of the whole");

    private static final int HEADER_BYTES = 8;
    private static final int LARGE_HEADER_BYTES = 16;
    /** Hours of film have some megabytes. */
    private static final long INDEX_BYTES_MAX = 256L << 20;

    private static final Set<String> FIRST = Set.of("ftyp", "moov", "mdat", "wide", "free", "skip");

    private Mp4Head() {}

    public sealed interface Found {}

    /** @param endByte behind the index: all times and places of its packets are known */
    public record Front(long endByte) implements Found {}

    /** @param bytes of the file that must be there to say more */
    public record Unknown(long bytes) implements Found {}

    /** @param reason for people, as the rest of a sentence */
    public record Unfit(String reason) implements Found {}

    /**
     * @param bytes that the file has by now
     * @param sizeBytes that it will have
     */
    public static Found of(Path file, long bytes, long sizeBytes) throws IOException {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            return of(in, bytes, sizeBytes);
        }
    }

    private static Found of(RandomAccessFile in, long bytes, long sizeBytes) throws IOException {
        long at = 0;
        while (at + LARGE_HEADER_BYTES <= sizeBytes) {
            if (at + LARGE_HEADER_BYTES > bytes) {
                return new Unknown(at + LARGE_HEADER_BYTES);
            }
            Box box = Box.at(in, at);
            if (at == 0 && !FIRST.contains(box.type) || box.size < HEADER_BYTES || box.size > sizeBytes - at) {
                return NO_MP4;
            }
            switch (box.type) {
                case "mdat" -> {
                    return INDEX_AT_END;
                }
                case "moof", "styp", "sidx" -> {
                    return FRAGMENTED;
                }
                case "moov" -> {
                    return ofIndex(in, at, box, bytes);
                }
                default -> at += box.size;
            }
        }
        return NO_MP4;
    }

    private static Found ofIndex(RandomAccessFile in, long at, Box index, long bytes) throws IOException {
        long end = at + index.size;
        if (index.size > INDEX_BYTES_MAX) {
            return NO_MP4;
        }
        if (end > bytes) {
            return new Unknown(end);
        }
        for (long child = at + index.header; child + LARGE_HEADER_BYTES <= end; ) {
            Box box = Box.at(in, child);
            if (box.size < HEADER_BYTES || box.size > end - child) {
                return NO_MP4;
            }
            if (box.type.equals("mvex")) {
                return FRAGMENTED;
            }
            child += box.size;
        }
        return new Front(end);
    }

    /** @param size below 8: none that can be used, also "to the end of the file" */
    private record Box(String type, long size, int header) {

        private static Box at(RandomAccessFile in, long at) throws IOException {
            byte[] head = new byte[LARGE_HEADER_BYTES];
            in.seek(at);
            in.readFully(head);
            long size = Integer.toUnsignedLong(ByteBuffer.wrap(head).getInt());
            String type = new String(head, Integer.BYTES, Integer.BYTES, StandardCharsets.ISO_8859_1);
            return size == 1
                    ? new Box(type, ByteBuffer.wrap(head).getLong(HEADER_BYTES), LARGE_HEADER_BYTES)
                    : new Box(type, size, HEADER_BYTES);
        }
    }
}
