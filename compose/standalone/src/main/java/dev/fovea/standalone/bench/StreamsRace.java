package dev.fovea.standalone.bench;

import dev.fovea.analytics.stream.StreamProperties;
import dev.fovea.analytics.stream.StreamSettings;
import dev.fovea.analytics.stream.ViewTopology;
import dev.fovea.contracts.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** The topology against itself at least once, and against one that only passes on. */
final class StreamsRace {

    static final String PASSED_ON = "bench-passed-on";

    private static final int WARM_UP_ROUNDS = 3;
    private static final Duration WITHIN = Duration.ofMinutes(1);
    /** Each look at the metrics costs about a millisecond, of a race of seconds. */
    private static final int POLL_MS = 20;

    private final String brokers;
    private final Path states;
    private final long events;
    private int runs;

    /** @param events that stand in player-events */
    StreamsRace(String brokers, Path states, long events) {
        this.brokers = brokers;
        this.states = states;
        this.events = events;
    }

    void run(int rounds, Measured measured) throws Exception {
        Turns turns = new Turns()
                .with(
                        "topologyExactlyOnce",
                        "events/s",
                        () -> perSecond(ViewTopology::addTo, StreamsConfig.EXACTLY_ONCE_V2))
                .with(
                        "topologyAtLeastOnce",
                        "events/s",
                        () -> perSecond(ViewTopology::addTo, StreamsConfig.AT_LEAST_ONCE))
                .with(
                        "passThroughExactlyOnce",
                        "events/s",
                        () -> perSecond(StreamsRace::passOn, StreamsConfig.EXACTLY_ONCE_V2));
        turns.warmUp(WARM_UP_ROUNDS, measured);
        turns.run(rounds, measured);
    }

    private static void passOn(StreamsBuilder builder) {
        builder.stream(
                        Topics.PLAYER_EVENTS.name(),
                        Consumed.with(Serdes.String(), Serdes.Bytes()).withName("player-events"))
                .to(PASSED_ON, Produced.with(Serdes.String(), Serdes.Bytes()).withName("passed-on"));
    }

    /** From the first event processed to the last. */
    private double perSecond(Consumer<StreamsBuilder> topology, String guarantee) throws InterruptedException {
        runs++;
        String id = "bench-" + runs;
        var properties = new StreamProperties(
                id, states.resolve(id), 2, Duration.ofMillis(100), Duration.ofSeconds(6), 32L << 20);
        Properties settings = StreamSettings.of(properties, Map.of("bootstrap.servers", brokers));
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee);
        var builder = new StreamsBuilder();
        topology.accept(builder);
        try (var streams = new KafkaStreams(builder.build(settings), settings)) {
            streams.start();
            long first = await(streams, 1);
            double before = processed(streams);
            long last = await(streams, events);
            return (events - before) * 1e9 / (last - first);
        }
    }

    /** The moment at which at least so many were processed. */
    private static long await(KafkaStreams streams, long count) throws InterruptedException {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (processed(streams) < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the topology did not process all events within " + WITHIN);
            }
            Thread.sleep(POLL_MS);
        }
        return System.nanoTime();
    }

    private static double processed(KafkaStreams streams) {
        return streams.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("process-total")
                        && metric.metricName().group().equals("stream-thread-metrics"))
                .map(Metric::metricValue)
                .mapToDouble(value -> ((Number) value).doubleValue())
                .sum();
    }
}
