package dev.fovea.standalone;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A durable Kafka broker and controller in this JVM, on the loopback only. */
final class KafkaNode {

    /** One node: there is nobody to replicate to. */
    static final int REPLICATION_FACTOR = 1;

    private static final int NODE_ID = 1;
    private static final String CONTROLLER = "CONTROLLER";

    /**
     * Compacted topics are read whole after a crash (state of views) or at each start (accounts, videos), and what stands in
     * their newest segment is not compacted; Kafka's own default is 1 GiB.
     */
    private static final int SEGMENT_BYTES = 16 << 20;

    /** After a kill, the dead members of a group are waited for this long; Kafka's own default is 45 s. */
    private static final Duration MEMBER_SESSION = Duration.ofSeconds(10);

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private KafkaNode(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    static KafkaNode start(Path home, int port, int controllerPort) throws Exception {
        Path log = Files.createDirectories(home.resolve("log"));
        format(log, clusterIdOf(home));
        var server = new KafkaRaftServer(new KafkaConfig(settings(log, port, controllerPort)), Time.SYSTEM);
        server.startup();
        return new KafkaNode(server, "127.0.0.1:" + port);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    boolean answers() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (java.util.concurrent.ExecutionException e) {
            return false;
        }
    }

    void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static String clusterIdOf(Path home) throws IOException {
        Path file = home.resolve("cluster.id");
        if (!Files.exists(file)) {
            Path fresh = home.resolve("cluster.id.new");
            Files.writeString(fresh, Uuid.randomUuid().toString());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file);
    }

    private static void format(Path log, String clusterId) throws Exception {
        new Formatter()
                .setClusterId(clusterId)
                .setNodeId(NODE_ID)
                .setControllerListenerName(CONTROLLER)
                .setMetadataLogDirectory(log.toString())
                .setDirectories(List.of(log.toString()))
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }

    private static Map<String, String> settings(Path log, int port, int controllerPort) {
        var settings = new HashMap<String, String>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put(
                "listeners", "PLAINTEXT://127.0.0.1:%d,%s://127.0.0.1:%d".formatted(port, CONTROLLER, controllerPort));
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        settings.put("log.dirs", log.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("log.segment.bytes", Integer.toString(SEGMENT_BYTES));

        // One node: nothing to replicate to, and few partitions of what Kafka keeps for itself.
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(internal + ".replication.factor", "1");
            settings.put(internal + ".num.partitions", "4");
        }
        settings.put("default.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        // Readers stand still behind what a dead writer left open: look for it each second, not each ten.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        settings.put("share.coordinator.state.topic.min.isr", "1");

        // Nobody else to wait for: each of these is seconds of a start.
        settings.put("controller.quorum.election.timeout.ms", "100");
        settings.put("controller.quorum.election.backoff.max.ms", "50");
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.streams.initial.rebalance.delay.ms", "0");
        for (String kind : List.of("consumer", "streams", "share")) {
            settings.put("group." + kind + ".session.timeout.ms", Long.toString(MEMBER_SESSION.toMillis()));
            settings.put("group." + kind + ".min.session.timeout.ms", "6000");
            settings.put("group." + kind + ".heartbeat.interval.ms", "1000");
            settings.put("group." + kind + ".min.heartbeat.interval.ms", "1000");
        }

        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("log.cleaner.threads", "1");
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        settings.put("num.recovery.threads.per.data.dir", "2");
        return settings;
    }
}
