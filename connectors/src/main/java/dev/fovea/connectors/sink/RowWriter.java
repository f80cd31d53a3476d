package dev.fovea.connectors.sink;

import dev.fovea.connectors.sink.SinkConfig.FieldNames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** From a record's JSON value to the row of its table: fields renamed, identity in Kafka added, month found. */
final class RowWriter {
    /** Before it, ClickHouse takes a number for seconds; the tables refuse the same. */
    private static final long TIME_MS_MIN =
            Instant.parse("2001-09-10T00:00:00Z").toEpochMilli();

    private static final long TIME_MS_MAX =
            Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();
    /** Names come from records, so a hostile writer must not fill the memory with them. */
    private static final int NAMES_CACHED_MAX = 1_000;

    private final JsonFactory json = new JsonFactory();
    private final FieldNames fieldNames;
    private final Map<String, String> columns = new ConcurrentHashMap<>();

    RowWriter(FieldNames fieldNames) {
        this.fieldNames = fieldNames;
    }

    /** A value that makes no row, and why. */
    static final class NoRow extends Exception {
        private static final long serialVersionUID = 1L;

        NoRow(String reason) {
            super(reason);
        }
    }

    /**
     * @param json one object and a line break
     * @param month of the table's partition; none for a table without
     */
    record Row(byte[] json, Optional<YearMonth> month) {}

    Row write(SinkRecord record, TableRoute route, UUID topicId) throws NoRow {
        byte[] value = bytes(record.value());
        var out = new ByteArrayOutputStream(value.length + value.length / 4 + 160);
        OptionalLong timeMs;
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), value);
                JsonGenerator generator = json.createGenerator(ObjectWriteContext.empty(), out)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new NoRow("the value is no JSON object");
            }
            generator.writeStartObject();
            generator.writeStringProperty("topic_id", topicId.toString());
            generator.writeNumberProperty(
                    "kafka_partition", record.kafkaPartition().intValue());
            generator.writeNumberProperty("kafka_offset", record.kafkaOffset());
            timeMs = copyFields(parser, generator, route);
            if (parser.nextToken() != null) {
                throw new NoRow("something follows the JSON object");
            }
            generator.writeEndObject();
        } catch (JacksonException e) {
            throw new NoRow("the value is no JSON: " + e.getOriginalMessage());
        }
        out.write('\n');
        return new Row(out.toByteArray(), route.timeField().isEmpty() ? Optional.empty() : month(timeMs, route));
    }

    private static byte[] bytes(Object value) {
        return switch (value) {
            case byte[] bytes -> bytes;
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            default ->
                throw new DataException("values come as " + value.getClass().getName()
                        + ": set value.converter to org.apache.kafka.connect.converters.ByteArrayConverter");
        };
    }

    /** Up to the end of the object; gives back the time field's value, when it is there and a whole number. */
    private OptionalLong copyFields(JsonParser parser, JsonGenerator generator, TableRoute route) {
        OptionalLong timeMs = OptionalLong.empty();
        int depth = 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            switch (token) {
                case PROPERTY_NAME -> generator.writeName(column(parser.currentName()));
                case START_OBJECT, START_ARRAY -> {
                    depth++;
                    generator.copyCurrentEvent(parser);
                }
                case END_OBJECT, END_ARRAY -> {
                    depth--;
                    if (depth > 0) {
                        generator.copyCurrentEvent(parser);
                    }
                }
                case null -> throw new IllegalStateException("the parser ends an object before it ends the input");
                default -> {
                    boolean isTime = depth == 1
                            && token == JsonToken.VALUE_NUMBER_INT
                            && route.timeField()
                                    .filter(parser.currentName()::equals)
                                    .isPresent();
                    if (isTime && parser.isExpectedNumberIntToken() && fitsLong(parser)) {
                        timeMs = OptionalLong.of(parser.getLongValue());
                    }
                    generator.copyCurrentEventExact(parser);
                }
            }
        }
        return timeMs;
    }

    private static boolean fitsLong(JsonParser parser) {
        return parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    }

    private static Optional<YearMonth> month(OptionalLong timeMs, TableRoute route) throws NoRow {
        String field = route.timeField().orElseThrow();
        if (timeMs.isEmpty()) {
            throw new NoRow("the field " + field + " is missing or no whole number");
        }
        long ms = timeMs.getAsLong();
        if (ms < TIME_MS_MIN || ms > TIME_MS_MAX) {
            throw new NoRow("the field " + field + " is no time of this or the next century: " + ms);
        }
        return Optional.of(YearMonth.from(Instant.ofEpochMilli(ms).atOffset(ZoneOffset.UTC)));
    }

    private String column(String field) {
        if (fieldNames == FieldNames.AS_IS) {
            return field;
        }
        String known = columns.get(field);
        if (known != null) {
            return known;
        }
        String column = snakeCase(field);
        if (columns.size() < NAMES_CACHED_MAX) {
            columns.put(field, column);
        }
        return column;
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
