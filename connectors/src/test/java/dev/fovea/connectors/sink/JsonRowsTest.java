package dev.fovea.connectors.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.connectors.sink.SinkConfig.FieldNames;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRowsTest {
    private static final UUID TOPIC_ID = UUID.fromString("0199a000-0000-4000-8000-000000000001");
    private static final TableRoute MONTHLY = TableRoute.parse("t:db.t:receivedAt");
    private static final TableRoute PLAIN = TableRoute.parse("t:db.t");

    private final JsonRows writer = new JsonRows(FieldNames.SNAKE_CASE);

    @Test
    void putsTheIdentityInAndRenamesFieldsAtEveryDepth() throws Exception {
        assertThat(write("""
            {"viewId":"é\\n","playedMs":12345678901234567890,"rate":0.10,"played":[{"fromMs":1,"toMs":2}],"none":null}\
            """, PLAIN))
                .isEqualTo(
                        "{\"topic_id\":\"0199a000-0000-4000-8000-000000000001\",\"kafka_partition\":3,\"kafka_offset\":42,\"view_id\":\"é\\n"
                                + "\",\"played_ms\":12345678901234567890,\"rate\":0.10,\"played\":[{\"from_ms\":1,\"to_ms\":2}],\"none\":null}\n");
    }

    @Test
    void leavesNamesAloneWhenAsked() throws Exception {
        var asIs = new JsonRows(FieldNames.AS_IS);

        assertThat(asText(asIs.write(record("{\"viewId\":1}"), PLAIN, TOPIC_ID)))
                .contains("\"viewId\":1");
    }

    @ParameterizedTest
    @CsvSource({
        "viewId,view_id",
        "schema,schema",
        "valueKbps,value_kbps",
        "already_snake,already_snake",
        "URL,u_r_l",
        "Type,type"
    })
    void writesNamesInSnakeCase(String field, String column) {
        assertThat(RowWriter.snakeCase(field)).isEqualTo(column);
    }

    @ParameterizedTest
    @CsvSource({"1796083199999,2026-11", "1796083200000,2026-12"})
    void findsTheMonthAtUtc(long receivedAt, YearMonth month) throws Exception {
        assertThat(writer.write(
                                record("{\"a\":{\"receivedAt\":1},\"receivedAt\":" + receivedAt + "}"),
                                MONTHLY,
                                TOPIC_ID)
                        .month())
                .contains(month);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nonsense",
                "[]",
                "1",
                "\"text\"",
                "null",
                "{",
                "{\"a\":1",
                "{\"a\":1}{}",
                "{\"a\":1} x",
                "{a:1}",
                "{\"a\":01}",
                "{}",
                "{\"receivedAt\":\"1796083200000\"}",
                "{\"receivedAt\":1.5}",
                "{\"receivedAt\":null}",
                "{\"receivedAt\":0}",
                "{\"receivedAt\":-1796083200000}",
                "{\"receivedAt\":99999999999999999999999}",
                "{\"receivedAt\":7258118400001}",
                "{\"nested\":{\"receivedAt\":1796083200000}}",
            })
    void makesNoRowOfWhatIsNone(String value) {
        assertThatThrownBy(() -> writer.write(record(value), MONTHLY, TOPIC_ID))
                .isInstanceOf(RowWriter.NoRow.class)
                .message()
                .isNotBlank();
    }

    @Test
    void survivesValuesThatAreNoText() {
        byte[] bytes = {(byte) 0xff, (byte) 0xfe, 0, 1, 2};

        assertThatThrownBy(() -> writer.write(recordOf(bytes), PLAIN, TOPIC_ID)).isInstanceOf(RowWriter.NoRow.class);
    }

    @Test
    void saysWhichConverterItNeeds() {
        assertThatThrownBy(() -> writer.write(recordOf(Map.of()), PLAIN, TOPIC_ID))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("ByteArrayConverter");
    }

    private String write(String value, TableRoute route) throws Exception {
        return asText(writer.write(record(value), route, TOPIC_ID));
    }

    private static String asText(RowWriter.Row row) {
        return new String(row.bytes().toByteArray(), StandardCharsets.UTF_8);
    }

    private static SinkRecord record(String value) {
        return recordOf(value.getBytes(StandardCharsets.UTF_8));
    }

    private static SinkRecord recordOf(@Nullable Object value) {
        return new SinkRecord("t", 3, null, null, null, value, 42);
    }
}
