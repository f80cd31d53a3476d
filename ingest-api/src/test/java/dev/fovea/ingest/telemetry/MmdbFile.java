package dev.fovea.ingest.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A small database of countries by IPv4 network, written by the MaxMind DB File Format Specification 2.0: a binary tree with a
 * node for each bit of an address, the values its leaves point to, and the metadata.
 */
final class MmdbFile {

    private static final int RECORD_BITS = 24;
    private static final int DATA_SECTION_SEPARATOR_BYTES = 16;
    private static final byte[] METADATA_MARKER = {
        (byte) 0xab, (byte) 0xcd, (byte) 0xef, 'M', 'a', 'x', 'M', 'i', 'n', 'd', '.', 'c', 'o', 'm'
    };

    private static final int STRING = 2;
    private static final int UINT16 = 5;
    private static final int UINT32 = 6;
    private static final int MAP = 7;
    private static final int UINT64 = 9;
    private static final int ARRAY = 11;

    /** Of each node, for a bit of 0 and of 1: another node, {@code -1} for nothing, {@code -2 - place} for a value. */
    private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {-1, -1}));

    private final ByteArrayOutputStream values = new ByteArrayOutputStream();

    /** @param network such as 198.51.100.0/24 */
    MmdbFile with(String network, Map<String, ?> value) throws IOException {
        int slash = network.indexOf('/');
        int bits = Integer.parseInt(network.substring(slash + 1));
        int address = ByteBuffer.wrap(
                        InetAddress.ofLiteral(network.substring(0, slash)).getAddress())
                .getInt();
        int place = values.size();
        write(value, values);
        int node = 0;
        for (int bit = 0; bit < bits; bit++) {
            int side = (address >>> (31 - bit)) & 1;
            if (bit == bits - 1) {
                nodes.get(node)[side] = -2 - place;
            } else {
                if (nodes.get(node)[side] == -1) {
                    nodes.get(node)[side] = nodes.size();
                    nodes.add(new int[] {-1, -1});
                }
                node = nodes.get(node)[side];
            }
        }
        return this;
    }

    Path writeTo(Path file) throws IOException {
        var all = new ByteArrayOutputStream();
        for (int[] sides : nodes) {
            for (int side : sides) {
                int record = side >= 0
                        ? side
                        : side == -1 ? nodes.size() : nodes.size() + DATA_SECTION_SEPARATOR_BYTES - 2 - side;
                writeNumber(record, RECORD_BITS / Byte.SIZE, all);
            }
        }
        all.write(new byte[DATA_SECTION_SEPARATOR_BYTES]);
        values.writeTo(all);
        all.write(METADATA_MARKER);
        head(MAP, 9, all);
        writeField("binary_format_major_version", UINT16, 2, all);
        writeField("binary_format_minor_version", UINT16, 0, all);
        writeField("build_epoch", UINT64, 1_790_000_000, all);
        write("database_type", all);
        write("Test-Country", all);
        write("description", all);
        write(Map.of("en", "made by a test"), all);
        writeField("ip_version", UINT16, 4, all);
        write("languages", all);
        head(ARRAY, 1, all);
        write("en", all);
        writeField("node_count", UINT32, nodes.size(), all);
        writeField("record_size", UINT16, RECORD_BITS, all);
        return Files.write(file, all.toByteArray());
    }

    private static void write(Object value, ByteArrayOutputStream out) throws IOException {
        switch (value) {
            case String text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                head(STRING, bytes.length, out);
                out.write(bytes);
            }
            case Map<?, ?> map -> {
                head(MAP, map.size(), out);
                for (var entry : map.entrySet()) {
                    write(entry.getKey(), out);
                    write(entry.getValue(), out);
                }
            }
            default -> throw new IllegalArgumentException("no value of a test: " + value);
        }
    }

    private static void writeField(String name, int type, int number, ByteArrayOutputStream out) throws IOException {
        write(name, out);
        int bytes = type == UINT16 ? Short.BYTES : Integer.BYTES;
        head(type, bytes, out);
        writeNumber(number, bytes, out);
    }

    /** Three bits of type and five of size; types beyond the seventh stand in a byte of their own. */
    private static void head(int type, int size, ByteArrayOutputStream out) {
        if (size > 28) {
            throw new IllegalArgumentException("too long for a test: " + size);
        }
        out.write(type <= MAP ? (type << 5) | size : size);
        if (type > MAP) {
            out.write(type - MAP);
        }
    }

    private static void writeNumber(int number, int bytes, ByteArrayOutputStream out) {
        for (int i = bytes - 1; i >= 0; i--) {
            out.write(number >>> (i * Byte.SIZE));
        }
    }
}
