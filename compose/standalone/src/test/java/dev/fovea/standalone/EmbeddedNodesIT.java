package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The services inside: durable, on the loopback, and gone when their launcher is, however it goes. */
class EmbeddedNodesIT {

    private static final Duration UP_WITHIN = Duration.ofSeconds(60);

    private final int port = FreePorts.block(Ports.LAST_OFFSET + 1);

    @TempDir
    Path home;

    @Test
    void postgresKeepsItsRowsOverAStopAndAKill() throws Exception {
        PostgresNode first = PostgresNode.start(home, port, "secret");
        run("create table kept (word text)", "insert into kept values ('stopped')");
        first.stop();

        // The launcher dies: nobody but the kernel ends Postgres.
        Process launcher = launcher();
        assertThat(launcher.inputReader().readLine()).isEqualTo("ready");
        List<ProcessHandle> family = launcher.descendants().toList();
        assertThat(family).hasSizeGreaterThan(3); // the postmaster and its processes
        run("insert into kept values ('killed')");
        launcher.destroyForcibly().waitFor();
        await().atMost(UP_WITHIN).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));

        PostgresNode third = PostgresNode.start(home, port, "secret");
        try (var connection = DriverManager.getConnection(third.jdbcUrl(), PostgresNode.USER, "secret");
                var rows = connection.createStatement().executeQuery("select string_agg(word, ',') from kept")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("stopped,killed");
        } finally {
            third.stop();
        }
    }

    @Test
    void postgresComesBackWhenItIsKilled() throws Exception {
        PostgresNode node = PostgresNode.start(home, port, "secret");
        try {
            long pid = postmaster();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await().atMost(UP_WITHIN).ignoreExceptions().until(() -> postmaster() != pid && node.answers());
        } finally {
            node.stop();
        }
    }

    @Test
    void anOrphanOfPostgresIsEndedFirst() throws Exception {
        Process orphan = new ProcessBuilder("sleep", "1000").start();
        PostgresNode node = PostgresNode.start(home, port, "secret");
        long pid = postmaster();
        PostgresNode.stopOrphan(home);
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
        node.stop();

        // An old file whose number belongs to someone else by now ends nobody.
        Files.writeString(home.resolve("data/postmaster.pid"), orphan.pid() + "\n");
        PostgresNode.stopOrphan(home);
        assertThat(orphan.isAlive()).isTrue();
        orphan.destroyForcibly();
    }

    @Test
    void kafkaKeepsItsClusterOverAStop() throws Exception {
        KafkaNode first = KafkaNode.start(home, port + 1, port + 2);
        assertThat(first.answers()).isTrue();
        String cluster = Files.readString(home.resolve("cluster.id"));
        first.stop();
        KafkaNode second = KafkaNode.start(home, port + 1, port + 2);
        assertThat(second.answers()).isTrue();
        assertThat(home.resolve("cluster.id")).hasContent(cluster);
        second.stop();
    }

    /** Starts Postgres, says so, and waits to be killed. */
    static final class Launcher {
        public static void main(String[] args) throws Exception {
            PostgresNode.start(Path.of(args[0]), Integer.parseInt(args[1]), "secret");
            System.out.println("ready");
            Thread.currentThread().join();
        }
    }

    private Process launcher() throws Exception {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        home.toString(),
                        Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private long postmaster() throws Exception {
        return Long.parseLong(Files.readAllLines(home.resolve("data/postmaster.pid"))
                .getFirst()
                .strip());
    }

    private void run(String... statements) throws Exception {
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/fovea", PostgresNode.USER, "secret");
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
