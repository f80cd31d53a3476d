package dev.fovea.transcode.encode;

import dev.fovea.transcode.TranscodeProperties;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * The encoders that may run at once on this machine, over all jobs. A free slot goes to the job of the highest priority,
 * among those to the one with the least work left: a short film never waits for the end of a long one.
 */
@Component
public class EncoderSlots {

    private static final Comparator<Waiter> WHO_IS_NEXT = Comparator.<Waiter>comparingInt(
                    waiter -> -waiter.run.priority())
            .thenComparingLong(waiter -> waiter.run.remainingPixels())
            .thenComparingLong(waiter -> waiter.number);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Waiter> waiters = new ArrayList<>();
    private final int slots;
    private int free;
    private long numbers;

    EncoderSlots(TranscodeProperties properties) {
        this.slots = properties.slotsMax();
        this.free = slots;
    }

    public int slots() {
        return slots;
    }

    public int free() {
        lock.lock();
        try {
            return free;
        } finally {
            lock.unlock();
        }
    }

    public int waiting() {
        lock.lock();
        try {
            return waiters.size();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for this run's turn; empty when the run is stopped before. */
    Optional<Slot> take(Run run) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var waiter = new Waiter(run, numbers++);
            waiters.add(waiter);
            try {
                while (run.stopped().isEmpty()) {
                    if (free > 0 && waiters.stream().min(WHO_IS_NEXT).orElseThrow() == waiter) {
                        free--;
                        return Optional.of(new Slot(this));
                    }
                    // Looked at now and then too: a stop does not come through this lock.
                    boolean _ = changed.await(200, TimeUnit.MILLISECONDS);
                }
                return Optional.empty();
            } finally {
                waiters.remove(waiter);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void giveBack() {
        lock.lock();
        try {
            free++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private record Waiter(Run run, long number) {}

    /** The right to run one encoder; given back once, however often it is closed. */
    static final class Slot implements AutoCloseable {
        private final EncoderSlots slots;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Slot(EncoderSlots slots) {
            this.slots = slots;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                slots.giveBack();
            }
        }
    }
}
