package dev.fovea.standalone;

import dev.fovea.connectors.embedded.LibChdb;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the services must know: where the nodes are, which nobody may override, and defaults, which anybody may. */
final class ServiceProperties {

    static final String BUCKET = "fovea";

    private ServiceProperties() {}

    static Map<String, Object> ofNodes(
            Ports ports,
            PostgresNode postgres,
            KafkaNode kafka,
            ClickHouse clickHouse,
            Optional<S3Node> s3,
            Administrator administrator)
            throws IOException {
        var properties = new HashMap<String, Object>();
        properties.put("server.port", ports.http());
        properties.put("management.server.port", ports.management());
        properties.put("management.server.address", "127.0.0.1");
        properties.put("spring.datasource.url", postgres.jdbcUrl());
        properties.put("spring.datasource.username", PostgresNode.USER);
        properties.put("spring.datasource.password", postgres.password());
        properties.put("spring.kafka.bootstrap-servers", kafka.bootstrapServers());
        properties.put("fovea.analytics.clickhouse.url", clickHouse.url());
        properties.put("fovea.analytics.clickhouse.user", clickHouse.reader().user());
        properties.put(
                "fovea.analytics.clickhouse.password", clickHouse.reader().password());
        s3.ifPresent(node -> properties.putAll(node.properties()));
        properties.put("fovea.accounts.admin-email", administrator.email());
        administrator.password().ifPresent(password -> properties.put("fovea.accounts.admin-password", password));
        return properties;
    }

    static Map<String, Object> defaults(Ports ports, DataDirectory data) {
        var properties = new HashMap<String, Object>();
        properties.put("logging.register-shutdown-hook", false); // our own hook logs until the end
        properties.put("spring.datasource.hikari.maximum-pool-size", 32); // all stages share one pool here
        properties.put("fovea.media.directory", data.folder("media"));
        properties.put("fovea.media.s3.bucket", BUCKET);
        properties.put("fovea.transcode.work-directory", data.folder("scratch"));
        properties.put(
                "fovea.transcode.ffmpeg.directory", LibChdb.defaultCache().resolve("ffmpeg"));
        properties.put("fovea.analytics.state-directory", data.folder("streams"));
        properties.put("fovea.accounts.issuer", ports.siteOrigin());
        properties.put("fovea.access.issuers[0].own", true);
        properties.put("fovea.access.issuers[0].issuer", ports.siteOrigin());
        properties.put(
                "fovea.access.issuers[0].jwks-uri",
                "http://127.0.0.1:%d/.well-known/jwks.json".formatted(ports.http()));
        return properties;
    }
}
