package dev.fovea.standalone;

import dev.fovea.connectors.embedded.LibChdb;
import dev.fovea.connectors.schema.ClickHouseSchema;
import dev.fovea.connectors.sink.FoveaSink;
import dev.fovea.standalone.RunningParts.Part;
import dev.fovea.standalone.demo.Demo;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole: what is started after what, and what is said about it. */
final class Fovea {

    private static final Logger LOG = LoggerFactory.getLogger(Fovea.class);
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

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
        Requirements.check(arguments.data());
        if (!ClickHouse.isElsewhere(environment)) {
            LibChdb.requireHost(line -> console.say("  " + line));
        }
        var data = DataDirectory.hold(arguments.data());
        running.add(Part.DATA_DIRECTORY, data::close);
        PostgresNode.stopOrphan(data.folder("postgres"));
        ports.requireFree(wantsOwnS3());
        var secrets = new Secrets(data.folder("secrets"));
        var administrator = Administrator.of(secrets, environment);
        endWithThisProcess();

        console.say("Starting Fovea; its state is in %s, its log in %s"
                .formatted(arguments.data(), data.folder("logs").resolve("fovea.log")));
        Services services = startParts(data, secrets, administrator);
        LOG.info("Ready after {} ms", (System.nanoTime() - start) / 1_000_000);
        console.say("Fovea is ready at " + ports.siteOrigin());
        console.say(administrator.signInLine());
        fillByDemo(data, secrets, administrator, services);
    }

    /** Side by side, as far as one does not need another. */
    private Services startParts(DataDirectory data, Secrets secrets, Administrator administrator) throws Exception {
        try (var aside = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("start-", 0).factory())) {
            Future<PostgresNode> postgres = aside.submit(() -> startPostgres(data, secrets));
            Future<KafkaNode> kafka = aside.submit(() -> startKafka(data));
            Future<ClickHouse> clickHouse = aside.submit(() -> startClickHouse(data, secrets));
            Future<Optional<S3Node>> s3 = aside.submit(() -> startS3(data, secrets));
            Future<ConnectNode> connect = aside.submit(() -> startConnect(result(kafka)));

            var nodes = ServiceProperties.ofNodes(
                    ports, result(postgres), result(kafka), result(clickHouse), result(s3), administrator);
            Services services = part(
                    "Services",
                    Part.SERVICES,
                    () -> Services.start(nodes, ServiceProperties.defaults(ports, data)),
                    Services::stop);
            // After the services: they make the topics, and a consumer learns of new ones only minutes later.
            startSink(result(kafka), result(connect).client(), result(clickHouse));
            awaitAnswers(
                    result(postgres),
                    result(kafka),
                    result(clickHouse),
                    result(connect).client());
            return services;
        }
    }

    private PostgresNode startPostgres(DataDirectory data, Secrets secrets) throws Exception {
        return part(
                "Postgres",
                Part.POSTGRES,
                () -> PostgresNode.start(data.folder("postgres"), ports.postgres(), secrets.password("postgres")),
                PostgresNode::stop);
    }

    private KafkaNode startKafka(DataDirectory data) throws Exception {
        return part(
                "Kafka",
                Part.KAFKA,
                () -> KafkaNode.start(data.folder("kafka"), ports.kafka(), ports.kafkaController()),
                KafkaNode::stop);
    }

    private ClickHouse startClickHouse(DataDirectory data, Secrets secrets) throws Exception {
        if (ClickHouse.isElsewhere(environment)) {
            return migrated(ClickHouse.elsewhere(environment));
        }
        var passwords = new ClickHouseNode.Passwords(
                secrets.password("clickhouse"), secrets.password("clickhouse-" + ClickHouseNode.READER));
        return migrated(ClickHouse.of(part(
                "ClickHouse",
                Part.CLICKHOUSE,
                () -> ClickHouseNode.start(
                        data.folder("clickhouse"),
                        LibChdb.defaultCache(),
                        ports.clickHouse(),
                        passwords,
                        line -> console.say("  " + line)),
                ClickHouseNode::stop)));
    }

    private static ClickHouse migrated(ClickHouse clickHouse) {
        ClickHouseSchema.migrate(
                clickHouse.url(),
                clickHouse.writer().user(),
                clickHouse.writer().password());
        return clickHouse;
    }

    private void startSink(KafkaNode kafka, ConnectClient connect, ClickHouse clickHouse) throws Exception {
        Map<String, String> configuration = FoveaSink.configuration(
                kafka.bootstrapServers(),
                clickHouse.url(),
                clickHouse.writer().user(),
                clickHouse.writer().password(),
                KafkaNode.REPLICATION_FACTOR);
        connect.put(FoveaSink.CONNECTOR, configuration, READY_WITHIN);
        var watch = ConnectorWatch.over(connect, FoveaSink.CONNECTOR);
        running.add(Part.CONNECTOR_WATCH, watch::stop);
    }

    private Optional<S3Node> startS3(DataDirectory data, Secrets secrets) throws Exception {
        if (!wantsOwnS3()) {
            return Optional.empty();
        }
        return Optional.of(part(
                "S3",
                Part.S3,
                () -> S3Node.start(
                        data.folder("s3"),
                        ports.s3(),
                        secrets.password("s3"),
                        ServiceProperties.BUCKET,
                        ports.siteOrigin()),
                S3Node::stop));
    }

    private ConnectNode startConnect(KafkaNode kafka) throws Exception {
        return part(
                "Kafka Connect",
                Part.CONNECT,
                () -> ConnectNode.start(kafka.bootstrapServers(), ports.connect()),
                ConnectNode::stop);
    }

    private void awaitAnswers(PostgresNode postgres, KafkaNode kafka, ClickHouse clickHouse, ConnectClient connect)
            throws Exception {
        var readiness = new Readiness()
                .require("Postgres", postgres::answers)
                .require("Kafka", kafka::answers)
                .require("ClickHouse", clickHouse::answers)
                .require("the sink", () -> connect.status(FoveaSink.CONNECTOR).isRunning())
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

    /** Only a library that was empty when it was first started is filled; a start that finds it unfinished goes on. */
    private void fillByDemo(DataDirectory data, Secrets secrets, Administrator administrator, Services services)
            throws IOException {
        var folder = data.folder("demo");
        if (!arguments.demo() || !(administrator.isNew() || Demo.hasBegun(folder))) {
            administrator.forgetPassword();
            return;
        }
        var settings = new Demo.Settings(
                URI.create("http://127.0.0.1:" + ports.http()),
                folder,
                secrets.password("demo-people"),
                administrator.password().map(password -> new Demo.Administrator(administrator.email(), password)),
                services.ffmpeg());
        Optional<Demo> demo = Demo.start(settings, new Demo.Listener() {
            @Override
            public void peopleExist() throws IOException {
                administrator.forgetPassword();
            }

            @Override
            public void complete() {
                console.say("The demo library is complete");
            }
        });
        if (demo.isPresent()) {
            running.add(Part.DEMO, demo.get()::stop);
            console.say("A demo library is being built, its progress is on the page; the password of its people is in "
                    + secrets.file("demo-people"));
        }
    }

    /** S3 mode without an endpoint of somebody else's. */
    private boolean wantsOwnS3() {
        return "s3".equals(environment.get("FOVEA_MEDIA_STORE"))
                && environment.getOrDefault("FOVEA_MEDIA_S3_ENDPOINT", "").isBlank();
    }

    private void endWithThisProcess() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            console.say("Stopping Fovea");
            running.stopAll();
        }));
    }

    private interface StopOf<T> {
        void stop(T part) throws Exception;
    }

    private <T> T part(String name, Part part, Callable<T> start, StopOf<T> stop) throws Exception {
        return console.timed(name, () -> {
            T started = start.call();
            running.add(part, () -> stop.stop(started));
            return started;
        });
    }

    private static <T> T result(Future<T> part) throws Exception {
        try {
            return part.get();
        } catch (ExecutionException e) {
            throw Main.reasonOf(e);
        }
    }
}
