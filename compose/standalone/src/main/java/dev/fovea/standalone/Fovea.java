package dev.fovea.standalone;

import dev.fovea.standalone.RunningParts.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
    private final Console console;
    private final Ports ports;
    private final RunningParts running = new RunningParts();

    Fovea(Arguments arguments, Console console) {
        this.arguments = arguments;
        this.console = console;
        this.ports = new Ports(arguments.port());
    }

    void start() throws Exception {
        long start = System.nanoTime();
        Requirements.check(arguments.data());
        var data = DataDirectory.hold(arguments.data());
        running.add(Part.DATA_DIRECTORY, data::close);
        PostgresNode.stopOrphan(data.folder("postgres"));
        ports.requireFree(false);
        var secrets = new Secrets(data.folder("secrets"));
        endWithThisProcess();

        console.say("Starting Fovea; its state is in %s, its log in %s"
                .formatted(arguments.data(), data.folder("logs").resolve("fovea.log")));
        try (var aside = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("start-", 0).factory())) {
            Future<PostgresNode> postgres = aside.submit(() -> startPostgres(data.folder("postgres"), secrets));
            Future<KafkaNode> kafka = aside.submit(() -> startKafka(data.folder("kafka")));
            Future<ConnectNode> connect = aside.submit(() -> startConnect(result(kafka)));
            startServices(result(postgres), result(kafka), data, secrets);
            var readiness = new Readiness()
                    .require("Postgres", result(postgres)::answers)
                    .require("Kafka", result(kafka)::answers)
                    .require("the services", () -> isHealthy(ports))
                    .require("the pages", () -> Readiness.answersOk("http://127.0.0.1:%d/".formatted(ports.http())));
            result(connect);
            console.timed("All parts answer", () -> {
                readiness.await(READY_WITHIN);
                return null;
            });
        }
        LOG.info("Ready after {} ms", (System.nanoTime() - start) / 1_000_000);
        console.say("Fovea is ready at http://localhost:" + ports.http());
    }

    private PostgresNode startPostgres(Path home, Secrets secrets) throws Exception {
        return console.timed("Postgres", () -> {
            var node = PostgresNode.start(home, ports.postgres(), secrets.password("postgres"));
            running.add(Part.POSTGRES, node::stop);
            return node;
        });
    }

    private KafkaNode startKafka(Path home) throws Exception {
        return console.timed("Kafka", () -> {
            var node = KafkaNode.start(home, ports.kafka(), ports.kafkaController());
            running.add(Part.KAFKA, node::stop);
            return node;
        });
    }

    private ConnectNode startConnect(KafkaNode kafka) throws Exception {
        return console.timed("Kafka Connect", () -> {
            var node = ConnectNode.start(kafka.bootstrapServers(), ports.connect());
            running.add(Part.CONNECT, node::stop);
            return node;
        });
    }

    private Services startServices(PostgresNode postgres, KafkaNode kafka, DataDirectory data, Secrets secrets)
            throws Exception {
        return console.timed("Services", () -> {
            var properties = new HashMap<String, Object>();
            properties.put("server.port", ports.http());
            properties.put("management.server.port", ports.management());
            properties.put("management.server.address", "127.0.0.1");
            properties.put("spring.datasource.url", postgres.jdbcUrl());
            properties.put("spring.datasource.username", PostgresNode.USER);
            properties.put("spring.datasource.password", secrets.password("postgres"));
            properties.put("spring.kafka.bootstrap-servers", kafka.bootstrapServers());
            properties.put("fovea.media.directory", data.folder("media"));
            var services = Services.start(properties, Map.of("logging.register-shutdown-hook", false));
            running.add(Part.SERVICES, services::stop);
            return services;
        });
    }

    private static boolean isHealthy(Ports ports) throws Exception {
        return Readiness.answersOk("http://127.0.0.1:%d/actuator/health".formatted(ports.management()));
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
