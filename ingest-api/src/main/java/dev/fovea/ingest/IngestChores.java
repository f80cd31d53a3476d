package dev.fovea.ingest;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Runs this module's recurring work on one thread of its own; a chore that fails is tried again at its next time. */
@Component
public class IngestChores implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(IngestChores.class);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);

    private final List<Chore> chores;
    private @Nullable ScheduledExecutorService executor;

    IngestChores(List<Chore> chores) {
        this.chores = chores;
    }

    @Override
    public synchronized void start() {
        var started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("ingest-chores").factory());
        for (Chore chore : chores) {
            started.scheduleWithFixedDelay(() -> run(chore), 0, chore.every().toMillis(), TimeUnit.MILLISECONDS);
        }
        executor = started;
    }

    private static void run(Chore chore) {
        try {
            chore.run();
        } catch (RuntimeException e) {
            LOG.warn("{} failed and is tried again", chore.getClass().getSimpleName(), e);
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = executor;
        executor = null;
        if (running != null) {
            running.shutdownNow();
            try {
                boolean _ = running.awaitTermination(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return executor != null;
    }

    /** Work that recurs: idempotent, and safe beside another process that does the same. */
    public interface Chore extends Runnable {

        /** The pause between one run's end and the next one's start; the first is at once. */
        Duration every();
    }
}
