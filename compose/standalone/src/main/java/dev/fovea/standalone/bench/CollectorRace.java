package dev.fovea.standalone.bench;

import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.topic.TopicSerdes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/** The collector against an endpoint that does nothing but parse and produce, and against a producer alone. */
final class CollectorRace {

    private static final long SEED = 1;
    private static final int CALLERS = 16;
    private static final int BODIES = 400;
    private static final int VALUES = 2_000;
    private static final Duration TURN = Duration.ofSeconds(3);
    private static final int WARM_UP_ROUNDS = 10;
    private static final int PRODUCER_ROUNDS = 3;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI collector;
    private final URI bare;
    private final String brokers;
    private final List<byte[]> bodies;
    private final List<byte[]> values;

    CollectorRace(URI collector, URI bare, String brokers, Batches batches) throws Exception {
        this.collector = collector;
        this.bare = bare;
        this.brokers = brokers;
        this.bodies = batches.ofManyViews(BODIES, UUID.fromString("0199a000-0000-7000-8000-00000000000c"));
        Serializer<PlayerEvent> json = TopicSerdes.serializer();
        this.values = new Traffic(SEED)
                .events(VALUES, 1, System.currentTimeMillis()).stream()
                        .map(event -> json.serialize(Topics.PLAYER_EVENTS.name(), event))
                        .toList();
    }

    void run(int rounds, Measured measured) throws Exception {
        Turns turns = new Turns()
                .with("collector", "events/s", () -> post(collector))
                .with("bareEndpoint", "events/s", () -> post(bare));
        turns.warmUp(WARM_UP_ROUNDS, measured);
        turns.run(rounds, measured);
        // Apart from the others: while the broker still writes out what it left behind, whoever comes next is slower.
        new Turns().with("producer", "events/s", this::produce).run(PRODUCER_ROUNDS, measured);
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

    /** As kafka-producer-perf-test does it: records as fast as they are taken. */
    private double produce() {
        int sent = 0;
        long start = System.nanoTime();
        try (var producer = BareEndpoint.producer(brokers)) {
            while (System.nanoTime() - start < TURN.toNanos()) {
                producer.send(new ProducerRecord<>(BareEndpoint.TOPIC, values.get(sent % VALUES)));
                sent++;
            }
        }
        return sent * 1e9 / (System.nanoTime() - start);
    }
}
