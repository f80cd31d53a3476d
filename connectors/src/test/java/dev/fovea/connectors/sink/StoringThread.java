package dev.fovea.connectors.sink;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;

/** Stores a batch at once, so that a test goes step by step; or when the test lets it, or somebody waits for it. */
final class StoringThread extends AbstractExecutorService {
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean holds;
    private boolean isShutDown;

    /** From now on, what is begun waits. */
    void hold() {
        holds = true;
    }

    /** What waits is done now. */
    void release() {
        holds = false;
        while (!held.isEmpty()) {
            held.remove().run();
        }
    }

    boolean isHolding() {
        return !held.isEmpty();
    }

    /** Who waits for what is held has it done. */
    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> task) {
        return new FutureTask<>(task) {
            @Override
            public T get() throws InterruptedException, ExecutionException {
                run();
                return super.get();
            }
        };
    }

    @Override
    public void execute(Runnable command) {
        if (holds) {
            held.add(command);
        } else {
            command.run();
        }
    }

    @Override
    public void shutdown() {
        isShutDown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        isShutDown = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return isShutDown;
    }

    @Override
    public boolean isTerminated() {
        return isShutDown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isShutDown;
    }
}
