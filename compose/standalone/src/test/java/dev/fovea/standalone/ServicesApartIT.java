package dev.fovea.standalone;

import static org.awaitility.Awaitility.await;

import dev.fovea.connectors.embedded.LibChdb;
import dev.fovea.connectors.schema.ClickHouseSchema;
import dev.fovea.connectors.sink.FoveaSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each service from its own jar in its own JVM, over the embedded nodes, behind the edge of compose/docker (nginx with
 * the same rules): the outside contract holds as it does in one process.
 */
class ServicesApartIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Duration UP_WITHIN = Duration.ofMinutes(3);
    private static final List<String> SERVICES =
            List.of("ingest-api", "transcode-batch", "moderation", "stream-analytics");

    @TempDir
    Path data;

    private final int port = FreePorts.block(Ports.LAST_OFFSET + 2 * SERVICES.size() + 2);
    private final Ports ports = new Ports(port);
    private final List<AutoCloseable> running = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable part : running.reversed()) {
            part.close();
        }
    }

    @Test
    void theOutsideContractHoldsOverSeparateProcesses() throws Exception {
        Map<String, String> environment = startNodes();
        for (int i = 0; i < SERVICES.size(); i++) {
            startService(SERVICES.get(i), servicePort(i), environment);
        }
        for (int i = 0; i < SERVICES.size(); i++) {
            awaitHealth(servicePort(i) + 1);
        }
        startEdge();
        Journeys.byCurl(origin(), Journeys.film(folder("films"), "640x360", 12));
    }

    private String origin() {
        return "http://localhost:" + ports.http();
    }

    private int servicePort(int index) {
        return port + Ports.LAST_OFFSET + 1 + 2 * index;
    }

    private Map<String, String> startNodes() throws Exception {
        PostgresNode postgres = PostgresNode.start(folder("postgres"), ports.postgres(), "postgres-secret");
        running.add(postgres::stop);
        KafkaNode kafka = KafkaNode.start(folder("kafka"), ports.kafka(), ports.kafkaController());
        running.add(kafka::stop);
        var passwords = new ClickHouseNode.Passwords("writer-secret", "reader-secret");
        ClickHouseNode engine = ClickHouseNode.start(
                folder("clickhouse"), LibChdb.defaultCache(), ports.clickHouse(), passwords, _ -> {});
        running.add(engine::stop);
        ClickHouse clickHouse = ClickHouse.of(engine);
        ClickHouseSchema.migrate(
                clickHouse.url(),
                clickHouse.writer().user(),
                clickHouse.writer().password());
        ConnectNode connect = ConnectNode.start(kafka.bootstrapServers(), ports.connect());
        running.add(connect::stop);
        ClickHouse.Account writer = clickHouse.writer();
        connect.client()
                .put(
                        FoveaSink.CONNECTOR,
                        FoveaSink.configuration(
                                kafka.bootstrapServers(), clickHouse.url(), writer.user(), writer.password(), 1),
                        UP_WITHIN);

        var environment = new HashMap<String, String>();
        environment.put("SPRING_DATASOURCE_URL", postgres.jdbcUrl());
        environment.put("SPRING_DATASOURCE_USERNAME", PostgresNode.USER);
        environment.put("SPRING_DATASOURCE_PASSWORD", postgres.password());
        environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        environment.put("SERVER_FORWARD_HEADERS_STRATEGY", "native");
        environment.put("FOVEA_ACCESS_ISSUERS_0_ISSUER", origin());
        environment.put("FOVEA_ACCESS_ISSUERS_0_OWN", "true");
        environment.put(
                "FOVEA_ACCESS_ISSUERS_0_JWKS_URI",
                "http://127.0.0.1:%d/.well-known/jwks.json".formatted(servicePort(SERVICES.indexOf("moderation"))));
        environment.put("FOVEA_ACCOUNTS_ISSUER", origin());
        environment.put("FOVEA_ACCOUNTS_ADMIN_EMAIL", RunningFovea.ADMIN_EMAIL);
        environment.put("FOVEA_ACCOUNTS_ADMIN_PASSWORD", RunningFovea.ADMIN_PASSWORD);
        environment.put("FOVEA_MEDIA_DIRECTORY", folder("media").toString());
        environment.put("FOVEA_TRANSCODE_WORK_DIRECTORY", folder("scratch").toString());
        environment.put("FOVEA_ANALYTICS_STATE_DIRECTORY", folder("streams").toString());
        environment.put("FOVEA_ANALYTICS_CLICKHOUSE_URL", clickHouse.url().toString());
        environment.put("FOVEA_ANALYTICS_CLICKHOUSE_USER", clickHouse.reader().user());
        environment.put(
                "FOVEA_ANALYTICS_CLICKHOUSE_PASSWORD", clickHouse.reader().password());
        return environment;
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(data.resolve(name));
    }

    private void startService(String module, int servicePort, Map<String, String> environment) throws IOException {
        Path jar = ROOT.resolve(module).resolve("target/%s-0.1.0-SNAPSHOT-boot.jar".formatted(module));
        var service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", // most of a short life would else be spent in the better compiler
                        "-Xmx512m",
                        "-jar",
                        jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(data.resolve(module + ".log").toFile());
        service.environment().putAll(environment);
        service.environment().put("SERVER_PORT", Integer.toString(servicePort));
        service.environment().put("MANAGEMENT_SERVER_PORT", Integer.toString(servicePort + 1));
        Process process = service.start();
        running.add(() -> {
            process.destroy();
            process.waitFor();
        });
    }

    private static void awaitHealth(int managementPort) {
        String health = "http://127.0.0.1:%d/actuator/health".formatted(managementPort);
        await().atMost(UP_WITHIN).ignoreExceptions().until(() -> Readiness.answersOk(health));
    }

    /** The rules of the shipped edge; only where things stand is another. */
    private void startEdge() throws IOException {
        Path shipped = ROOT.resolve("compose/docker/edge");
        Path home = folder("edge");
        var upstreams = new StringBuilder();
        for (int i = 0; i < SERVICES.size(); i++) {
            String name =
                    List.of("ingest", "transcode", "moderation", "analytics").get(i);
            upstreams.append("upstream %s { server 127.0.0.1:%d; }\n".formatted(name, servicePort(i)));
        }
        Files.writeString(home.resolve("upstreams.conf"), upstreams);
        Files.writeString(
                home.resolve("fovea.conf"),
                Files.readString(shipped.resolve("fovea.conf.template"))
                        .replace(
                                "/etc/nginx/fovea/upstreams.conf",
                                home.resolve("upstreams.conf").toString())
                        .replace("listen 8080;", "listen 127.0.0.1:%d;".formatted(ports.http()))
                        .replace(
                                "/usr/share/fovea/web",
                                ROOT.resolve("web/target/classes/static").toString())
                        .replace("${FOVEA_CONTENT_SOURCES}", ""));
        Files.writeString(home.resolve("nginx.conf"), """
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events {}
                http {
                  include /etc/nginx/mime.types;
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  include %1$s/fovea.conf;
                }
                """.formatted(home));
        Process nginx = new ProcessBuilder(
                        "nginx",
                        "-e",
                        home.resolve("error.log").toString(),
                        "-c",
                        home.resolve("nginx.conf").toString())
                .inheritIO()
                .start();
        running.add(() -> {
            nginx.destroy();
            nginx.waitFor();
        });
        await().atMost(UP_WITHIN)
                .ignoreExceptions()
                .until(() -> Readiness.answersOk(origin() + "/.well-known/jwks.json"));
    }
}
