package dev.fovea.connectors.embedded;

import dev.fovea.connectors.embedded.ClickHouseException.Code;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks of the format Native for clients that tell a {@code client_protocol_version}, as clickhouse-go does: the engine writes
 * them for those that tell none. The bytes of columns are the same; but each block has its info before it, and each type is
 * followed by whether its column is serialized in another way than usual. Where a column ends is read off its type.
 */
final class NativeBlocks {
    private static final int REVISION_WITH_BLOCK_INFO = 51903;
    private static final int REVISION_WITH_CUSTOM_SERIALIZATION = 54454;

    /** Numbered fields: no overflow row, no bucket (-1), the end. */
    private static final byte[] BLOCK_INFO = {1, 0, 2, -1, -1, -1, -1, 0};

    private final ByteBuffer blocks;
    private final int revision;
    private final ByteArrayOutputStream out;

    private NativeBlocks(ByteBuffer blocks, int revision) {
        this.blocks = blocks.order(ByteOrder.LITTLE_ENDIAN);
        this.revision = revision;
        this.out = new ByteArrayOutputStream(blocks.remaining() + 256);
    }

    /** @param blocks whole ones */
    static byte[] ofRevision(ByteBuffer blocks, int revision) {
        return new NativeBlocks(blocks, revision).rewritten();
    }

    private byte[] rewritten() {
        while (blocks.hasRemaining()) {
            if (revision >= REVISION_WITH_BLOCK_INFO) {
                out.writeBytes(BLOCK_INFO);
            }
            int start = blocks.position();
            long columns = varint();
            int rows = Math.toIntExact(varint());
            copyFrom(start);
            for (long column = 0; column < columns; column++) {
                column(rows);
            }
        }
        return out.toByteArray();
    }

    private void column(int rows) {
        int start = blocks.position();
        skip(varint()); // its name
        String type = string();
        copyFrom(start);
        if (revision >= REVISION_WITH_CUSTOM_SERIALIZATION) {
            out.write(0);
        }
        int data = blocks.position();
        if (rows > 0) {
            skipVersions(type);
            skipValues(type, rows);
        }
        copyFrom(data);
    }

    /** Before its values a column tells versions of its parts; of those known here only LowCardinality does. */
    private void skipVersions(String type) {
        switch (head(type)) {
            case "LowCardinality" -> skip(8);
            case "Nullable", "Array", "Map", "Tuple", "Nested" ->
                arguments(type).forEach(this::skipVersions);
            case "SimpleAggregateFunction" -> skipVersions(arguments(type).getLast());
            default -> {}
        }
    }

    private void skipValues(String type, long rows) {
        if (rows == 0) {
            return;
        }
        switch (head(type)) {
            case "String" -> {
                for (long row = 0; row < rows; row++) {
                    skip(varint());
                }
            }
            case "FixedString" -> skip(rows * Integer.parseInt(arguments(type).getFirst()));
            case "Nullable" -> {
                skip(rows);
                skipValues(arguments(type).getFirst(), rows);
            }
            case "Array" -> skipValues(arguments(type).getFirst(), lastOffset(rows));
            case "Map" -> {
                long entries = lastOffset(rows);
                arguments(type).forEach(part -> skipValues(part, entries));
            }
            case "Nested" -> {
                long entries = lastOffset(rows);
                arguments(type).forEach(part -> skipValues(part, entries));
            }
            case "Tuple" -> arguments(type).forEach(part -> skipValues(part, rows));
            case "SimpleAggregateFunction" -> skipValues(arguments(type).getLast(), rows);
            case "LowCardinality" -> skipDictionary(arguments(type).getFirst());
            default -> skip(rows * bytesOf(type));
        }
    }

    /** Flags whose lowest byte is the width of an index as a power of two, the distinct values, an index for each row. */
    private void skipDictionary(String type) {
        int width = 1 << (blocks.getLong() & 0xff);
        String ofValues = head(type).equals("Nullable") ? arguments(type).getFirst() : type;
        skipValues(ofValues, blocks.getLong());
        skip(blocks.getLong() * width);
    }

    /** Offsets of arrays count from the first row on: the last one is the number of all elements. */
    private long lastOffset(long rows) {
        skip(8 * (rows - 1));
        return blocks.getLong();
    }

    private static int bytesOf(String type) {
        String head = head(type);
        return switch (head) {
            case "UInt8", "Int8", "Bool", "Enum8", "Nothing" -> 1;
            case "UInt16", "Int16", "Enum16", "Date", "BFloat16" -> 2;
            case "UInt32", "Int32", "Float32", "Date32", "DateTime", "IPv4", "Time" -> 4;
            case "UInt64", "Int64", "Float64", "DateTime64", "Time64" -> 8;
            case "UInt128", "Int128", "UUID", "IPv6" -> 16;
            case "UInt256", "Int256" -> 32;
            case "Decimal" -> bytesOfDecimal(Integer.parseInt(arguments(type).getFirst()));
            default -> {
                if (head.startsWith("Interval")) {
                    yield 8;
                }
                throw ClickHouseException.of(
                        Code.NOT_IMPLEMENTED,
                        "Columns of type " + type + " are not sent in the format Native to a client of this protocol");
            }
        };
    }

    private static int bytesOfDecimal(int digits) {
        return digits <= 9 ? 4 : digits <= 18 ? 8 : digits <= 38 ? 16 : 32;
    }

    private static String head(String type) {
        int bracket = type.indexOf('(');
        return bracket < 0 ? type : type.substring(0, bracket);
    }

    /** The types between the brackets, without the names that those of a tuple may have. */
    private static List<String> arguments(String type) {
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        int start = type.indexOf('(') + 1;
        for (int i = start; i < type.length(); i++) {
            char c = type.charAt(i);
            if (c == '\'' || c == '`' || c == '"') {
                i = endOfQuotes(type, i);
            } else if (c == '(') {
                depth++;
            } else if (depth == 0 && (c == ',' || c == ')')) {
                arguments.add(withoutName(type.substring(start, i).strip()));
                start = i + 1;
            } else if (c == ')') {
                depth--;
            }
        }
        return arguments;
    }

    private static int endOfQuotes(String text, int start) {
        int i = start + 1;
        while (text.charAt(i) != text.charAt(start)) {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    /** A type has no blank before its brackets. */
    private static String withoutName(String argument) {
        if (argument.startsWith("`") || argument.startsWith("\"")) {
            return argument.substring(endOfQuotes(argument, 0) + 1).strip();
        }
        int blank = argument.indexOf(' ');
        int bracket = argument.indexOf('(');
        return blank >= 0 && (bracket < 0 || blank < bracket)
                ? argument.substring(blank + 1).strip()
                : argument;
    }

    private String string() {
        byte[] bytes = new byte[Math.toIntExact(varint())];
        blocks.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte octet = blocks.get();
            value |= (long) (octet & 0x7f) << shift;
            if (octet >= 0) {
                return value;
            }
        }
    }

    private void skip(long count) {
        blocks.position(Math.toIntExact(blocks.position() + count));
    }

    private void copyFrom(int start) {
        byte[] bytes = new byte[blocks.position() - start];
        blocks.get(start, bytes);
        out.writeBytes(bytes);
    }
}
