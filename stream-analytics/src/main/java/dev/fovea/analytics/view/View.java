package dev.fovea.analytics.view;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.RetentionRow;
import dev.fovea.contracts.event.ViewRow;
import dev.fovea.contracts.id.ViewId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that the rows tell of one view. Each field is a sum over the winning facts, or belongs to the first or last of
 * them, so that a fact can be added and taken back: any order, repetition or delay of events gives the same view.
 *
 * @param version the number of distinct sequences folded: of two rows of a view the higher one knows more
 * @param lastReceivedAt when the server last heard of this view, be it a repetition
 * @param first,last its events of lowest and highest sequence
 * @param origin of the first, {@code playheadMs} of the last
 * @param marks the events that durations are measured between, ascending
 * @param traces whether it has a retention row and a focus row
 */
public record View(
        ViewId viewId,
        long version,
        long lastReceivedAt,
        Mark first,
        Origin origin,
        Mark last,
        long playheadMs,
        Coverage coverage,
        List<Mark> marks,
        Counts counts,
        Fact.Traces traces) {

    /** Clocks of two servers may differ by this much before a viewer's clock is held to lie. */
    static final long CLOCK_SLACK_MS = Duration.ofMinutes(1).toMillis();

    public View {
        marks = List.copyOf(marks);
        require(version > 0, "a view begins with its first event");
        for (int i = 1; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            require(marks.get(i - 1).sequence() < mark.sequence(), () -> "marks must ascend at " + mark);
        }
    }

    /** How often something happened; {@code contested} are the sequences that came with two payloads. */
    record Counts(int completes, int seeks, int errors, int contested) {

        static final Counts NONE = new Counts(0, 0, 0, 0);

        Counts plus(Fact fact, int times) {
            return new Counts(
                    completes + (fact.type() == EventType.COMPLETE ? times : 0),
                    seeks + (fact.type() == EventType.SEEK ? times : 0),
                    errors + (fact.type() == EventType.ERROR ? times : 0),
                    contested + (fact.traces().contested() ? times : 0));
        }
    }

    /** The view after one more arrival; {@code null} is a view of which nothing is known yet. */
    public static View of(@Nullable View known, Change change) {
        return known == null ? startedBy(change) : known.with(change);
    }

    private static View startedBy(Change change) {
        Fact fact = change.after();
        return new View(
                change.viewId(),
                1,
                change.receivedAt(),
                Mark.of(fact),
                fact.origin(),
                Mark.of(fact),
                fact.playheadMs(),
                Coverage.NONE.plus(fact.fromMs(), fact.toMs()),
                Mark.isKept(fact.type()) ? List.of(Mark.of(fact)) : List.of(),
                Counts.NONE.plus(fact, 1),
                fact.traces());
    }

    private View with(Change change) {
        require(change.viewId().equals(viewId), () -> "a change of " + change.viewId() + " offered to " + viewId);
        Fact before = change.before();
        Fact after = change.after();
        long heard = Math.max(lastReceivedAt, change.receivedAt());
        if (after.equals(before)) {
            return heard == lastReceivedAt ? this : heardAt(heard);
        }
        boolean isFirst = after.sequence() <= first.sequence();
        boolean isLast = after.sequence() >= last.sequence();
        return new View(
                viewId,
                before == null ? version + 1 : version,
                heard,
                isFirst ? Mark.of(after) : first,
                isFirst ? after.origin() : origin,
                isLast ? Mark.of(after) : last,
                isLast ? after.playheadMs() : playheadMs,
                (before == null ? coverage : coverage.minus(before.fromMs(), before.toMs()))
                        .plus(after.fromMs(), after.toMs()),
                marksAfter(before, after),
                (before == null ? counts : counts.plus(before, -1)).plus(after, 1),
                traces.and(after.traces(), false));
    }

    private View heardAt(long receivedAt) {
        return new View(viewId, version, receivedAt, first, origin, last, playheadMs, coverage, marks, counts, traces);
    }

    private List<Mark> marksAfter(@Nullable Fact before, Fact after) {
        boolean wasKept = before != null && Mark.isKept(before.type());
        if (!wasKept && !Mark.isKept(after.type())) {
            return marks;
        }
        List<Mark> next = new ArrayList<>(marks.size() + 1);
        for (Mark mark : marks) {
            if (mark.sequence() < after.sequence()) {
                next.add(mark);
            }
        }
        if (Mark.isKept(after.type())) {
            next.add(Mark.of(after));
        }
        for (Mark mark : marks) {
            if (mark.sequence() > after.sequence()) {
                next.add(mark);
            }
        }
        return next;
    }

    public boolean played() {
        return traces.played();
    }

    public boolean focused() {
        return traces.focused();
    }

    public ViewRow row() {
        Quality quality = Quality.of(timeline());
        return new ViewRow(
                viewId,
                origin.videoId(),
                origin.viewerId(),
                origin.viewStartedAt(),
                lastReceivedAt,
                version,
                coverage.playedMs(),
                coverage.uniqueMs(),
                playheadMs,
                counts.completes() > 0,
                startupMs(),
                quality.rebuffers(),
                quality.rebufferMs(),
                counts.seeks(),
                counts.errors(),
                counts.contested(),
                origin.device(),
                origin.region());
    }

    public RetentionRow retentionRow() {
        return new RetentionRow(
                viewId,
                origin.videoId(),
                origin.viewerId(),
                origin.viewStartedAt(),
                lastReceivedAt,
                version,
                coverage.parts());
    }

    /**
     * First, marks and last on the view's own clock. A viewer's clock may be wrong by years and may jump: only steps
     * forward count, and no moment lies later than the server had received it.
     */
    public List<Moment> timeline() {
        List<Moment> moments = new ArrayList<>(marks.size() + 2);
        moments.add(new Moment(first, 0));
        for (Mark mark : marks) {
            if (mark.sequence() > first.sequence() && mark.sequence() < last.sequence()) {
                moments.add(after(moments.getLast(), mark));
            }
        }
        if (last.sequence() > first.sequence()) {
            moments.add(after(moments.getLast(), last));
        }
        return moments;
    }

    private Moment after(Moment before, Mark mark) {
        long step = forward(before.mark().viewerTime(), mark.viewerTime());
        long receivedAfter = mark.receivedAt() - origin.viewStartedAt() + CLOCK_SLACK_MS;
        return new Moment(mark, before.elapsedMs() + Math.min(step, Math.max(0, receivedAfter - before.elapsedMs())));
    }

    private static long forward(long from, long to) {
        long step = to - from;
        boolean overflows = to > from && step < 0;
        return overflows ? Long.MAX_VALUE : Math.max(0, step);
    }

    private @Nullable Long startupMs() {
        return marks.stream()
                .map(Mark::startupMs)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
