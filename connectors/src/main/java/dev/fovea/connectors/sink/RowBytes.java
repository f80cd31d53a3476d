package dev.fovea.connectors.sink;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Bytes as ClickHouse's RowBinary formats have them: little-endian, lengths as variable-length integers. */
final class RowBytes extends ByteArrayOutputStream {
    RowBytes(int capacity) {
        super(capacity);
    }

    void writeLittleEndian(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            write((int) (value >>> (8 * i)));
        }
    }

    void writeLength(int length) {
        int rest = length;
        while (rest > 0x7f) {
            write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        write(rest);
    }

    void writeText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeLength(bytes.length);
        writeBytes(bytes);
    }

    void writeUuid(UUID uuid) {
        writeLittleEndian(uuid.getMostSignificantBits(), Long.BYTES);
        writeLittleEndian(uuid.getLeastSignificantBits(), Long.BYTES);
    }

    long longAt(int position) {
        long value = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            value = value << Byte.SIZE | (buf[position + i] & 0xff);
        }
        return value;
    }

    void writePart(RowBytes from, int start, int end) {
        write(from.buf, start, end - start);
    }
}
