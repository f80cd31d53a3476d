package dev.fovea.standalone;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;

/** A Kafka Connect worker in this JVM, with the connectors that stand on the class path. */
final class ConnectNode {

    private static final String GROUP = "fovea-connect";

    private final Connect<?> worker;
    private final ConnectClient client;

    private ConnectNode(Connect<?> worker, ConnectClient client) {
        this.worker = worker;
        this.client = client;
    }

    static ConnectNode start(String bootstrapServers, int port) {
        Connect<?> worker;
        // Else Connect stops by a hook of its own: our stop then waits for nothing, and the broker goes first.
        Exit.setShutdownHookAdder((_, _) -> {});
        try {
            worker = new ConnectDistributed().startConnect(settings(bootstrapServers, port));
        } finally {
            Exit.resetShutdownHookAdder();
        }
        return new ConnectNode(worker, new ConnectClient("http://127.0.0.1:" + port));
    }

    ConnectClient client() {
        return client;
    }

    void stop() {
        worker.stop();
        worker.awaitStop();
    }

    private static Map<String, String> settings(String bootstrapServers, int port) {
        var settings = new HashMap<String, String>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("group.id", GROUP);
        settings.put("listeners", "http://127.0.0.1:" + port);
        settings.put("plugin.discovery", "service_load");
        settings.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        settings.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        for (String topic : List.of("config", "offset", "status")) {
            settings.put(topic + ".storage.topic", "connect-" + topic);
            settings.put(topic + ".storage.replication.factor", "1");
        }
        settings.put("offset.storage.partitions", "1");
        settings.put("status.storage.partitions", "1");
        settings.put("offset.flush.interval.ms", "5000");
        // One worker: after a kill nobody else is waited for.
        settings.put("scheduled.rebalance.max.delay.ms", "0");
        settings.put("session.timeout.ms", "10000");
        settings.put("heartbeat.interval.ms", "3000");
        settings.put("connector.client.config.override.policy", "All");
        return settings;
    }
}
