package dev.fovea.standalone;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs, and the order in which it ends: who uses a part ends before it. */
final class RunningParts {

    /** In the order of ending. */
    enum Part {
        DEMO,
        SERVICES,
        CONNECTOR_WATCH,
        CONNECT,
        KAFKA,
        CLICKHOUSE,
        S3,
        POSTGRES,
        DATA_DIRECTORY
    }

    interface Stop {
        void run() throws Exception;
    }

    /** A part that hangs must not keep the others from a clean end. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(RunningParts.class);

    private final Map<Part, Stop> stops = new EnumMap<>(Part.class);
    private boolean stopping;

    /** What comes up while all is going down goes down at once. */
    void add(Part part, Stop stop) {
        boolean late;
        synchronized (this) {
            late = stopping;
            if (!late) {
                stops.put(part, stop);
            }
        }
        if (late) {
            stop(part, stop);
        }
    }

    void stopAll() {
        Map<Part, Stop> all;
        synchronized (this) {
            stopping = true;
            all = new EnumMap<>(stops);
            stops.clear();
        }
        all.forEach(RunningParts::stop);
    }

    synchronized boolean isStopping() {
        return stopping;
    }

    private static void stop(Part part, Stop stop) {
        Thread stopping = Thread.ofPlatform().daemon().name("stop-" + part).start(() -> {
            try {
                stop.run();
                LOG.info("{} has stopped", part);
            } catch (Exception e) {
                LOG.warn("{} did not stop cleanly", part, e);
            }
        });
        try {
            if (!stopping.join(STOP_TIMEOUT)) {
                LOG.warn("{} did not stop within {}; going on without waiting", part, STOP_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
