package dev.fovea.connectors.sink;

import dev.fovea.connectors.clickhouse.ClickHouseFailure;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * The batch on its way to ClickHouse, in a thread of its own, while the task takes the next one. One at a time, so a task holds
 * two batches at most; one that failed stays, without what is stored of it, until it is sent again.
 */
final class Storing implements AutoCloseable {
    private final ExecutorService thread;
    private final Work work;
    private @Nullable Batch batch;
    private @Nullable Future<?> attempt;

    /** @param reached the next offset of each log once all of the batch is stored or dead-lettered */
    record Batch(PendingRows rows, Map<Progress.Log, Long> reached) {}

    /** Stores a batch, takes out of it what is stored, and writes its progress last. */
    interface Work {
        void store(Batch batch) throws ClickHouseFailure;
    }

    Storing(ExecutorService thread, Work work) {
        this.thread = thread;
        this.work = work;
    }

    boolean isIdle() {
        return batch == null;
    }

    /** Whether {@link #finish} would return, or throw, at once. */
    boolean hasEnded() {
        return attempt != null && attempt.isDone();
    }

    /** Only when there is no other. */
    void begin(Batch next) {
        if (batch != null) {
            throw new IllegalStateException("another batch is not stored yet");
        }
        batch = next;
        send(next);
    }

    /** Sends the batch again if it failed. */
    void retry() {
        if (batch != null && attempt == null) {
            send(batch);
        }
    }

    private void send(Batch sent) {
        attempt = thread.submit(() -> {
            work.store(sent);
            return null;
        });
    }

    /** Waits until the batch is stored, and gives back what is reached by it. */
    Map<Progress.Log, Long> finish() throws ClickHouseFailure {
        if (batch == null || attempt == null) {
            throw new IllegalStateException("no batch is being stored");
        }
        try {
            attempt.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetriableException("interrupted while a batch was being stored", e);
        } catch (ExecutionException e) {
            attempt = null;
            throw failure(e);
        }
        Map<Progress.Log, Long> reached = batch.reached();
        batch = null;
        attempt = null;
        return reached;
    }

    private static ClickHouseFailure failure(ExecutionException e) {
        switch (e.getCause()) {
            case ClickHouseFailure failure -> {
                return failure;
            }
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            case null, default -> throw new IllegalStateException(e);
        }
    }

    /** A batch on its way is given up: the next task takes it again from where progress stands. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
