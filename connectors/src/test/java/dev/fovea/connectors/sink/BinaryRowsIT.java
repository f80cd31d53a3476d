package dev.fovea.connectors.sink;

import static dev.fovea.connectors.testing.EmbeddedClickHouse.PASSWORD;
import static dev.fovea.connectors.testing.EmbeddedClickHouse.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.connectors.clickhouse.ClickHouse;
import dev.fovea.connectors.sink.SinkConfig.FieldNames;
import dev.fovea.connectors.testing.EmbeddedClickHouse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows in binary against the same rows in JSON, which the real engine fits to the columns itself. */
class BinaryRowsIT {

    private static final String COLUMNS = """
        (topic_id UUID, kafka_partition UInt32, kafka_offset UInt64, at DateTime64(3, 'UTC'), id UUID, small UInt8,
         signed Int16, wide UInt64, rate Float64, name String, kind LowCardinality(String), other LowCardinality(Nullable(String)),
         perhaps Nullable(UInt32), flag Bool, with_default UInt32 DEFAULT 7,
         parts Array(Tuple(from_ms UInt32, to_ms UInt32, names Array(String))), made UInt64 MATERIALIZED wide + 1)
        ENGINE = MergeTree ORDER BY kafka_offset\
        """;
    private static final TableRoute BINARY = TableRoute.parse("t:rows.binary_rows:at");
    private static final TableRoute JSON = TableRoute.parse("t:rows.json_rows:at");
    private static final UUID TOPIC_ID = UUID.fromString("0199a000-0000-4000-8000-000000000001");

    @TempDir
    private static Path folder;

    private static EmbeddedClickHouse server;
    private static ClickHouse clickHouse;

    @BeforeAll
    static void start() {
        server = EmbeddedClickHouse.start(folder);
        server.query("CREATE DATABASE rows");
        server.query("CREATE TABLE rows.binary_rows " + COLUMNS);
        server.query("CREATE TABLE rows.json_rows " + COLUMNS);
        clickHouse = new ClickHouse(server.url(), USER, PASSWORD, Duration.ofSeconds(30));
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"at\":1796083200123}",
                "{\"at\":1796083200123,\"id\":\"f199A000-1234-7abc-9def-0123456789Ab\",\"small\":255,\"signed\":-32768}",
                "{\"wide\":18446744073709551615,\"rate\":0.1,\"at\":1796083200123,\"flag\":true}",
                "{\"at\":1796083200123,\"wide\":\"9007199254740993\",\"rate\":2,\"signed\":\"-1\"}",
                "{\"at\":1796083200123,\"name\":\"é\\n\\u0000\",\"kind\":\"K\",\"other\":null,\"perhaps\":0}",
                "{\"at\":1796083200123,\"other\":\"x\",\"perhaps\":null,\"withDefault\":null,\"name\":null}",
                "{\"at\":1796083200123,\"withDefault\":0,\"unknown\":{\"a\":[1,{}]},\"more\":[[]]}",
                "{\"at\":1796083200123,\"parts\":[]}",
                "{\"at\":1796083200123,\"parts\":[{\"fromMs\":1,\"toMs\":2,\"names\":[\"a\",\"\"]},{\"toMs\":4294967295,\"x\":1}]}",
            })
    void theEngineHasTheSameRow(String value) throws Exception {
        insert(BINARY, BinaryRows.of(clickHouse, BINARY, FieldNames.SNAKE_CASE).orElseThrow(), value);
        insert(JSON, new JsonRows(FieldNames.SNAKE_CASE), value);

        assertThat(rowsOf("binary_rows")).isNotEmpty().isEqualTo(rowsOf("json_rows"));
        server.query("TRUNCATE TABLE rows.binary_rows");
        server.query("TRUNCATE TABLE rows.json_rows");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "[]",
                "{\"at\":1796083200123} x",
                "{\"small\":1}",
                "{\"at\":\"soon\"}",
                "{\"at\":1796083200123,\"small\":256}",
                "{\"at\":1796083200123,\"small\":-1}",
                "{\"at\":1796083200123,\"small\":1.5}",
                "{\"at\":1796083200123,\"signed\":32768}",
                "{\"at\":1796083200123,\"wide\":18446744073709551616}",
                "{\"at\":1796083200123,\"wide\":\"many\"}",
                "{\"at\":1796083200123,\"id\":\"1-1-1-1-1\"}",
                "{\"at\":1796083200123,\"id\":7}",
                "{\"at\":1796083200123,\"id\":\"0199a000-1234-7abc-9def-0123456789ag\"}",
                "{\"at\":1796083200123,\"id\":\"x199a000-1234-7abc-9def-0123456789ab\"}",
                "{\"at\":1796083200123,\"id\":\"0199a000-1234-7abc-9def-é123456789ab\"}",
                "{\"at\":1796083200123,\"id\":\"0199a000-1234-7abc-9de-f0123456789ab\"}",
                "{\"at\":1796083200123,\"id\":\"0199a00001234-7abc-9def-0123456789ab\"}",
                "{\"at\":1796083200123,\"flag\":\"yes\"}",
                "{\"at\":1796083200123,\"name\":{}}",
                "{\"at\":1796083200123,\"rate\":\"fast\"}",
                "{\"at\":1796083200123,\"parts\":{}}",
                "{\"at\":1796083200123,\"parts\":[1]}",
            })
    void whatDoesNotFitIsNoRow(String value) throws Exception {
        RowWriter writer =
                BinaryRows.of(clickHouse, BINARY, FieldNames.SNAKE_CASE).orElseThrow();

        assertThatThrownBy(() -> writer.write(record(value), BINARY, TOPIC_ID)).isInstanceOf(RowWriter.NoRow.class);
    }

    @Test
    void leavesTablesWithOtherTypesToJson() throws Exception {
        server.query(
                "CREATE TABLE rows.others (at DateTime64(3), m Map(String, UInt8)) ENGINE = MergeTree ORDER BY at");

        assertThat(BinaryRows.of(clickHouse, TableRoute.parse("t:rows.others:at"), FieldNames.SNAKE_CASE))
                .isEmpty();
        assertThat(BinaryRows.of(clickHouse, TableRoute.parse("t:rows.nowhere:at"), FieldNames.SNAKE_CASE))
                .isEmpty();
    }

    private static void insert(TableRoute route, RowWriter writer, String value) throws Exception {
        clickHouse.insert(
                writer.insertInto(route.table()),
                writer.write(record(value), route, TOPIC_ID).bytes().toByteArray());
    }

    private static String rowsOf(String table) {
        return server.query("SELECT *, made FROM rows." + table + " FORMAT JSONEachRow");
    }

    private static SinkRecord record(String value) {
        return new SinkRecord("t", 3, null, null, null, value.getBytes(StandardCharsets.UTF_8), 42);
    }
}
