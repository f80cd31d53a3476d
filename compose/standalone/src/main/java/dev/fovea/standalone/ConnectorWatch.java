package dev.fovea.standalone;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restarts the tasks of a connector that failed, after a pause that doubles while they go on failing. */
public final class ConnectorWatch {

    static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    static final Duration PAUSE_MAX = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(ConnectorWatch.class);

    private final ConnectClient connect;
    private final String connector;
    private final Thread thread;

    private ConnectorWatch(ConnectClient connect, String connector) {
        this.connect = connect;
        this.connector = connector;
        this.thread = Thread.ofVirtual().name(connector + "-watch").unstarted(this::watch);
    }

    public static ConnectorWatch over(ConnectClient connect, String connector) {
        var watch = new ConnectorWatch(connect, connector);
        watch.thread.start();
        return watch;
    }

    public void stop() {
        thread.interrupt();
    }

    private void watch() {
        Duration pause = LOOK_EVERY;
        try {
            while (true) {
                Thread.sleep(pause);
                pause = look() ? LOOK_EVERY : shorter(pause.multipliedBy(2), PAUSE_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the end of the watch
        }
    }

    /** Whether all was well. */
    private boolean look() throws InterruptedException {
        try {
            ConnectClient.Status status = connect.status(connector);
            boolean failed = status.connector().equals("FAILED")
                    || status.tasks().stream().anyMatch(ConnectClient.Status.Task::isFailed);
            if (failed) {
                LOG.error(
                        "{} failed and is restarted: {}",
                        connector,
                        status.tasks().stream()
                                .filter(ConnectClient.Status.Task::isFailed)
                                .map(task -> "task %d: %s".formatted(task.id(), task.trace()))
                                .collect(Collectors.joining("; ")));
                connect.restartFailed(connector);
            }
            return !failed;
        } catch (IOException e) {
            LOG.warn("Connect does not tell the state of {}", connector, e);
            return false;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
