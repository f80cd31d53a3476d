package dev.fovea.analytics.focus;

import dev.fovea.analytics.view.Moment;
import dev.fovea.contracts.event.FocusCause;
import dev.fovea.contracts.event.FocusRow.Session;
import java.util.EnumMap;
import java.util.Map;

/** A focus session while it is read: {@code focused -> lost -> focused …}, until it is ended. */
final class OpenSession {

    private final int startSequence;
    private final long startMs;
    private final Map<FocusCause, Integer> interruptions = new EnumMap<>(FocusCause.class);
    private boolean lost;
    private long stretchStartMs;
    private long focusedMs;
    private long longestMs;

    OpenSession(Moment start) {
        this.startSequence = start.mark().sequence();
        this.startMs = start.elapsedMs();
        this.stretchStartMs = startMs;
    }

    /** A hidden tab also blurs its window: what comes while focus is lost already is no second interruption. */
    void lose(FocusCause cause, long atMs) {
        if (!lost) {
            endStretch(atMs);
            interruptions.merge(cause, 1, Integer::sum);
            lost = true;
        }
    }

    void regain(long atMs) {
        if (lost) {
            stretchStartMs = atMs;
            lost = false;
        }
    }

    Session endedAt(long endMs) {
        if (!lost) {
            endStretch(endMs);
        }
        return new Session(
                startSequence,
                startMs,
                endMs,
                focusedMs,
                longestMs,
                count(FocusCause.TAB_HIDDEN),
                count(FocusCause.WINDOW_BLURRED),
                count(FocusCause.FULLSCREEN_LEFT),
                count(FocusCause.PAUSED_AWAY));
    }

    private void endStretch(long atMs) {
        focusedMs += atMs - stretchStartMs;
        longestMs = Math.max(longestMs, atMs - stretchStartMs);
    }

    private int count(FocusCause cause) {
        return interruptions.getOrDefault(cause, 0);
    }
}
