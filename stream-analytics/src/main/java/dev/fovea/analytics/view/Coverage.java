package dev.fovea.analytics.view;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.event.RetentionRow.Played;
import java.util.ArrayList;
import java.util.List;

/**
 * How often each part of the film was played: disjoint, ascending, neighbours differ in their number of times. Both
 * watch times are read off it: played counts every time, unique once.
 */
public record Coverage(List<Played> parts) {

    public Coverage {
        parts = List.copyOf(parts);
        for (int i = 0; i < parts.size(); i++) {
            Played part = parts.get(i);
            require(part.fromMs() < part.toMs() && part.times() > 0, "an empty part: " + part);
            require(i == 0 || parts.get(i - 1).toMs() <= part.fromMs(), "parts overlap at " + part);
        }
    }

    /** A sweep over the ends of all intervals: n log n, whatever their order. */
    static Coverage of(List<Fact> facts) {
        long[] starts = facts.stream()
                .filter(Fact::plays)
                .mapToLong(Fact::fromMs)
                .sorted()
                .toArray();
        long[] ends = facts.stream()
                .filter(Fact::plays)
                .mapToLong(Fact::toMs)
                .sorted()
                .toArray();
        List<Played> parts = new ArrayList<>();
        long from = 0;
        int times = 0;
        for (int started = 0, ended = 0; ended < ends.length; ) {
            long at = started < starts.length ? Math.min(starts[started], ends[ended]) : ends[ended];
            int timesNow = times;
            for (; started < starts.length && starts[started] == at; started++) {
                timesNow++;
            }
            for (; ended < ends.length && ends[ended] == at; ended++) {
                timesNow--;
            }
            if (timesNow != times) {
                if (times > 0) {
                    parts.add(new Played(from, at, times));
                }
                from = at;
                times = timesNow;
            }
        }
        return new Coverage(parts);
    }

    /** Media time advanced while playing; a re-watch counts again. */
    public long playedMs() {
        return parts.stream()
                .mapToLong(part -> (part.toMs() - part.fromMs()) * part.times())
                .sum();
    }

    /** Length of the union of what was played. */
    public long uniqueMs() {
        return parts.stream().mapToLong(part -> part.toMs() - part.fromMs()).sum();
    }
}
