package dev.fovea.connectors.sink;

import dev.fovea.connectors.clickhouse.ClickHouse;
import dev.fovea.connectors.clickhouse.ClickHouseFailure;
import dev.fovea.connectors.sink.SinkConfig.FieldNames;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.SinkRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Rows as ClickHouse takes them in most cheaply: values are read once, here, and stand in the order of the columns. A field
 * that is missing or null gets the column's default; fields without a column are left out.
 */
final class BinaryRows implements RowWriter {
    private static final List<String> IDENTITY = List.of("topic_id", "kafka_partition", "kafka_offset");

    private final JsonFactory json = new JsonFactory();
    private final List<String> columns;
    private final Fields fields;
    private final int timeColumn;
    private final boolean keyHoldsOffset;
    private final RowBytes row = new RowBytes(512);

    /** @param keyHoldsOffset whether the table tells all records apart, so that no two rows of an insert replace each other */
    private BinaryRows(List<String> columns, Fields fields, int timeColumn, boolean keyHoldsOffset) {
        this.columns = columns;
        this.fields = fields;
        this.timeColumn = timeColumn;
        this.keyHoldsOffset = keyHoldsOffset;
    }

    /** Empty when a column is of a type not known here. */
    static Optional<RowWriter> of(ClickHouse clickHouse, TableRoute route, FieldNames fieldNames)
            throws ClickHouseFailure {
        UnaryOperator<String> columnOf =
                fieldNames == FieldNames.AS_IS ? UnaryOperator.identity() : RowWriter::snakeCase;
        String described = clickHouse.query(
                "SELECT name, is_in_sorting_key, type FROM system.columns WHERE database = {database:String} AND table = {table:String}"
                        + " AND default_kind NOT IN ('MATERIALIZED', 'ALIAS') ORDER BY position FORMAT TSVRaw",
                Map.of(
                        "database", route.table().substring(0, route.table().indexOf('.')),
                        "table", route.table().substring(route.table().indexOf('.') + 1)));
        var names = new ArrayList<String>();
        var types = new ArrayList<ColumnType>();
        boolean keyHoldsOffset = false;
        for (String line : described.lines().toList()) {
            String[] column = line.split("\t", 3);
            if (IDENTITY.contains(column[0])) {
                keyHoldsOffset |= column[0].equals("kafka_offset") && column[1].equals("1");
                continue;
            }
            Optional<ColumnType> type = ColumnType.parse(column[2], columnOf);
            if (type.isEmpty()) {
                return Optional.empty();
            }
            names.add(column[0]);
            types.add(type.get());
        }
        int timeColumn = route.timeField().map(columnOf).map(names::indexOf).orElse(-1);
        boolean timeIsKnown = route.timeField().isEmpty()
                || (timeColumn >= 0 && types.get(timeColumn) instanceof ColumnType.Milliseconds);
        return names.isEmpty() || !timeIsKnown
                ? Optional.empty()
                : Optional.of(new BinaryRows(
                        List.copyOf(names), new Fields(names, types, columnOf), timeColumn, keyHoldsOffset));
    }

    @Override
    public String insertInto(String table) {
        return "INSERT INTO %s (%s, %s)%s FORMAT RowBinaryWithDefaults"
                .formatted(
                        table,
                        String.join(", ", IDENTITY),
                        columns.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")),
                        // else the engine looks for such rows, which is an eighth of its CPU
                        keyHoldsOffset ? " SETTINGS optimize_on_insert = 0" : "");
    }

    @Override
    public Row write(SinkRecord record, TableRoute route, UUID topicId) throws NoRow {
        byte[] value = RowWriter.bytes(record.value());
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new NoRow("the value is no JSON object");
            }
            Fields.Found found = fields.read(parser);
            if (parser.nextToken() != null) {
                throw new NoRow("something follows the JSON object");
            }
            Optional<YearMonth> month = RowWriter.month(timeMs(found), route);
            row(record, topicId, found);
            return new Row(row, month);
        } catch (JacksonException e) {
            throw new NoRow("the value is no JSON: " + e.getOriginalMessage());
        }
    }

    private OptionalLong timeMs(Fields.Found found) {
        return timeColumn >= 0 && found.has(timeColumn)
                ? OptionalLong.of(found.longAt(timeColumn))
                : OptionalLong.empty();
    }

    /** Each value behind a byte that says whether it is the column's default instead. */
    private void row(SinkRecord record, UUID topicId, Fields.Found found) {
        row.clear();
        row.write(0);
        row.writeUuid(topicId.getMostSignificantBits(), topicId.getLeastSignificantBits());
        row.write(0);
        row.writeLittleEndian(record.kafkaPartition(), Integer.BYTES);
        row.write(0);
        row.writeLittleEndian(record.kafkaOffset(), Long.BYTES);
        for (int i = 0; i < columns.size(); i++) {
            if (found.has(i)) {
                row.write(0);
                found.copy(i, row);
            } else {
                row.write(1);
            }
        }
    }
}
