package dev.fovea.analytics.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs the topology for as long as the context lives. A thread that fails is replaced; when several fail within a
 * minute, the whole is started anew after a pause, for ever: events wait in Kafka and none is lost meanwhile.
 */
@Component
class ViewStreams implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ViewStreams.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
    private static final Duration RESTART_AFTER = Duration.ofSeconds(10);

    private final StreamSettings settings;
    private final MeterRegistry meters;
    private final Failures failures;
    private @Nullable Running running;

    ViewStreams(StreamSettings settings, MeterRegistry meters, Clock clock) {
        this.settings = settings;
        this.meters = meters;
        this.failures = new Failures(clock);
    }

    /** First of all: after a crash it has a dead member's session to wait for, while the rest of the process starts. */
    @Override
    public int getPhase() {
        return -1;
    }

    @Override
    public synchronized void start() {
        if (running == null) {
            settings.shortenSessions();
            running = open();
        }
    }

    @Override
    public synchronized void stop() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }

    /** Empty when it is not meant to run. */
    synchronized Optional<KafkaStreams.State> state() {
        return Optional.ofNullable(running).map(opened -> opened.streams().state());
    }

    private Running open() {
        var builder = new StreamsBuilder();
        ViewTopology.addTo(builder);
        var streams = new KafkaStreams(builder.build(), settings.ofStreams());
        streams.setUncaughtExceptionHandler(this::decide);
        streams.setStateListener((now, _) -> {
            if (now == KafkaStreams.State.ERROR) {
                Thread.ofVirtual().name("analytics-restart").start(() -> restart(streams));
            }
        });
        var metrics = new KafkaStreamsMetrics(streams);
        metrics.bindTo(meters);
        streams.start();
        return new Running(streams, metrics);
    }

    private StreamThreadExceptionResponse decide(Throwable failure) {
        if (failures.areTooMany()) {
            LOG.error("the view topology keeps failing and starts anew in {} s", RESTART_AFTER.toSeconds(), failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error("a thread of the view topology failed and is replaced", failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private void restart(KafkaStreams failed) {
        try {
            TimeUnit.SECONDS.sleep(RESTART_AFTER.toSeconds());
        } catch (InterruptedException e) {
            return;
        }
        synchronized (this) {
            if (running != null && running.streams().equals(failed)) {
                running.close();
                running = open();
            }
        }
    }

    private record Running(KafkaStreams streams, KafkaStreamsMetrics metrics) {

        /** Leaves the group, so that others take over at once. */
        void close() {
            metrics.close();
            boolean closed = streams.close(CloseOptions.timeout(CLOSE_WITHIN)
                    .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
            if (!closed) {
                LOG.warn("the view topology did not end within {} s", CLOSE_WITHIN.toSeconds());
            }
        }
    }
}
