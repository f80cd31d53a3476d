package dev.fovea.connectors.schema;

import static dev.fovea.connectors.testing.EmbeddedClickHouse.PASSWORD;
import static dev.fovea.connectors.testing.EmbeddedClickHouse.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.connectors.testing.EmbeddedClickHouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                        "focus_sessions");
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
        clickHouse.query(
                "INSERT INTO fovea.schema_migrations (script, checksum) VALUES ('V0001__events_and_rows.sql', 'other')");

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

    private static void migrate() {
        ClickHouseSchema.migrate(clickHouse.url(), USER, PASSWORD);
    }
}
