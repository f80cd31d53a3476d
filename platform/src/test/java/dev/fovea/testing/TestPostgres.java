package dev.fovea.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.SpringApplication;

/**
 * One real Postgres a test process, a fresh database for each who asks. It ends with the process, after the contexts that
 * use it: they still have to say goodbye to it.
 */
public final class TestPostgres {

    private static final EmbeddedPostgres POSTGRES = start();
    private static final Map<String, String> TEMPLATES = new ConcurrentHashMap<>();

    private TestPostgres() {}

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres postgres =
                    EmbeddedPostgres.builder().setRegisterShutdownHook(false).start();
            SpringApplication.getShutdownHandlers().add(() -> end(postgres));
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(EmbeddedPostgres postgres) {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JDBC URL of a new, empty database; user and password are in it. */
    public static String freshDatabaseUrl() {
        return POSTGRES.getJdbcUrl("postgres", create(newName(), ""));
    }

    private static String newName() {
        return "t" + UUID.randomUUID().toString().replace("-", "");
    }

    private static String create(String name, String like) {
        try (var connection = POSTGRES.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name + like);
            return name;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static DataSource freshDatabase() {
        return sourceOf(freshDatabaseUrl());
    }

    private static DataSource sourceOf(String url) {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    /** A new database that begins as a copy of one that {@code fill} filled once: migrations cost only once. */
    public static DataSource freshCopyOf(String template, Consumer<DataSource> fill) {
        String original = TEMPLATES.computeIfAbsent(template, name -> {
            fill.accept(sourceOf(POSTGRES.getJdbcUrl("postgres", create("t" + name, ""))));
            return "t" + name;
        });
        return sourceOf(POSTGRES.getJdbcUrl("postgres", create(newName(), " template " + original)));
    }
}
