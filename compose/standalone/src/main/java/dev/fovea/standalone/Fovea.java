package dev.fovea.standalone;

import dev.fovea.connectors.embedded.LibChdb;
import dev.fovea.standalone.RunningParts.Part;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole: what is started after what, and what is said about it. */
final class Fovea {

    private static final Logger LOG = LoggerFactory.getLogger(Fovea.class);
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final String BUCKET = "fovea";

    private final Arguments arguments;
    private final Map<String, String> environment;
    private final Console console;
    private final Ports ports;
    private final RunningParts running = new RunningParts();

    Fovea(Arguments arguments, Map<String, String> environment, Console console) {
        this.arguments = arguments;
        this.environment = environment;
        this.console = console;
        this.ports = new Ports(arguments.port());
    }

    void start() throws Exception {
        long start = System.nanoTime();
        Requirements.check(arguments.data(), !ClickHouse.isElsewhere(environment));
        var data = DataDirectory.hold(arguments.data());
        running.add(Part.DATA_DIRECTORY, data::close);
        PostgresNode.stopOrphan(data.folder("postgres"));
        ports.requireFree(wantsOwnS3());
        var secrets = new Secrets(data.folder("secrets"));
        var administrator = Administrator.of(secrets, environment);
        endWithThisProcess();

        console.say("Starting Fovea; its state is in %s, its log in %s"
                .formatted(arguments.data(), data.folder("logs").resolve("fovea.log")));
        try (var aside = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("start-", 0).factory())) {
            Future<PostgresNode> postgres = aside.submit(() -> startPostgres(data, secrets));
            Future<KafkaNode> kafka = aside.submit(() -> startKafka(data));
            Future<Optional<S3Node>> s3 = aside.submit(() -> startS3(data, secrets));
            Future<ClickHouse> clickHouse = aside.submit(() -> startClickHouse(data, secrets));
            Future<ConnectNode> connect = aside.submit(() -> startConnect(result(kafka)));
            startServices(result(postgres), result(kafka), result(s3), result(clickHouse), data, administrator);
            result(connect);
            awaitAnswers(result(postgres), result(kafka), result(clickHouse));
        }
        LOG.info("Ready after {} ms", (System.nanoTime() - start) / 1_000_000);
        console.say("Fovea is ready at " + siteOrigin());
        console.say(administrator.signInLine());
    }

    private PostgresNode startPostgres(DataDirectory data, Secrets secrets) throws Exception {
        return console.timed("Postgres", () -> {
            var node = PostgresNode.start(data.folder("postgres"), ports.postgres(), secrets.password("postgres"));
            running.add(Part.POSTGRES, node::stop);
            return node;
        });
    }

    private KafkaNode startKafka(DataDirectory data) throws Exception {
        return console.timed("Kafka", () -> {
            var node = KafkaNode.start(data.folder("kafka"), ports.kafka(), ports.kafkaController());
            running.add(Part.KAFKA, node::stop);
            return node;
        });
    }

    private Optional<S3Node> startS3(DataDirectory data, Secrets secrets) throws Exception {
        if (!wantsOwnS3()) {
            return Optional.empty();
        }
        return console.timed("S3", () -> {
            var node = S3Node.start(data.folder("s3"), ports.s3(), secrets.password("s3"), BUCKET, siteOrigin());
            running.add(Part.S3, node::stop);
            return Optional.of(node);
        });
    }

    private ClickHouse startClickHouse(DataDirectory data, Secrets secrets) throws Exception {
        if (ClickHouse.isElsewhere(environment)) {
            return ClickHouse.elsewhere(environment);
        }
        return console.timed("ClickHouse", () -> {
            var passwords = new ClickHouseNode.Passwords(
                    secrets.password("clickhouse"), secrets.password("clickhouse-" + ClickHouseNode.READER));
            var node = ClickHouseNode.start(
                    data.folder("clickhouse"),
                    LibChdb.defaultCache(),
                    ports.clickHouse(),
                    passwords,
                    line -> console.say("  " + line));
            running.add(Part.CLICKHOUSE, node::stop);
            return ClickHouse.of(node);
        });
    }

    private ConnectNode startConnect(KafkaNode kafka) throws Exception {
        return console.timed("Kafka Connect", () -> {
            var node = ConnectNode.start(kafka.bootstrapServers(), ports.connect());
            running.add(Part.CONNECT, node::stop);
            return node;
        });
    }

    private Services startServices(
            PostgresNode postgres,
            KafkaNode kafka,
            Optional<S3Node> s3,
            ClickHouse clickHouse,
            DataDirectory data,
            Administrator administrator)
            throws Exception {
        return console.timed("Services", () -> {
            var nodes = new HashMap<String, Object>();
            nodes.put("server.port", ports.http());
            nodes.put("management.server.port", ports.management());
            nodes.put("management.server.address", "127.0.0.1");
            nodes.put("spring.datasource.url", postgres.jdbcUrl());
            nodes.put("spring.datasource.username", PostgresNode.USER);
            nodes.put("spring.datasource.password", postgres.password());
            nodes.put("spring.kafka.bootstrap-servers", kafka.bootstrapServers());
            s3.ifPresent(node -> nodes.putAll(node.properties()));
            nodes.put("fovea.analytics.clickhouse.url", clickHouse.url());
            nodes.put("fovea.analytics.clickhouse.user", clickHouse.reader().user());
            nodes.put("fovea.analytics.clickhouse.password", clickHouse.reader().password());
            nodes.put("fovea.accounts.admin-email", administrator.email());
            administrator.password().ifPresent(password -> nodes.put("fovea.accounts.admin-password", password));

            var defaults = new HashMap<String, Object>();
            defaults.put("logging.register-shutdown-hook", false);
            defaults.put("fovea.media.directory", data.folder("media"));
            defaults.put("fovea.media.s3.bucket", BUCKET);
            defaults.put("fovea.transcode.work-directory", data.folder("scratch"));
            defaults.put(
                    "fovea.transcode.ffmpeg.directory", LibChdb.defaultCache().resolve("ffmpeg"));
            defaults.put("fovea.analytics.state-directory", data.folder("streams"));
            defaults.put("fovea.accounts.issuer", siteOrigin());
            defaults.put("fovea.access.issuers[0].own", true);
            defaults.put("fovea.access.issuers[0].issuer", siteOrigin());
            defaults.put(
                    "fovea.access.issuers[0].jwks-uri",
                    "http://127.0.0.1:%d/.well-known/jwks.json".formatted(ports.http()));

            var services = Services.start(nodes, defaults);
            running.add(Part.SERVICES, services::stop);
            return services;
        });
    }

    private void awaitAnswers(PostgresNode postgres, KafkaNode kafka, ClickHouse clickHouse) throws Exception {
        var readiness = new Readiness()
                .require("Postgres", postgres::answers)
                .require("Kafka", kafka::answers)
                .require("ClickHouse", clickHouse::answers)
                .require(
                        "the services",
                        () -> Readiness.answersOk("http://127.0.0.1:%d/actuator/health".formatted(ports.management())));
        if (SiteConfiguration.hasPages()) {
            readiness.require("the pages", () -> Readiness.answersOk("http://127.0.0.1:%d/".formatted(ports.http())));
        }
        console.timed("All parts answer", () -> {
            readiness.await(READY_WITHIN);
            return null;
        });
    }

    /** S3 mode without an endpoint of somebody else's. */
    private boolean wantsOwnS3() {
        return "s3".equals(environment.get("FOVEA_MEDIA_STORE"))
                && environment.getOrDefault("FOVEA_MEDIA_S3_ENDPOINT", "").isBlank();
    }

    private String siteOrigin() {
        return "http://localhost:" + ports.http();
    }

    private void endWithThisProcess() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            console.say("Stopping Fovea");
            running.stopAll();
        }));
    }

    private static <T> T result(Future<T> part) throws Exception {
        try {
            return part.get();
        } catch (ExecutionException e) {
            throw Main.reasonOf(e);
        }
    }
}
