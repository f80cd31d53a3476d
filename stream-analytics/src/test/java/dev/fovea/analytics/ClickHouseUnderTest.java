package dev.fovea.analytics;

import dev.fovea.connectors.testing.EmbeddedClickHouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** One real engine with Fovea's tables a test process. */
public final class ClickHouseUnderTest {

    private static final List<String> SCRIPTS = List.of(
            "V0001__events_and_rows.sql",
            "V0002__views_for_analysts.sql",
            "V0003__daily_figures.sql",
            "V0004__order_across_topics.sql",
            "V0005__focus_along_the_film.sql");
    private static final EmbeddedClickHouse SERVER = start();

    private ClickHouseUnderTest() {}

    public static EmbeddedClickHouse server() {
        return SERVER;
    }

    private static EmbeddedClickHouse start() {
        try {
            Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "clickhouse");
            EmbeddedClickHouse server = EmbeddedClickHouse.start(directory.toAbsolutePath());
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
            server.query("CREATE DATABASE IF NOT EXISTS fovea");
            for (String script : SCRIPTS) {
                statementsOf(script).forEach(server::query);
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> statementsOf(String script) throws IOException {
        try (var in = EmbeddedClickHouse.class.getResourceAsStream("/db/clickhouse/" + script)) {
            String text = new String(Objects.requireNonNull(in, script).readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split(";\\s*\\n"))
                    .filter(statement -> !statement.isBlank())
                    .toList();
        }
    }
}
