package dev.fovea.connectors.embedded;

import static dev.fovea.connectors.testing.EmbeddedClickHouse.ANALYST;
import static dev.fovea.connectors.testing.EmbeddedClickHouse.ANALYST_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.connectors.testing.EmbeddedClickHouse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clickhouse-go, and with it Grafana's plugin, sends by HTTP (seen in its version 2.46), and how it reads the answers. */
class GoClientIT {
    private static final String URL_QUERY =
            "?client_protocol_version=54460&database=default&default_format=Native&max_execution_time=60";

    @TempDir
    private static Path folder;

    private static EmbeddedClickHouse clickHouse;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        clickHouse = EmbeddedClickHouse.start(folder);
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&compress=1"})
    void shakesHands(String compression) throws Exception {
        byte[] answer = ask(URL_QUERY + compression, "SELECT displayName(), version(), revision(), timezone()");
        byte[] plain = compression.isEmpty()
                ? answer
                : CompressedBlocks.decompress(new ByteArrayInputStream(answer)).readAllBytes();
        ByteBuffer block = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(block.get()).as("field of the overflow row").isEqualTo((byte) 1);
        assertThat(block.get()).isZero();
        assertThat(block.get()).as("field of the bucket").isEqualTo((byte) 2);
        assertThat(block.getInt()).isEqualTo(-1);
        assertThat(block.get()).as("end of the fields").isZero();
        assertThat(block.get()).as("columns").isEqualTo((byte) 4);
        assertThat(block.get()).as("rows").isEqualTo((byte) 1);
        assertThat(column(block)).isEqualTo("displayName() String");
        assertThat(text(block)).isNotEmpty();
        assertThat(column(block)).isEqualTo("version() String");
        assertThat(text(block)).matches("\\d+\\.\\d+\\..+");
        assertThat(column(block)).isEqualTo("revision() UInt32");
        assertThat(block.getInt()).isGreaterThan(54_454);
        assertThat(column(block)).isEqualTo("timezone() String");
        assertThat(text(block)).isEqualTo("UTC");
        assertThat(block.hasRemaining()).isFalse();
    }

    /** Asked for alone, a column shows its bytes to whoever knows nothing of its type. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_000})
    void readsEachColumnToItsEnd(int rows) throws Exception {
        List<String> columns = List.of(
                "number",
                "toString(number)",
                "toFixedString('abc', 3)",
                "if(number % 2 = 0, NULL, toInt16(number))",
                "NULL",
                "toLowCardinality(toString(number % 5))",
                "CAST(if(number % 3 = 0, NULL, toString(number % 300)), 'LowCardinality(Nullable(String))')",
                "range(number % 4)",
                "CAST(arrayMap(i -> toString(i), range(number % 4)), 'Array(LowCardinality(String))')",
                "arrayMap(i -> range(i), range(number % 3))",
                "CAST((number, toString(number), number % 2 = 0), 'Tuple(a UInt64, `b (c)` String, c Bool)')",
                "[CAST((number, 'x'), 'Tuple(from_ms UInt32, what LowCardinality(String))')]",
                "map('k', number, toString(number), 2)",
                "CAST(number % 2, 'Enum8(\\'a, (b\\' = 0, \\'c\\' = 1)')",
                "toDateTime64(number, 3, 'Europe/Berlin')",
                "toDateTime(number, 'UTC')",
                "toDate(number)",
                "toUUID('0199a000-0000-7000-8000-00000000000b')",
                "toDecimal64(number, 4)",
                "toDecimal128(number, 4)",
                "toIPv4('127.0.0.1')",
                "toIPv6('::1')",
                "toIntervalDay(number)",
                "number / 3");
        var expected = new ByteArrayOutputStream();
        expected.write(new byte[] {1, 0, 2, -1, -1, -1, -1, 0, (byte) columns.size()});
        String from = " FROM numbers(" + rows + ")";
        for (int i = 0; i < columns.size(); i++) {
            byte[] alone = ask("?default_format=Native", "SELECT " + columns.get(i) + " AS c" + i + from);
            ByteBuffer block = ByteBuffer.wrap(alone);
            assertThat(block.get()).isEqualTo((byte) 1);
            assertThat(varint(block)).isEqualTo(rows);
            int head = block.position();
            if (i == 0) {
                expected.write(alone, 1, head - 1); // the number of rows
            }
            text(block);
            text(block);
            expected.write(alone, head, block.position() - head);
            expected.write(0); // serialized as usual
            expected.write(alone, block.position(), block.remaining());
        }
        String all = IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i) + " AS c" + i)
                .collect(Collectors.joining(", "));

        assertThat(ask(URL_QUERY, "SELECT " + all + from)).isEqualTo(expected.toByteArray());
    }

    @Test
    void isToldOfAnError() throws Exception {
        HttpResponse<byte[]> answer = send(URL_QUERY, "SELECT no_such_column");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("Code: 47.");
    }

    private byte[] ask(String urlQuery, String sql) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(urlQuery, sql);
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<byte[]> send(String urlQuery, String sql) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(clickHouse.url() + urlQuery))
                        .header("Authorization", EmbeddedClickHouse.basic(ANALYST, ANALYST_PASSWORD))
                        .header("User-Agent", "clickhouse-go/2.46.0 (lv:go/1.25; os:linux)")
                        .POST(BodyPublishers.ofString(sql))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    /** Name, type, and that nothing is serialized in another way. */
    private static String column(ByteBuffer block) {
        String column = text(block) + " " + text(block);
        assertThat(block.get()).isZero();
        return column;
    }

    private static String text(ByteBuffer block) {
        byte[] bytes = new byte[varint(block)];
        block.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int varint(ByteBuffer block) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte octet = block.get();
            value |= (octet & 0x7f) << shift;
            if (octet >= 0) {
                return value;
            }
        }
    }
}
