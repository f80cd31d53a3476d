package dev.fovea.connectors.sink;

import dev.fovea.connectors.sink.RowWriter.NoRow;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** How a JSON value is written into a column of one type; what ClickHouse would not take either is no row. */
interface ColumnType {
    Pattern INTEGER = Pattern.compile("(U?)Int(8|16|32|64)");
    Pattern ENCLOSED = Pattern.compile("(LowCardinality|Nullable|Array|Tuple)\\((.*)\\)");

    /** @param parser stands on the value's first token, which is not null, and is left on its last */
    void write(JsonParser parser, RowBytes out) throws NoRow;

    /** What stands there when the value is missing or null. */
    void writeDefault(RowBytes out);

    /** Empty for a type that is not known here. */
    static Optional<ColumnType> parse(String type, UnaryOperator<String> columnOf) {
        Matcher integer = INTEGER.matcher(type);
        if (integer.matches()) {
            return Optional.of(new Whole(
                    Integer.parseInt(integer.group(2)), !integer.group(1).isEmpty()));
        }
        Matcher enclosed = ENCLOSED.matcher(type);
        if (enclosed.matches()) {
            String inner = enclosed.group(2);
            return switch (enclosed.group(1)) {
                case "LowCardinality" -> parse(inner, columnOf);
                case "Nullable" -> parse(inner, columnOf).map(OrNull::new);
                case "Array" -> parse(inner, columnOf).map(ArrayOf::new);
                default -> TupleOf.parse(inner, columnOf);
            };
        }
        return switch (type) {
            case "UUID" -> Optional.of(new Uuid());
            case "String" -> Optional.of(new Text());
            case "Bool" -> Optional.of(new Bool());
            case "Float64" -> Optional.of(new Float64());
            case "DateTime64(3)", "DateTime64(3, 'UTC')" -> Optional.of(new Milliseconds());
            default -> Optional.empty();
        };
    }

    private static NoRow refused(JsonParser parser, String type) {
        String name = parser.currentName();
        return new NoRow("%s is no %s%s"
                .formatted(parser.currentToken(), type, name == null ? "" : ", which the field " + name + " must be"));
    }

    record Whole(int bits, boolean unsigned) implements ColumnType {
        @Override
        public void write(JsonParser parser, RowBytes out) throws NoRow {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.VALUE_NUMBER_INT && RowWriter.fitsLong(parser)) {
                long value = parser.getLongValue();
                if (fits(value)) {
                    out.writeLittleEndian(value, bits / Byte.SIZE);
                    return;
                }
            } else if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_STRING) {
                writeBig(parser, out);
                return;
            }
            throw refused(parser, toString());
        }

        private boolean fits(long value) {
            if (unsigned) {
                return value >= 0 && (bits == Long.SIZE || value < 1L << bits);
            }
            return bits == Long.SIZE || (value >= -(1L << (bits - 1)) && value < 1L << (bits - 1));
        }

        private void writeBig(JsonParser parser, RowBytes out) throws NoRow {
            try {
                var value = new BigInteger(parser.getString());
                boolean within = unsigned ? value.signum() >= 0 && value.bitLength() <= bits : value.bitLength() < bits;
                if (within) {
                    out.writeLittleEndian(value.longValue(), bits / Byte.SIZE);
                    return;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw refused(parser, toString());
        }

        @Override
        public void writeDefault(RowBytes out) {
            out.writeLittleEndian(0, bits / Byte.SIZE);
        }

        @Override
        public String toString() {
            return (unsigned ? "UInt" : "Int") + bits;
        }
    }

    record Float64() implements ColumnType {
        @Override
        public void write(JsonParser parser, RowBytes out) throws NoRow {
            if (!parser.currentToken().isNumeric()) {
                throw refused(parser, "number");
            }
            out.writeLittleEndian(Double.doubleToRawLongBits(parser.getDoubleValue()), Double.BYTES);
        }

        @Override
        public void writeDefault(RowBytes out) {
            out.writeLittleEndian(0, Double.BYTES);
        }
    }

    record Text() implements ColumnType {
        @Override
        public void write(JsonParser parser, RowBytes out) throws NoRow {
            if (!parser.currentToken().isScalarValue()) {
                throw refused(parser, "text");
            }
            out.writeText(parser.getString());
        }

        @Override
        public void writeDefault(RowBytes out) {
            out.writeLength(0);
        }
    }

    record Bool() implements ColumnType {
        @Override
        public void write(JsonParser parser, RowBytes out) throws NoRow {
            switch (parser.currentToken()) {
                case VALUE_TRUE -> out.write(1);
                case VALUE_FALSE -> out.write(0);
                default -> throw refused(parser, "Bool");
            }
        }

        @Override
        public void writeDefault(RowBytes out) {
            out.write(0);
        }
    }

    record Uuid() implements ColumnType {
        private static final int CHARS = 36;
        /** By character: what it stands for, or -1. */
        private static final byte[] DIGITS = new byte[128];

        static {
            for (int c = 0; c < DIGITS.length; c++) {
                DIGITS[c] = (byte) (HexFormat.isHexDigit(c) ? HexFormat.fromHexDigit(c) : -1);
            }
        }

        @Override
        public void write(JsonParser parser, RowBytes out) throws NoRow {
            if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getStringLength() != CHARS) {
                throw refused(parser, "UUID");
            }
            char[] text = parser.getStringCharacters();
            int start = parser.getStringOffset();
            long timeLow = hex(text, start, 8);
            long timeMid = hex(text, start + 9, 4);
            long timeHigh = hex(text, start + 14, 4);
            long clock = hex(text, start + 19, 4);
            long node = hex(text, start + 24, 12);
            boolean dashed = text[start + 8] == '-'
                    && text[start + 13] == '-'
                    && text[start + 18] == '-'
                    && text[start + 23] == '-';
            if (!dashed || (timeLow | timeMid | timeHigh | clock | node) < 0) {
                throw refused(parser, "UUID");
            }
            out.writeUuid(timeLow << 32 | timeMid << 16 | timeHigh, clock << 48 | node);
        }

        /** Negative when one of so many characters is no hexadecimal digit: the -1 of it is never shifted out. */
        private static long hex(char[] text, int start, int length) {
            long value = 0;
            for (int i = start; i < start + length; i++) {
                value = value << 4 | (text[i] < DIGITS.length ? DIGITS[text[i]] : -1);
            }
            return value;
        }

        @Override
        public void writeDefault(RowBytes out) {
            out.writeUuid(0, 0);
        }
    }

    /** DateTime64(3): milliseconds since 1970, or a time of RFC 3339. */
    record Milliseconds() implements ColumnType {
        @Override
        public void write(JsonParser parser, RowBytes out) throws NoRow {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && RowWriter.fitsLong(parser)) {
                out.writeLittleEndian(parser.getLongValue(), Long.BYTES);
                return;
            }
            try {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    out.writeLittleEndian(Instant.parse(parser.getString()).toEpochMilli(), Long.BYTES);
                    return;
                }
            } catch (DateTimeException | ArithmeticException e) {
                // told below
            }
            throw refused(parser, "time");
        }

        @Override
        public void writeDefault(RowBytes out) {
            out.writeLittleEndian(0, Long.BYTES);
        }
    }

    record OrNull(ColumnType type) implements ColumnType {
        @Override
        public void write(JsonParser parser, RowBytes out) throws NoRow {
            out.write(0);
            type.write(parser, out);
        }

        @Override
        public void writeDefault(RowBytes out) {
            out.write(1);
        }
    }

    record ArrayOf(ColumnType element) implements ColumnType {
        @Override
        public void write(JsonParser parser, RowBytes out) throws NoRow {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw refused(parser, "array");
            }
            var elements = new RowBytes(64);
            int length = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == JsonToken.VALUE_NULL) {
                    element.writeDefault(elements);
                } else {
                    element.write(parser, elements);
                }
                length++;
            }
            out.writeLength(length);
            out.writePart(elements, 0, elements.size());
        }

        @Override
        public void writeDefault(RowBytes out) {
            out.writeLength(0);
        }
    }

    /** With names: comes as an object. */
    record TupleOf(Fields fields) implements ColumnType {
        static Optional<ColumnType> parse(String elements, UnaryOperator<String> columnOf) {
            List<String> names = new ArrayList<>();
            List<ColumnType> types = new ArrayList<>();
            for (String element : split(elements)) {
                String[] named = element.strip().split(" ", 2);
                Optional<ColumnType> type =
                        named.length == 2 ? ColumnType.parse(named[1].strip(), columnOf) : Optional.empty();
                if (type.isEmpty()) {
                    return Optional.empty();
                }
                names.add(named[0]);
                types.add(type.get());
            }
            return Optional.of(new TupleOf(new Fields(names, types, columnOf)));
        }

        /** At the commas that stand in no parentheses. */
        private static List<String> split(String elements) {
            List<String> parts = new ArrayList<>();
            int depth = 0;
            int start = 0;
            for (int i = 0; i < elements.length(); i++) {
                char c = elements.charAt(i);
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (c == ',' && depth == 0) {
                    parts.add(elements.substring(start, i));
                    start = i + 1;
                }
            }
            parts.add(elements.substring(start));
            return parts;
        }

        @Override
        public void write(JsonParser parser, RowBytes out) throws NoRow {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw refused(parser, "object");
            }
            Fields.Found found = fields.read(parser);
            for (int i = 0; i < fields.size(); i++) {
                if (found.has(i)) {
                    found.copy(i, out);
                } else {
                    fields.type(i).writeDefault(out);
                }
            }
        }

        @Override
        public void writeDefault(RowBytes out) {
            for (int i = 0; i < fields.size(); i++) {
                fields.type(i).writeDefault(out);
            }
        }
    }
}
