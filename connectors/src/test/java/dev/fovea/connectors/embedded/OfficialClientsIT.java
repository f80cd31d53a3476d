package dev.fovea.connectors.embedded;

import static dev.fovea.connectors.testing.EmbeddedClickHouse.ANALYST;
import static dev.fovea.connectors.testing.EmbeddedClickHouse.ANALYST_PASSWORD;
import static dev.fovea.connectors.testing.EmbeddedClickHouse.PASSWORD;
import static dev.fovea.connectors.testing.EmbeddedClickHouse.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.data.ClickHouseFormat;
import dev.fovea.connectors.schema.ClickHouseSchema;
import dev.fovea.connectors.testing.EmbeddedClickHouse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ClickHouse's own clients take the embedded server for a ClickHouse. */
class OfficialClientsIT {
    private static final int ROWS = 5000;

    @TempDir
    private static Path folder;

    private static EmbeddedClickHouse clickHouse;

    @BeforeAll
    static void start() {
        clickHouse = EmbeddedClickHouse.start(folder);
        clickHouse.query(
                "CREATE TABLE t (id UInt64, name String, rate Nullable(Float64)) ENGINE = MergeTree ORDER BY id");
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
    }

    /** As the client maps it: a bean with getters and setters. */
    public static final class Row {
        private long id;
        private String name = "";
        private @Nullable Double rate;

        public long getId() {
            return id;
        }

        public void setId(long id) {
            this.id = id;
        }

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public @Nullable Double getRate() {
            return rate;
        }

        public void setRate(@Nullable Double rate) {
            this.rate = rate;
        }

        static Row of(int id) {
            var row = new Row();
            row.id = id;
            row.name = "name\n" + id;
            row.rate = id % 2 == 0 ? null : id / 4.0;
            return row;
        }
    }

    enum Compression {
        PLAIN,
        ANSWERS,
        BOTH,
        HTTP;

        Client client() {
            return new Client.Builder()
                    .addEndpoint(clickHouse.url().toString())
                    .setUsername(USER)
                    .setPassword(PASSWORD)
                    .compressServerResponse(this != PLAIN)
                    .compressClientRequest(this == BOTH || this == HTTP)
                    .useHttpCompression(this == HTTP)
                    .build();
        }
    }

    @ParameterizedTest
    @EnumSource
    void speaksWithTheJavaClient(Compression compression) throws Exception {
        clickHouse.query("TRUNCATE TABLE t");
        try (Client client = compression.client()) {
            assertThat(client.ping()).isTrue();
            client.register(Row.class, client.getTableSchema("t"));
            try (var inserted = client.insert(
                            "t", IntStream.range(0, ROWS).mapToObj(Row::of).toList())
                    .get()) {
                assertThat(inserted.getWrittenRows()).isEqualTo(ROWS);
            }
            byte[] json = "{\"id\":1000000,\"name\":\"é\"}\n".getBytes(StandardCharsets.UTF_8);
            client.insert("t", new ByteArrayInputStream(json), ClickHouseFormat.JSONEachRow)
                    .get()
                    .close();

            List<GenericRecord> all = client.queryAll("SELECT * FROM t ORDER BY id");

            assertThat(all).hasSize(ROWS + 1);
            assertThat(all.get(7).getString("name")).isEqualTo("name\n7");
            assertThat(all.get(7).getDouble("rate")).isEqualTo(1.75);
            assertThat(all.get(8).hasValue("rate")).isFalse();
            assertThat(all.getLast().getString("name")).isEqualTo("é");
            try (var records =
                    client.queryRecords("SELECT number FROM numbers(300000)").get()) {
                long sum = 0;
                for (GenericRecord each : records) {
                    sum += each.getLong("number");
                }
                assertThat(sum).isEqualTo(300_000L * 299_999 / 2);
            }
            try (var records =
                    client.queryRecords("SELECT * FROM t WHERE id < 0").get()) {
                assertThat(records.isEmpty()).isTrue();
            }
            try (var response = client.query("SELECT name FROM t WHERE id = {id:UInt64}", Map.of("id", 7))
                    .get()) {
                var reader = client.newBinaryFormatReader(response);
                reader.next();
                assertThat(reader.getString("name")).isEqualTo("name\n7");
            }
            assertThatThrownBy(() -> client.queryAll("SELECT nothing FROM t"))
                    .satisfies(e -> assertThat(codeOf(e)).isEqualTo(47));
        }
    }

    private static int codeOf(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException server) {
                return server.getCode();
            }
        }
        throw new AssertionError("the server's code is lost", e);
    }

    @Test
    void speaksWithTheJdbcDriver() throws SQLException {
        clickHouse.query("TRUNCATE TABLE t");
        try (Connection connection = connect(USER, PASSWORD)) {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t (id, name) VALUES (?, ?)")) {
                for (int id = 0; id < 1000; id++) {
                    insert.setLong(1, id);
                    insert.setString(2, "it's " + id);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT name, count() OVER () FROM t WHERE id >= ? ORDER BY id")) {
                select.setLong(1, 990);
                ResultSet rows = select.executeQuery();
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("it's 990");
                assertThat(rows.getLong(2)).isEqualTo(10);
            }
            try (Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.executeQuery("SELECT nothing FROM t"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getMessage()).contains("47"));
            }
        }
    }

    /** What DBeaver does when it opens a connection. */
    @Test
    void showsTheAnalystTheTablesByJdbc() throws SQLException {
        try (Connection connection = connect(ANALYST, ANALYST_PASSWORD)) {
            List<String> names = new ArrayList<>();
            try (ResultSet tables = connection.getMetaData().getTables(null, "default", "%", null)) {
                while (tables.next()) {
                    names.add(tables.getString("TABLE_NAME"));
                }
            }
            assertThat(names).contains("t");
            try (ResultSet columns = connection.getMetaData().getColumns(null, "default", "t", "%")) {
                assertThat(columns.next()).isTrue();
                assertThat(columns.getString("COLUMN_NAME")).isEqualTo("id");
            }
            try (Statement statement = connection.createStatement()) {
                statement.setMaxRows(10);
                statement.setQueryTimeout(5);
                assertThat(statement
                                .executeQuery("SELECT * FROM t")
                                .getMetaData()
                                .getColumnCount())
                        .isEqualTo(3);
                assertThatThrownBy(() -> statement.executeUpdate("INSERT INTO t VALUES (1, 'x', 1)"))
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    /** What an analyst's program does, and then the example of docs/analytics.md as it stands there. */
    @Test
    void speaksWithTheNodeClient(@TempDir Path program) throws Exception {
        ClickHouseSchema.migrate(clickHouse.url(), USER, PASSWORD);
        clickHouse.query("TRUNCATE TABLE t");
        clickHouse.query(
                "INSERT INTO t SELECT number, concat('name\\n', toString(number)), NULL FROM numbers(" + ROWS + ")");
        for (String file : List.of("package.json", "package-lock.json", "analyst.mjs")) {
            Files.copy(Path.of("src/test/resources/dev/fovea/connectors/embedded/node", file), program.resolve(file));
        }
        Matcher example = Pattern.compile("```js\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/analytics.md")));
        assertThat(example.find()).isTrue();
        Files.writeString(program.resolve("example.mjs"), example.group(1));

        run(program, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
        run(program, "node", "analyst.mjs");
        assertThat(run(program, "node", "example.mjs")).contains("[]");
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        var program = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        program.environment().put("CLICKHOUSE_URL", clickHouse.url().toString());
        program.environment().put("CLICKHOUSE_PASSWORD", ANALYST_PASSWORD);
        Process process = program.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s said: %s", List.of(command), said).isZero();
        return said;
    }

    private static Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:clickhouse:" + clickHouse.url() + "default", user, password);
    }
}
