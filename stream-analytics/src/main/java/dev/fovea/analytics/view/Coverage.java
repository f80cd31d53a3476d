package dev.fovea.analytics.view;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.event.RetentionRow.Played;
import java.util.ArrayList;
import java.util.List;

/**
 * How often each part of the film was played: disjoint, ascending, neighbours differ in their number of times. Both
 * watch times are read off it: played counts every time, unique once. Adding and taking back commute, as in a sum.
 */
public record Coverage(List<Played> parts) {

    public static final Coverage NONE = new Coverage(List.of());

    public Coverage {
        parts = List.copyOf(parts);
        for (int i = 0; i < parts.size(); i++) {
            Played part = parts.get(i);
            require(part.fromMs() < part.toMs() && part.times() > 0, () -> "an empty part: " + part);
            require(i == 0 || parts.get(i - 1).toMs() <= part.fromMs(), () -> "parts overlap at " + part);
        }
    }

    Coverage plus(long fromMs, long toMs) {
        return with(fromMs, toMs, 1);
    }

    /** Only what was added can be taken back. */
    Coverage minus(long fromMs, long toMs) {
        return with(fromMs, toMs, -1);
    }

    private Coverage with(long fromMs, long toMs, int times) {
        if (fromMs == toMs) {
            return this;
        }
        var next = new Builder(parts.size() + 2);
        long at = fromMs;
        for (Played part : parts) {
            next.add(part.fromMs(), Math.min(part.toMs(), fromMs), part.times());
            long sharedFrom = Math.max(part.fromMs(), fromMs);
            long sharedTo = Math.min(part.toMs(), toMs);
            if (sharedFrom < sharedTo) {
                next.add(at, sharedFrom, times);
                next.add(sharedFrom, sharedTo, part.times() + times);
                at = sharedTo;
            } else if (part.fromMs() >= toMs) {
                next.add(at, toMs, times);
                at = toMs;
            }
            next.add(Math.max(part.fromMs(), toMs), part.toMs(), part.times());
        }
        next.add(at, toMs, times);
        return new Coverage(next.parts);
    }

    /** Media time advanced while playing; a re-watch counts again. */
    public long playedMs() {
        long total = 0;
        for (Played part : parts) {
            total += (part.toMs() - part.fromMs()) * part.times();
        }
        return total;
    }

    /** Length of the union of what was played. */
    public long uniqueMs() {
        long total = 0;
        for (Played part : parts) {
            total += part.toMs() - part.fromMs();
        }
        return total;
    }

    /** Takes parts in order; leaves out empty ones and joins neighbours that were played equally often. */
    private static final class Builder {

        private final List<Played> parts;

        Builder(int capacity) {
            parts = new ArrayList<>(capacity);
        }

        void add(long fromMs, long toMs, int times) {
            if (fromMs >= toMs || times == 0) {
                return;
            }
            if (!parts.isEmpty()) {
                Played last = parts.getLast();
                if (last.toMs() == fromMs && last.times() == times) {
                    parts.set(parts.size() - 1, new Played(last.fromMs(), toMs, times));
                    return;
                }
            }
            parts.add(new Played(fromMs, toMs, times));
        }
    }
}
