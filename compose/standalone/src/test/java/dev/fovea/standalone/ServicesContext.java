package dev.fovea.standalone;

import dev.fovea.testing.StreamsKafka;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testing.TestPostgres;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.kafka.test.EmbeddedKafkaBroker;

/** All services in this process, over a database and a broker of the test. No ClickHouse: nobody looks at charts. */
@StreamsKafka
abstract class ServicesContext {

    /**
     * @param port the first of two
     * @param more settings of this test
     */
    static Services start(int port, EmbeddedKafkaBroker broker, Path directory, Map<String, Object> more) {
        var nodes = new HashMap<>(more);
        nodes.put("server.port", port);
        nodes.put("management.server.port", port + 1);
        nodes.put("spring.datasource.url", TestPostgres.freshDatabaseUrl());
        nodes.put("spring.kafka.bootstrap-servers", broker.getBrokersAsString());
        nodes.put("fovea.media.directory", directory.resolve("media"));
        nodes.put("fovea.transcode.work-directory", directory.resolve("scratch"));
        nodes.put("fovea.analytics.state-directory", directory.resolve("streams"));
        nodes.put("fovea.analytics.clickhouse.url", "http://127.0.0.1:1");
        TestIssuer.SHARED.trustIn((name, value) -> nodes.put(name, value.get()), 0);
        return Services.start(nodes, Map.of());
    }
}
