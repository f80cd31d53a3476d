package dev.fovea.connectors.schema;

import static dev.fovea.connectors.testing.EmbeddedClickHouse.PASSWORD;
import static dev.fovea.connectors.testing.EmbeddedClickHouse.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.connectors.testing.EmbeddedClickHouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ClickHouseSchemaIT {
    @TempDir
    private static Path folder;

    private static EmbeddedClickHouse clickHouse;

    @BeforeAll
    static void start() {
        clickHouse = EmbeddedClickHouse.start(folder);
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
    }

    @BeforeEach
    void empty() {
        clickHouse.query("DROP DATABASE IF EXISTS fovea SYNC");
    }

    @Test
    void appliesEachScriptOnce() {
        migrate();
        migrate();

        assertThat(clickHouse.query("SELECT script FROM fovea.schema_migrations ORDER BY script"))
                .isEqualTo(String.join("\n", ClickHouseSchema.SCRIPTS));
        assertThat(clickHouse.query("SHOW TABLES FROM fovea").lines())
                .containsExactlyInAnyOrder(
                        "player_events",
                        "player_events_late",
                        "view_rows",
                        "retention_rows",
                        "focus_rows",
                        "sink_progress",
                        "schema_migrations",
                        "views",
                        "retention",
                        "focus_sessions",
                        "view_rows_by_day",
                        "day_of_view_rows",
                        "focus_rows_by_day",
                        "day_of_focus_rows",
                        "changed_days",
                        "days_of_changed_views",
                        "days_of_changed_focus",
                        "daily_rows",
                        "daily",
                        "sum_of_days",
                        "watch_minutes",
                        "focus_marks",
                        "marks_of_player_events");
    }

    @Test
    void goesOnWhereItWasBrokenOff() {
        migrate();
        clickHouse.query("DROP VIEW fovea.retention");
        clickHouse.query("TRUNCATE TABLE fovea.schema_migrations");

        migrate();

        assertThat(clickHouse.query("SELECT count() FROM fovea.retention")).isEqualTo("0");
    }

    @Test
    void mayBeRunByTwoAtOnce() {
        CompletableFuture.allOf(IntStream.range(0, 4)
                        .mapToObj(_ -> CompletableFuture.runAsync(ClickHouseSchemaIT::migrate))
                        .toArray(CompletableFuture[]::new))
                .join();

        assertThat(clickHouse.query("SELECT uniqExact(script) FROM fovea.schema_migrations"))
                .isEqualTo(Integer.toString(ClickHouseSchema.SCRIPTS.size()));
    }

    @Test
    void refusesAScriptThatWasChanged() {
        migrate();
        clickHouse.query("TRUNCATE TABLE fovea.schema_migrations");
        clickHouse.query("INSERT INTO fovea.schema_migrations (script, checksum) VALUES ('V0001__events_and_rows.sql',"
                + " 'other')");

        assertThatThrownBy(ClickHouseSchemaIT::migrate)
                .isInstanceOf(ClickHouseSchema.MigrationFailure.class)
                .hasMessageContaining("was changed after it had been applied");
    }

    @Test
    void saysWhyItCannot() {
        assertThatThrownBy(() -> ClickHouseSchema.migrate(clickHouse.url(), USER, "wrong"))
                .isInstanceOf(ClickHouseSchema.MigrationFailure.class)
                .hasMessageContaining("Authentication failed");
    }

    /** The examples of docs/analytics.md are run, so they cannot rot. */
    @Test
    void answersTheDocumentedQueries() throws IOException {
        migrate();
        String page = Files.readString(Path.of("../docs/analytics.md"));

        Stream<String> examples = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(match -> match.group(1));

        assertThat(examples.peek(sql ->
                                clickHouse.query(EmbeddedClickHouse.ANALYST, EmbeddedClickHouse.ANALYST_PASSWORD, sql))
                        .count())
                .isGreaterThanOrEqualTo(5);
    }

    @Test
    void documentsEveryColumnOfTheViews() throws IOException {
        migrate();
        String page = Files.readString(Path.of("../docs/analytics.md"));

        assertThat(clickHouse
                        .query("SELECT DISTINCT name FROM system.columns WHERE database = 'fovea'"
                                + " AND table IN ('views', 'retention', 'focus_sessions', 'player_events')")
                        .lines())
                .isNotEmpty()
                .allSatisfy(column -> assertThat(page).contains("`" + column + "`"));
    }

    /** What connectors/official-sink promises: the same rows from JSON fields in their own names. */
    @ParameterizedTest
    @ValueSource(strings = {"player_events", "player_events_late", "view_rows", "retention_rows", "focus_rows"})
    void isFilledByTheTablesForTheOfficialSink(String table) throws IOException {
        migrate();
        for (String sql : ClickHouseSchema.statements(Files.readString(Path.of("official-sink/tables.sql")))) {
            clickHouse.query(sql);
        }
        String sample = Files.readString(Path.of("../contracts/src/test/golden/" + table.replace('_', '-') + ".1.json"))
                .strip();
        String delivered = sample.substring(0, sample.length() - 1) + ",\"kafkaPartition\":3,\"kafkaOffset\":42}";

        clickHouse.query("INSERT INTO fovea." + table + "_in FORMAT JSONEachRow\n" + delivered);

        String stored = clickHouse.query("SELECT * FROM fovea." + table + " FINAL FORMAT JSONEachRow"
                + " SETTINGS date_time_output_format = 'unix_timestamp', output_format_json_quote_64bit_integers = 0");
        JsonNode row = JsonMapper.shared().readTree(stored);
        assertThat(row.path("kafka_partition").asInt()).isEqualTo(3);
        assertThat(row.path("kafka_offset").asInt()).isEqualTo(42);
        JsonMapper.shared().readTree(sample).properties().forEach(field -> {
            JsonNode expected = field.getValue();
            JsonNode actual = row.path(snakeCase(field.getKey()));
            if (field.getKey().endsWith("At")) {
                assertThat(actual.asDouble()).as(field.getKey()).isEqualTo(expected.asLong() / 1000.0);
            } else if (expected.isArray()) {
                assertThat(snakeCase(expected.toString())).isEqualTo(actual.toString());
            } else if (expected.isNumber()) {
                assertThat(actual.asDouble()).as(field.getKey()).isEqualTo(expected.asDouble());
            } else {
                assertThat(actual.asString()).as(field.getKey()).isEqualTo(expected.asString());
            }
        });
    }

    private static String snakeCase(String text) {
        return Pattern.compile("[A-Z]")
                .matcher(text)
                .replaceAll(capital -> "_" + capital.group().toLowerCase(Locale.ROOT));
    }

    private static void migrate() {
        ClickHouseSchema.migrate(clickHouse.url(), USER, PASSWORD);
    }
}
