package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.AccessMatrix;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testing.TestPostgres;
import dev.fovea.testing.TestTopics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.context.EmbeddedKafka;
import org.springframework.test.util.TestSocketUtils;

/** Every route of the whole has a line for every kind of caller, and keeps to it. */
@EmbeddedKafka(
        partitions = 1,
        brokerProperties = {
            "group.streams.min.session.timeout.ms=1000",
            "group.streams.min.heartbeat.interval.ms=100",
            "group.streams.initial.rebalance.delay.ms=0",
            "transaction.state.log.replication.factor=1",
            "transaction.state.log.min.isr=1"
        })
class AccessMatrixIT {

    @TempDir
    Path directory;

    @Test
    void everyRouteIsOpenToExactlyWhomItsLineNames(EmbeddedKafkaBroker broker) {
        int port = TestSocketUtils.findAvailableTcpPort();
        var services = Services.start(nodes(port, broker.getBrokersAsString()), Map.of());
        try {
            assertThat(AccessMatrix.of(port, new TestTopics(broker.getBrokersAsString()))
                            .differencesTo("access-matrix.txt"))
                    .isEmpty();
        } finally {
            services.stop();
        }
    }

    /** No ClickHouse: that the charts have nothing to read is no matter of access. */
    private Map<String, Object> nodes(int port, String brokers) {
        var nodes = new HashMap<String, Object>();
        nodes.put("server.port", port);
        nodes.put("management.server.port", TestSocketUtils.findAvailableTcpPort());
        nodes.put("spring.datasource.url", TestPostgres.freshDatabaseUrl());
        nodes.put("spring.kafka.bootstrap-servers", brokers);
        nodes.put("fovea.media.directory", directory.resolve("media"));
        nodes.put("fovea.transcode.work-directory", directory.resolve("scratch"));
        nodes.put("fovea.analytics.state-directory", directory.resolve("streams"));
        nodes.put("fovea.analytics.clickhouse.url", "http://127.0.0.1:1");
        TestIssuer.SHARED.trustIn((name, value) -> nodes.put(name, value.get()), 0);
        return nodes;
    }
}
