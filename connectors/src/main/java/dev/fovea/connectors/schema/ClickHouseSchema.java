package dev.fovea.connectors.schema;

import dev.fovea.connectors.clickhouse.ClickHouse;
import dev.fovea.connectors.clickhouse.ClickHouseFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Brings the database {@code fovea} up to date. May be repeated, broken off and run by two at once: each statement of a
 * script can be repeated, and a script counts as applied only after its last one.
 */
public final class ClickHouseSchema {
    public static final String DATABASE = "fovea";

    /** In order. A script that has been released is never changed: what comes later is a new one. */
    static final List<String> SCRIPTS = List.of(
            "V0001__events_and_rows.sql",
            "V0002__views_for_analysts.sql",
            "V0003__daily_figures.sql",
            "V0004__order_across_topics.sql",
            "V0005__focus_along_the_film.sql");

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private ClickHouseSchema() {}

    /** Why the schema is not up to date. */
    public static final class MigrationFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MigrationFailure(String message, ClickHouseFailure cause) {
            super(message + ": " + cause.getMessage(), cause);
        }

        MigrationFailure(String message) {
            super(message);
        }
    }

    /** Applies what is missing; the user must be allowed to create databases and tables. */
    public static void migrate(URI url, String user, String password) {
        try (var clickHouse = new ClickHouse(url, user, password, TIMEOUT)) {
            Map<String, String> applied = applied(clickHouse);
            for (String script : SCRIPTS) {
                String sql = read(script);
                String checksum = checksum(sql);
                String known = applied.get(script);
                if (known == null) {
                    apply(clickHouse, script, sql, checksum);
                } else if (!known.equals(checksum)) {
                    throw new MigrationFailure(script + " was changed after it had been applied to " + url);
                }
            }
        }
    }

    private static Map<String, String> applied(ClickHouse clickHouse) {
        try {
            clickHouse.query("CREATE DATABASE IF NOT EXISTS " + DATABASE);
            clickHouse.query("""
                CREATE TABLE IF NOT EXISTS fovea.schema_migrations
                (
                    script     String,
                    checksum   String COMMENT 'SHA-256',
                    applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
                )
                ENGINE = MergeTree ORDER BY script
                SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
                COMMENT 'Scripts that were applied to this database'\
                """);
            var checksums = new HashMap<String, String>();
            clickHouse
                    .query("SELECT DISTINCT script, checksum FROM fovea.schema_migrations")
                    .lines()
                    .map(line -> line.split("\t", 2))
                    .forEach(columns -> checksums.put(columns[0], columns[1]));
            return checksums;
        } catch (ClickHouseFailure e) {
            throw new MigrationFailure("the schema of ClickHouse cannot be read", e);
        }
    }

    private static void apply(ClickHouse clickHouse, String script, String sql, String checksum) {
        try {
            for (String statement : statements(sql)) {
                clickHouse.query(statement);
            }
            clickHouse.query(
                    "INSERT INTO fovea.schema_migrations (script, checksum) SELECT {script:String}, {checksum:String}",
                    Map.of("script", script, "checksum", checksum));
        } catch (ClickHouseFailure e) {
            throw new MigrationFailure(script + " cannot be applied", e);
        }
    }

    /** Statements end with a semicolon at the end of a line. */
    static List<String> statements(String sql) {
        var statements = new ArrayList<String>();
        var statement = new StringBuilder();
        for (String line : sql.lines().toList()) {
            if (line.startsWith("--")) {
                continue;
            }
            if (line.endsWith(";")) {
                statements.add(
                        statement.append(line, 0, line.length() - 1).toString().strip());
                statement.setLength(0);
            } else {
                statement.append(line).append('\n');
            }
        }
        if (!statement.toString().isBlank()) {
            throw new IllegalArgumentException("the last statement has no semicolon: " + statement);
        }
        return statements;
    }

    private static String read(String script) {
        try (InputStream resource = ClickHouseSchema.class.getResourceAsStream("/db/clickhouse/" + script)) {
            if (resource == null) {
                throw new IllegalStateException("the resource db/clickhouse/" + script + " is missing in this build");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String checksum(String sql) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
