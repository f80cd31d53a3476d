package dev.fovea.analytics.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Says when failures come too fast to go on as if nothing had happened. */
final class Failures {

    static final int MAX = 5;
    static final Duration WITHIN = Duration.ofMinutes(1);

    private final Clock clock;
    private final Deque<Instant> recent = new ArrayDeque<>();

    Failures(Clock clock) {
        this.clock = clock;
    }

    /** Counts one more; whether these are too many. Then counting begins anew. */
    synchronized boolean areTooMany() {
        Instant now = clock.instant();
        recent.addLast(now);
        recent.removeIf(at -> at.isBefore(now.minus(WITHIN)));
        if (recent.size() <= MAX) {
            return false;
        }
        recent.clear();
        return true;
    }
}
