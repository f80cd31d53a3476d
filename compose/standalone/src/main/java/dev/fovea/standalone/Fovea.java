package dev.fovea.standalone;

import dev.fovea.standalone.RunningParts.Part;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole: what is started after what, and what is said about it. */
final class Fovea {

    private static final Logger LOG = LoggerFactory.getLogger(Fovea.class);

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
            result(postgres);
            result(connect);
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
