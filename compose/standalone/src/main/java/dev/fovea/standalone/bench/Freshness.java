package dev.fovea.standalone.bench;

import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.standalone.chaos.Report;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long after its 202 an event is in a chart, while others come at a steady rate, each batch of them a view of its own. One
 * probe view plays one second of film at a time; the chart of its video is asked again and again until it says so.
 */
final class Freshness {

    private static final int STEADY_RATE = 2_000;
    private static final int RATE_MAX = 64_000;
    /** A young process compiles as much as it works; after a minute of it what is measured is the work. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private static final Duration STEADY = Duration.ofSeconds(30);
    private static final Duration TRIED = Duration.ofSeconds(10);
    private static final Duration AT_80_PERCENT = Duration.ofSeconds(20);
    private static final double SUSTAINED_P95_SECONDS = 2;
    private static final Duration PROBE_EVERY = Duration.ofMillis(150);
    /** A chart costs three queries: asked more often, asking would be the load. It counts into what is measured. */
    private static final Duration ASK_EVERY = Duration.ofMillis(100);

    private static final Duration CAUGHT_UP_WITHIN = Duration.ofSeconds(20);
    private static final int ON_THEIR_WAY_MAX = 256;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI api;
    private final String token;
    private final String brokers;
    private final Batches batches;

    /** @param token of somebody who may see charts */
    Freshness(URI api, String token, String brokers, Batches batches) {
        this.api = api;
        this.token = token;
        this.brokers = brokers;
        this.batches = batches;
    }

    /** Doubles the rate until it is not sustained, tries once between the last two, and takes 80 % of the highest that was. */
    void measure(Measured measured, Map<String, Double> figures) throws Exception {
        at(STEADY_RATE, WARM_UP);
        Result steady = at(STEADY_RATE, STEADY);
        measured.add("freshness.refusedBatches", steady.refused(), "batches");
        measured.add("freshness.p50", steady.quantile(0.5), "s");
        measured.add("freshness.p99", steady.quantile(0.99), "s");
        figures.put("freshnessP99Seconds", steady.quantile(0.99));
        // Its parts: the collector and the topologies up to the row, then the sink, then the chart's own queries.
        measured.add("freshness.toRow.p50", Report.quantile(steady.toRow(), 0.5), "s");
        measured.add("freshness.toRow.p99", Report.quantile(steady.toRow(), 0.99), "s");
        measured.add("freshness.chart.p50", Report.quantile(steady.chart(), 0.5), "s");
        measured.add("freshness.chart.p99", Report.quantile(steady.chart(), 0.99), "s");
        int sustained = STEADY_RATE;
        int rate = 2 * STEADY_RATE;
        while (rate <= RATE_MAX && isSustained(rate, measured)) {
            sustained = rate;
            rate *= 2;
        }
        int between = (sustained + rate) / 2;
        if (rate <= RATE_MAX && isSustained(between, measured)) {
            sustained = between;
        }
        measured.add("freshness.sustainedRate", sustained, "events/s");
        Result at80 = at(sustained * 4 / 5, AT_80_PERCENT);
        measured.add("freshness.refusedBatchesAt80Percent", at80.refused(), "batches");
        figures.put("freshnessP95SecondsAt80Percent", at80.quantile(0.95));
    }

    /** Whether what came was also shown, without a queue that grows: it would reach seconds in the time that is tried. */
    private boolean isSustained(int rate, Measured measured) throws Exception {
        Result at = at(rate, TRIED);
        measured.add("freshness.p95At" + rate, at.quantile(0.95), "s");
        measured.add("freshness.refusedBatchesAt" + rate, at.refused(), "batches");
        return at.refused() == 0 && at.quantile(0.95) <= SUSTAINED_P95_SECONDS;
    }

    /**
     * @param seconds from 202 to the chart, of each probe; ever longer when the rate is not sustained
     * @param toRow from 202 to where the sink can read its row, of each probe
     * @param chart that an answer to the question for the chart took
     * @param refused batches that were not accepted
     */
    private record Result(List<Double> seconds, List<Double> toRow, List<Double> chart, long refused) {

        double quantile(double q) {
            return Report.quantile(seconds, q);
        }
    }

    private record Probe(long acceptedAt, long playedMs) {}

    private Result at(int eventsPerSecond, Duration lasting) throws Exception {
        var refused = new AtomicLong();
        var seconds = new ArrayList<Double>();
        var toRow = new ArrayList<Double>();
        var chart = new ArrayList<Double>();
        UUID video = Uuid7.next();
        UUID view = Uuid7.next();
        var waiting = new ConcurrentLinkedQueue<Probe>();
        var rowless = new ConcurrentLinkedQueue<Probe>();
        long bodies = eventsPerSecond * lasting.toSeconds() / Batches.EVENTS + 1;
        List<byte[]> load = batches.ofManyViews(Math.toIntExact(bodies), Uuid7.next());
        long end = System.nanoTime() + lasting.toNanos();
        try (ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
                ExecutorService reader = Executors.newSingleThreadExecutor()) {
            Future<?> rows = reader.submit(() -> readRows(view, rowless, toRow));
            load(clock, load, eventsPerSecond, refused, end);
            var _ = clock.submit(() -> probe(view, video, List.of(waiting, rowless), refused, end));
            long deadline = end + CAUGHT_UP_WITHIN.toNanos();
            while ((System.nanoTime() < end || !waiting.isEmpty()) && System.nanoTime() < deadline) {
                long asked = System.nanoTime();
                long shown = playedMs(video);
                long now = System.nanoTime();
                chart.add((now - asked) / 1e9);
                arrived(shown, now, waiting, seconds);
                Thread.sleep(ASK_EVERY);
            }
            long now = System.nanoTime();
            waiting.forEach(never -> seconds.add((now - never.acceptedAt) / 1e9));
            clock.shutdownNow();
            rows.cancel(true);
        }
        return new Result(seconds, toRow, chart, refused.get());
    }

    private static void arrived(long playedMs, long now, Queue<Probe> waiting, List<Double> seconds) {
        for (Probe next = waiting.peek(); next != null && next.playedMs <= playedMs; next = waiting.peek()) {
            seconds.add((now - next.acceptedAt) / 1e9);
            waiting.remove();
        }
    }

    /** As the sink reads them, until it is interrupted. */
    private void readRows(UUID view, Queue<Probe> rowless, List<Double> toRow) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.VIEW_ROWS.name()).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            while (true) {
                for (ConsumerRecord<String, byte[]> row : consumer.poll(Duration.ofSeconds(1))) {
                    if (view.toString().equals(row.key())) {
                        long playedMs =
                                JSON.readTree(row.value()).path("playedMs").asLong();
                        arrived(playedMs, System.nanoTime(), rowless, toRow);
                    }
                }
            }
        } catch (InterruptException e) {
            // that is all
        }
    }

    private void load(
            ScheduledExecutorService clock, List<byte[]> bodies, int eventsPerSecond, AtomicLong refused, long end) {
        var next = new AtomicInteger();
        var room = new Semaphore(ON_THEIR_WAY_MAX);
        long everyNanos = 1_000_000_000L * Batches.EVENTS / eventsPerSecond;
        var _ = clock.scheduleAtFixedRate(
                () -> {
                    if (System.nanoTime() > end) {
                        return;
                    }
                    if (!room.tryAcquire()) {
                        refused.incrementAndGet();
                        return;
                    }
                    byte[] body = bodies.get(Math.min(next.getAndIncrement(), bodies.size() - 1));
                    var _ = http.sendAsync(post(body), BodyHandlers.discarding())
                            .whenComplete((answer, failure) -> {
                                room.release();
                                if (failure != null || answer.statusCode() != 202) {
                                    refused.incrementAndGet();
                                }
                            });
                },
                0,
                everyNanos,
                TimeUnit.NANOSECONDS);
    }

    private @Nullable Void probe(UUID view, UUID video, List<Queue<Probe>> waiting, AtomicLong refused, long end)
            throws Exception {
        for (int sequence = 0; System.nanoTime() < end; sequence++) {
            HttpResponse<String> answer =
                    http.send(post(batches.body(view, video, sequence, 1)), BodyHandlers.ofString());
            if (answer.statusCode() == 202) {
                var accepted = new Probe(System.nanoTime(), (sequence + 1L) * 1_000);
                waiting.forEach(each -> each.add(accepted));
            } else {
                refused.incrementAndGet();
                sequence--;
            }
            Thread.sleep(PROBE_EVERY);
        }
        return null;
    }

    private HttpRequest post(byte[] body) {
        return HttpRequest.newBuilder(api.resolve("/api/v1/events"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    private long playedMs(UUID video) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(api.resolve("/api/v1/analytics/videos/" + video))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
        JsonNode chart = JSON.readTree(answer.body());
        return answer.statusCode() == 200 ? chart.path("playedMs").asLong() : 0;
    }
}
