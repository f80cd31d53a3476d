package dev.fovea.connectors.sink;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import tools.jackson.core.JsonParser;

/** From a record's JSON value to the row of its table: fields renamed, identity in Kafka added, month found. Not for two threads. */
sealed interface RowWriter permits JsonRows, BinaryRows {
    /** Before it, ClickHouse takes a number for seconds; the tables refuse the same. */
    long TIME_MS_MIN = Instant.parse("2001-09-10T00:00:00Z").toEpochMilli();

    long TIME_MS_MAX = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();

    /** @return valid until the next record is written */
    Row write(SinkRecord record, TableRoute route, UUID topicId) throws NoRow;

    /** The statement that the rows follow, one behind the other. */
    String insertInto(String table);

    /** A value that makes no row, and why. */
    final class NoRow extends Exception {
        private static final long serialVersionUID = 1L;

        NoRow(String reason) {
            super(reason);
        }
    }

    /** @param month of the table's partition; none for a table without */
    record Row(RowBytes bytes, Optional<YearMonth> month) {}

    static byte[] bytes(Object value) {
        return switch (value) {
            case byte[] bytes -> bytes;
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            default ->
                throw new DataException("values come as " + value.getClass().getName()
                        + ": set value.converter to org.apache.kafka.connect.converters.ByteArrayConverter");
        };
    }

    static boolean fitsLong(JsonParser parser) {
        return parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    }

    static Optional<YearMonth> month(OptionalLong timeMs, TableRoute route) throws NoRow {
        if (route.timeField().isEmpty()) {
            return Optional.empty();
        }
        String field = route.timeField().get();
        if (timeMs.isEmpty()) {
            throw new NoRow("the field " + field + " is missing or no whole number");
        }
        long ms = timeMs.getAsLong();
        if (ms < TIME_MS_MIN || ms > TIME_MS_MAX) {
            throw new NoRow("the field " + field + " is no time of this or the next century: " + ms);
        }
        return Optional.of(YearMonth.from(LocalDate.ofInstant(Instant.ofEpochMilli(ms), ZoneOffset.UTC)));
    }

    static String snakeCase(String field) {
        var column = new StringBuilder(field.length() + 4);
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                column.append(i == 0 ? "" : "_").append((char) (c - 'A' + 'a'));
            } else {
                column.append(c);
            }
        }
        return column.toString();
    }
}
