package dev.fovea.connectors.sink;

import dev.fovea.connectors.sink.SinkConfig.FieldNames;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.connect.sink.SinkRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Rows as JSON, which ClickHouse itself fits to the columns: for tables with columns that {@link BinaryRows} does not know. */
final class JsonRows implements RowWriter {
    /** Names come from records, so a hostile writer must not fill the memory with them. */
    private static final int NAMES_CACHED_MAX = 1_000;

    private final JsonFactory json = new JsonFactory();
    private final FieldNames fieldNames;
    private final Map<String, String> columns = new HashMap<>();
    private final RowBytes row = new RowBytes(1_024);

    JsonRows(FieldNames fieldNames) {
        this.fieldNames = fieldNames;
    }

    @Override
    public String insertInto(String table) {
        return "INSERT INTO " + table + " FORMAT JSONEachRow";
    }

    @Override
    public Row write(SinkRecord record, TableRoute route, UUID topicId) throws NoRow {
        byte[] value = RowWriter.bytes(record.value());
        row.clear();
        OptionalLong timeMs;
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), value);
                JsonGenerator generator = json.createGenerator(ObjectWriteContext.empty(), row)) {
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
        row.write('\n');
        return new Row(row, RowWriter.month(timeMs, route));
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
                    if (isTime && RowWriter.fitsLong(parser)) {
                        timeMs = OptionalLong.of(parser.getLongValue());
                    }
                    generator.copyCurrentEventExact(parser);
                }
            }
        }
        return timeMs;
    }

    private String column(String field) {
        if (fieldNames == FieldNames.AS_IS) {
            return field;
        }
        String known = columns.get(field);
        if (known != null) {
            return known;
        }
        String column = RowWriter.snakeCase(field);
        if (columns.size() < NAMES_CACHED_MAX) {
            columns.put(field, column);
        }
        return column;
    }
}
