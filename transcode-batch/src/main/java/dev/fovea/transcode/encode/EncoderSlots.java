package dev.fovea.transcode.encode;

import dev.fovea.transcode.TranscodeProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The encoders that may run at once on this machine, over all jobs: as many as there are slots, and as the memory bears
 * that encoders were measured to need. A free slot goes to the job of the highest priority, among those to the one with
 * the least work left, and now and then to one that was passed by for long ({@link Turns}). One slot more is there for a job of no lower priority that is much shorter than all at work: it
 * shares their cores rather than wait for the end of a long span.
 */
@Component
public class EncoderSlots {

    /** Much shorter: at most a quarter of the work. */
    private static final int MUCH = 4;
    /** Before anything was measured: bytes for each pixel of a frame, over all renditions and the source. */
    private static final double BYTES_PER_PIXEL = 60;
    /** What is left to everything else. */
    private static final long RESERVED_BYTES = 256L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Turns turns = new Turns();
    private final List<Slot> held = new ArrayList<>();
    private final int slots;
    private final LongSupplier memory;
    private double measuredBytesPerPixel;

    @Autowired
    EncoderSlots(TranscodeProperties properties) {
        this(properties, Memory::available);
    }

    /** @param memory bytes that are free now */
    EncoderSlots(TranscodeProperties properties, LongSupplier memory) {
        this.slots = properties.slotsMax();
        this.memory = memory;
    }

    public int slots() {
        return slots;
    }

    public int free() {
        lock.lock();
        try {
            return Math.max(0, slots - held.size());
        } finally {
            lock.unlock();
        }
    }

    public int waiting() {
        lock.lock();
        try {
            return turns.waiting();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for this run's turn; empty when the run ends before. */
    public Optional<Slot> take(Run run) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Turns.Waiter waiter = turns.join(run);
            try {
                while (run.goesOn()) {
                    if (isItsTurn(waiter) && isThereMemoryFor(run)) {
                        var slot = new Slot(this, run, held.size() == slots);
                        held.add(slot);
                        turns.taken(waiter, this::isAtWork);
                        return Optional.of(slot);
                    }
                    // Looked at now and then too: neither a stop nor memory that is freed comes through this lock.
                    boolean _ = changed.await(200, TimeUnit.MILLISECONDS);
                }
                return Optional.empty();
            } finally {
                turns.leave(waiter);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isItsTurn(Turns.Waiter waiter) {
        return held.size() < slots
                ? turns.next(this::isAtWork) == waiter
                : held.size() == slots && turns.shortest() == waiter && isMuchShorterThanAll(waiter.run());
    }

    private boolean isMuchShorterThanAll(Run run) {
        return held.stream()
                .allMatch(slot -> slot.run.priority() <= run.priority()
                        && slot.run.remainingPixels() / MUCH >= run.remainingPixels());
    }

    private boolean isAtWork(Run run) {
        return held.stream().anyMatch(slot -> slot.run == run);
    }

    /** One encoder may always run. What those at work will yet take counts as taken. */
    private boolean isThereMemoryFor(Run run) {
        long toCome = held.stream()
                .mapToLong(slot -> Math.max(0, bytesFor(slot.run) - slot.peakBytes))
                .sum();
        return held.isEmpty() || memory.getAsLong() - toCome - RESERVED_BYTES >= bytesFor(run);
    }

    private long bytesFor(Run run) {
        double each = measuredBytesPerPixel > 0 ? measuredBytesPerPixel : BYTES_PER_PIXEL;
        return (long) (each * run.framePixels());
    }

    private void giveBack(Slot slot) {
        lock.lock();
        try {
            held.remove(slot);
            if (slot.peakBytes > 0 && slot.run.framePixels() > 0) {
                measuredBytesPerPixel =
                        Math.max(measuredBytesPerPixel, (double) slot.peakBytes / slot.run.framePixels());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The right to run one encoder; given back once, however often it is closed. */
    public static final class Slot implements AutoCloseable {
        private final EncoderSlots slots;
        private final Run run;
        private final boolean extra;
        private final AtomicBoolean closed = new AtomicBoolean();
        private volatile long peakBytes;

        private Slot(EncoderSlots slots, Run run, boolean extra) {
            this.slots = slots;
            this.run = run;
            this.extra = extra;
        }

        /** Whether it is the one more that much shorter jobs have. */
        boolean isExtra() {
            return extra;
        }

        /** What its encoder has held at most. */
        void measured(long bytes) {
            peakBytes = Math.max(peakBytes, bytes);
        }

        long peakBytes() {
            return peakBytes;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                slots.giveBack(this);
            }
        }
    }
}
