package dev.fovea.analytics.view;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.event.RetentionRow;
import dev.fovea.contracts.event.ViewRow;
import dev.fovea.contracts.id.ViewId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one view: the winning fact of each sequence, ascending. Every figure is a pure function of it, so
 * any order, repetition or delay of its events gives the same rows.
 *
 * @param played some payload that came, even one that lost, played media: the view has a retention row
 * @param focused likewise, entered focus mode: the view has a focus row
 */
public record View(ViewId viewId, Grant grant, List<Fact> facts, boolean played, boolean focused) {

    /** A bound on the numbers, not on how many came: no order of arrival decides what is in. */
    static final int SEQUENCES_MAX = Math.toIntExact(PlayerEvent.SEQUENCE_MAX + 1);

    /** Clocks of two servers may differ by this much before a viewer's clock is held to lie. */
    static final long CLOCK_SLACK_MS = Duration.ofMinutes(1).toMillis();

    public View {
        facts = List.copyOf(facts);
        require(!facts.isEmpty(), "a view begins with its first event");
        require(facts.getLast().sequence() < SEQUENCES_MAX, "sequence is above the limit: " + facts.getLast());
        for (int i = 1; i < facts.size(); i++) {
            require(facts.get(i - 1).sequence() < facts.get(i).sequence(), "facts must ascend at " + facts.get(i));
        }
    }

    /** The state after one more event; {@code null} is a view of which nothing is known yet. */
    public static View of(@Nullable View known, PlayerEvent event) {
        return known == null ? startedBy(event) : known.with(event);
    }

    private static View startedBy(PlayerEvent event) {
        return new View(
                event.viewId(), Grant.of(event), List.of(Fact.of(event)), event.carriesPlayed(), entersFocus(event));
    }

    /** This very view when the event tells nothing new. */
    View with(PlayerEvent event) {
        require(event.viewId().equals(viewId), "event of view " + event.viewId() + " offered to view " + viewId);
        Fact fact = Fact.of(event);
        int at = indexOf(fact.sequence());
        Grant granted = Grant.of(event);
        Grant smallest = grant.compareTo(granted) <= 0 ? grant : granted;
        boolean playedNow = played || event.carriesPlayed();
        boolean focusedNow = focused || entersFocus(event);
        List<Fact> next = new ArrayList<>(facts.size() + 1);
        next.addAll(facts);
        if (at < 0) {
            next.add(-at - 1, fact);
            return new View(viewId, smallest, next, playedNow, focusedNow);
        }
        Fact kept = facts.get(at).or(fact);
        if (kept.equals(facts.get(at)) && smallest.equals(grant) && playedNow == played && focusedNow == focused) {
            return this;
        }
        next.set(at, kept);
        return new View(viewId, smallest, next, playedNow, focusedNow);
    }

    /** The number of distinct sequences folded: of two rows of a view the higher one knows more. */
    public long version() {
        return facts.size();
    }

    public long lastReceivedAt() {
        return facts.stream().mapToLong(Fact::receivedAt).max().orElseThrow();
    }

    public ViewRow row() {
        Coverage coverage = Coverage.of(facts);
        Quality quality = Quality.of(timeline());
        Origin origin = facts.getFirst().origin();
        return new ViewRow(
                viewId,
                grant.videoId(),
                grant.viewerId(),
                grant.viewStartedAt(),
                lastReceivedAt(),
                version(),
                coverage.playedMs(),
                coverage.uniqueMs(),
                facts.getLast().playheadMs(),
                count(EventType.COMPLETE) > 0,
                startupMs(),
                quality.rebuffers(),
                quality.rebufferMs(),
                count(EventType.SEEK),
                count(EventType.ERROR),
                (int) facts.stream().filter(Fact::contested).count(),
                origin.device(),
                origin.region());
    }

    public RetentionRow retentionRow() {
        return new RetentionRow(
                viewId,
                grant.videoId(),
                grant.viewerId(),
                grant.viewStartedAt(),
                lastReceivedAt(),
                version(),
                Coverage.of(facts).parts());
    }

    /**
     * The facts on the view's own clock. A viewer's clock may be wrong by years and may jump: only steps forward between
     * neighbours count, and no moment lies later than the server had received it.
     */
    public List<Moment> timeline() {
        List<Moment> moments = new ArrayList<>(facts.size());
        long elapsed = 0;
        for (int i = 0; i < facts.size(); i++) {
            Fact fact = facts.get(i);
            if (i > 0) {
                long step = forward(facts.get(i - 1).viewerTime(), fact.viewerTime());
                long receivedAfter = fact.receivedAt() - grant.viewStartedAt() + CLOCK_SLACK_MS;
                elapsed += Math.min(step, Math.max(0, receivedAfter - elapsed));
            }
            moments.add(new Moment(fact, elapsed));
        }
        return moments;
    }

    private static long forward(long from, long to) {
        long step = to - from;
        boolean overflows = to > from && step < 0;
        return overflows ? Long.MAX_VALUE : Math.max(0, step);
    }

    private @Nullable Long startupMs() {
        return facts.stream()
                .map(Fact::startupMs)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private int count(EventType type) {
        return (int) facts.stream().filter(fact -> fact.type() == type).count();
    }

    private int indexOf(int sequence) {
        int low = 0;
        int high = facts.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = facts.get(middle).sequence();
            if (found == sequence) {
                return middle;
            }
            if (found < sequence) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private static boolean entersFocus(PlayerEvent event) {
        return event.type() == EventType.FOCUS_START;
    }
}
