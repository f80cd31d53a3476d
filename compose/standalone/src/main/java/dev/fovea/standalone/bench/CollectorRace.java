package dev.fovea.standalone.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The collector against an endpoint that does nothing but parse and produce, and against a producer alone. */
final class CollectorRace {

    private static final int CALLERS = 16;
    private static final int BODIES = 400;
    private static final int EVENT_BYTES = 420;
    private static final Duration TURN = Duration.ofSeconds(4);
    private static final int WARM_UP_TURNS = 4;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI collector;
    private final URI bare;
    private final String brokers;
    private final List<byte[]> bodies;

    CollectorRace(URI collector, URI bare, String brokers, Batches batches) throws Exception {
        this.collector = collector;
        this.bare = bare;
        this.brokers = brokers;
        this.bodies = batches.ofManyViews(BODIES, UUID.fromString("0199a000-0000-7000-8000-00000000000c"));
    }

    void run(int rounds, Measured measured) throws Exception {
        for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
            post(bare);
            post(collector);
        }
        for (int round = 0; round < rounds; round++) {
            measured.add("collector", post(collector), "events/s");
            measured.add("bareEndpoint", post(bare), "events/s");
            measured.add("producer", produce(), "events/s");
        }
    }

    private double post(URI url) throws Exception {
        var accepted = new AtomicLong();
        long start = System.nanoTime();
        long end = start + TURN.toNanos();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> turns = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                int first = caller * (BODIES / CALLERS);
                turns.add(callers.submit(() -> {
                    for (int i = first; System.nanoTime() < end; i++) {
                        requireAccepted(url, bodies.get(i % BODIES));
                        accepted.addAndGet(Batches.EVENTS);
                    }
                    return null;
                }));
            }
            for (Future<?> turn : turns) {
                turn.get();
            }
        }
        return accepted.get() * 1e9 / (System.nanoTime() - start);
    }

    private void requireAccepted(URI url, byte[] body) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
            throw new IOException("%s answered %d: %s".formatted(url, answer.statusCode(), answer.body()));
        }
    }

    /** As kafka-producer-perf-test does it: records of one size, as fast as they are taken. */
    private double produce() {
        byte[] value = new byte[EVENT_BYTES];
        long sent = 0;
        long start = System.nanoTime();
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", brokers, "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            while (System.nanoTime() - start < TURN.toNanos()) {
                producer.send(new ProducerRecord<>(BareEndpoint.TOPIC, value));
                sent++;
            }
        }
        return sent * 1e9 / (System.nanoTime() - start);
    }
}
