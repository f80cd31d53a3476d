package dev.fovea.standalone;

import dev.fovea.platform.process.ChildProcess;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child that should always run: when it ends unasked it is started again, after a pause that doubles. */
final class SupervisedChild {

    static final Duration PAUSE_MIN = Duration.ofMillis(250);
    static final Duration PAUSE_MAX = Duration.ofSeconds(15);

    /** A child that ran this long was well: the next pause is short again. */
    static final Duration WELL_AFTER = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedChild.class);

    private final String name;
    private final Starter starter;
    private final Object monitor = new Object();
    private @Nullable ChildProcess child;
    private @Nullable Thread supervisor;
    private boolean stopping;

    /** Starts it and returns once it answers. */
    interface Starter {
        ChildProcess start() throws Exception;
    }

    SupervisedChild(String name, Starter starter) {
        this.name = name;
        this.starter = starter;
    }

    /** Returns when it is up for the first time; from then on it is watched. */
    void start() throws Exception {
        ChildProcess first = starter.start();
        synchronized (monitor) {
            child = first;
            supervisor = Thread.ofVirtual().name(name + "-supervisor").start(() -> supervise(first));
        }
    }

    /** Returns when nothing of it runs or is about to. */
    void stop(Duration grace) {
        ChildProcess last;
        @Nullable Thread restarts;
        synchronized (monitor) {
            stopping = true;
            monitor.notifyAll();
            last = child;
            restarts = supervisor;
        }
        if (last != null) {
            last.stop(grace);
        }
        try {
            if (restarts != null && !restarts.join(grace)) {
                LOG.warn("{} was being started again and still is", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isAlive() {
        synchronized (monitor) {
            return child != null && child.isAlive();
        }
    }

    private void supervise(ChildProcess first) {
        ChildProcess current = first;
        Duration pause = PAUSE_MIN;
        try {
            while (true) {
                long startedAt = System.nanoTime();
                int code = current.onExit().join();
                if (isStopping()) {
                    return;
                }
                LOG.error("{} ended with code {} and is started again: {}", name, code, tailOf(current));
                if (System.nanoTime() - startedAt > WELL_AFTER.toNanos()) {
                    pause = PAUSE_MIN;
                }
                @Nullable ChildProcess next = null;
                while (next == null) {
                    if (pausedUntilStopping(pause)) {
                        return;
                    }
                    pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause.multipliedBy(2);
                    next = startOnce();
                }
                LOG.info("{} runs again", name);
                current = next;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable ChildProcess startOnce() throws InterruptedException {
        try {
            ChildProcess next = starter.start();
            synchronized (monitor) {
                child = next;
            }
            if (isStopping()) {
                next.kill();
                next.onExit().join();
            }
            return next;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.error("{} does not start again yet", name, e);
            return null;
        }
    }

    private boolean isStopping() {
        synchronized (monitor) {
            return stopping;
        }
    }

    private boolean pausedUntilStopping(Duration pause) throws InterruptedException {
        long until = System.nanoTime() + pause.toNanos();
        synchronized (monitor) {
            for (long left = pause.toMillis(); !stopping && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
                monitor.wait(left);
            }
            return stopping;
        }
    }

    private static String tailOf(ChildProcess child) {
        var lines = child.lastLines();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }
}
