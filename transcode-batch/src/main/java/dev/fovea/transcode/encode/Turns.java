package dev.fovea.transcode.encode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whose turn it is among those that wait for a slot: the highest priority, then the least work left. But when the job
 * that has waited longest without a slot was passed by {@value #PASSED_MAX} times, it is its turn: an endless row of
 * short jobs leaves a long one its share. Priorities are not shared. Guarded by its user's lock.
 */
final class Turns {

    static final int PASSED_MAX = 3;

    private static final Comparator<Waiter> PRIORITY =
            Comparator.comparingInt((Waiter waiter) -> waiter.run.priority()).reversed();
    private static final Comparator<Waiter> LEAST_WORK = PRIORITY.thenComparingLong(
                    waiter -> waiter.run.remainingPixels())
            .thenComparingLong(waiter -> waiter.number);
    private static final Comparator<Waiter> OLDEST = PRIORITY.thenComparingLong(waiter -> waiter.number);

    private final List<Waiter> waiting = new ArrayList<>();
    private long numbers;
    private int passed;

    record Waiter(Run run, long number) {}

    int waiting() {
        return waiting.size();
    }

    Waiter join(Run run) {
        var waiter = new Waiter(run, numbers++);
        waiting.add(waiter);
        return waiter;
    }

    /** It gives up. */
    void leave(Waiter waiter) {
        waiting.remove(waiter);
    }

    /** Somebody waits. */
    Waiter next(Predicate<Run> isAtWork) {
        return passed < PASSED_MAX ? shortest() : oldest(isAtWork).orElseGet(this::shortest);
    }

    /** As if nobody had waited for long. Somebody waits. */
    Waiter shortest() {
        return waiting.stream().min(LEAST_WORK).orElseThrow();
    }

    private Optional<Waiter> oldest(Predicate<Run> isAtWork) {
        return waiting.stream().filter(waiter -> !isAtWork.test(waiter.run)).min(OLDEST);
    }

    /** It has its slot. */
    void taken(Waiter taker, Predicate<Run> isAtWork) {
        waiting.remove(taker);
        boolean passesBy = oldest(isAtWork)
                .filter(waiter -> waiter.number < taker.number && waiter.run.priority() == taker.run.priority())
                .isPresent();
        passed = passesBy ? passed + 1 : 0;
    }
}
