package dev.fovea.standalone.transcode;

import dev.fovea.platform.process.ChildCommand;
import dev.fovea.standalone.FreePorts;
import dev.fovea.standalone.NodeMain;
import dev.fovea.standalone.PostgresNode;
import dev.fovea.standalone.chaos.KillableProcess;
import dev.fovea.standalone.chaos.Processes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A folder with Postgres, Kafka and the processes of whoever uses it, each to be killed apart from the others. All carry
 * the folder's name, so that whatever outlives the house is found.
 */
final class House implements AutoCloseable {

    private static final String PASSWORD = "chaos";
    private static final String MARK = "FOVEA_CHAOS_HOUSE";
    private static final int PORTS_OF_NODES = 3;
    private static final int PORTS = 8;
    private static final int KAFKA_HEAP_MB = 256;

    private final Path root;
    private final int postgresPort;
    private final int kafkaPort;
    private final KillableProcess kafka;
    private final List<KillableProcess> others = new ArrayList<>();
    private int portsTaken = PORTS_OF_NODES;
    private @Nullable PostgresNode postgres;

    House(Path root) throws IOException {
        this.root = Files.createDirectories(root).toRealPath();
        this.postgresPort = FreePorts.block(PORTS);
        this.kafkaPort = postgresPort + 1;
        ChildCommand broker = jvm(
                "kafka",
                KAFKA_HEAP_MB,
                KillableProcess.shortLived(Map.of()),
                NodeMain.class,
                List.of(
                        "kafka",
                        folder("kafka").toString(),
                        Integer.toString(kafkaPort),
                        Integer.toString(kafkaPort + 1)));
        this.kafka = new KillableProcess(broker, () -> accepts(kafkaPort));
    }

    /** Postgres is ours, and started again when it is killed; Kafka is a process of its own. */
    void start() throws Exception {
        kafka.launch();
        postgres = PostgresNode.start(folder("postgres"), postgresPort, PASSWORD);
        kafka.awaitReady();
    }

    Path root() {
        return root;
    }

    Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    /** One more that is free. */
    int port() {
        if (portsTaken == PORTS) {
            throw new IllegalStateException("a house has %d ports".formatted(PORTS));
        }
        return postgresPort + portsTaken++;
    }

    KillableProcess kafka() {
        return kafka;
    }

    String kafkaAddress() {
        return "127.0.0.1:" + kafkaPort;
    }

    /** @param application by which the database knows who speaks to it */
    String jdbcUrl(String application) {
        return "jdbc:postgresql://127.0.0.1:%d/fovea?ApplicationName=%s".formatted(postgresPort, application);
    }

    String databaseUser() {
        return PostgresNode.USER;
    }

    String databasePassword() {
        return PASSWORD;
    }

    /** The server itself, as it runs now. */
    ProcessHandle postgresServer() throws IOException {
        Path file = root.resolve("postgres/data/postmaster.pid");
        long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        return ProcessHandle.of(pid).orElseThrow(() -> new IOException("Postgres does not run"));
    }

    /** A process that ends with the house; not started yet. */
    KillableProcess process(String name, Supplier<ChildCommand> command, KillableProcess.Probe probe) {
        var process = new KillableProcess(name, command, probe);
        others.add(process);
        return process;
    }

    /** A JVM with our own class path and the mark of this house. */
    ChildCommand jvm(String name, int heapMegabytes, Map<String, String> environment, Class<?> main, List<String> words)
            throws IOException {
        var marked = new HashMap<>(environment);
        marked.put(MARK, root.toString());
        return KillableProcess.java(name, folder("logs"), List.of(), heapMegabytes, marked, main.getName(), words);
    }

    private static boolean accepts(int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        }
    }

    @Override
    public void close() {
        others.reversed().forEach(KillableProcess::close);
        kafka.close();
        if (postgres != null) {
            postgres.stop();
        }
    }

    /** Of this house, and still alive. */
    List<ProcessHandle> processes() {
        return Processes.marked(root.toString());
    }
}
