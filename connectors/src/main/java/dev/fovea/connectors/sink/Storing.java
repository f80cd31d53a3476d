package dev.fovea.connectors.sink;

import dev.fovea.connectors.clickhouse.ClickHouseFailure;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way to ClickHouse, in a thread of its own, while the task goes on. One thing at a time; one that failed stays
 * until it is sent again.
 */
final class Storing<T> implements AutoCloseable {
    private final ExecutorService thread;
    private final Work<T> work;
    private @Nullable T stored;
    private @Nullable Future<?> attempt;

    /** Stores a thing; called again with the same one after it has failed. */
    interface Work<T> {
        void store(T thing) throws ClickHouseFailure;
    }

    Storing(ExecutorService thread, Work<T> work) {
        this.thread = thread;
        this.work = work;
    }

    boolean isIdle() {
        return stored == null;
    }

    /** Whether {@link #finish} would return, or throw, at once. */
    boolean hasEnded() {
        return attempt != null && attempt.isDone();
    }

    /** Only when there is no other. */
    void begin(T next) {
        if (stored != null) {
            throw new IllegalStateException("another one is not stored yet");
        }
        stored = next;
        send(next);
    }

    /** Sends it again if it failed. */
    void retry() {
        if (stored != null && attempt == null) {
            send(stored);
        }
    }

    private void send(T sent) {
        attempt = thread.submit(() -> {
            work.store(sent);
            return null;
        });
    }

    /** Waits until it is stored, and gives it back. */
    T finish() throws ClickHouseFailure {
        if (stored == null || attempt == null) {
            throw new IllegalStateException("nothing is being stored");
        }
        try {
            attempt.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetriableException("interrupted while something was being stored", e);
        } catch (ExecutionException e) {
            attempt = null;
            throw failure(e);
        }
        T finished = stored;
        stored = null;
        attempt = null;
        return finished;
    }

    /** What the work threw; throws it when it is unchecked. */
    static ClickHouseFailure failure(ExecutionException e) {
        switch (e.getCause()) {
            case ClickHouseFailure failure -> {
                return failure;
            }
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            case null, default -> throw new IllegalStateException(e);
        }
    }

    /** What is on its way is given up: the next task takes it again from where progress stands. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
