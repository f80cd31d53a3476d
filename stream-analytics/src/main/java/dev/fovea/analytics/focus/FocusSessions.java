package dev.fovea.analytics.focus;

import dev.fovea.analytics.view.Moment;
import dev.fovea.analytics.view.View;
import dev.fovea.contracts.event.FocusCause;
import dev.fovea.contracts.event.FocusRow;
import dev.fovea.contracts.event.FocusRow.Session;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The focus sessions of one view, read off its timeline. */
public final class FocusSessions {

    private FocusSessions() {}

    public static FocusRow row(View view) {
        return new FocusRow(
                view.viewId(),
                view.origin().videoId(),
                view.origin().viewerId(),
                view.origin().viewStartedAt(),
                view.lastReceivedAt(),
                view.version(),
                of(view.timeline()));
    }

    /** A session that was never ended runs to the last event that is known. */
    static List<Session> of(List<Moment> timeline) {
        List<Session> sessions = new ArrayList<>();
        @Nullable OpenSession open = null;
        for (Moment moment : timeline) {
            switch (moment.mark().type()) {
                case FOCUS_START -> {
                    if (open != null) {
                        sessions.add(open.endedAt(moment.elapsedMs())); // its FOCUS_END was lost
                    }
                    open = new OpenSession(moment);
                }
                case FOCUS_END -> {
                    if (open != null) {
                        sessions.add(open.endedAt(moment.elapsedMs()));
                        open = null;
                    }
                }
                case FOCUS_LOST -> {
                    FocusCause cause = moment.mark().cause();
                    if (open != null && cause != null) {
                        open.lose(cause, moment.elapsedMs());
                    }
                }
                case FOCUS_REGAINED -> {
                    if (open != null) {
                        open.regain(moment.elapsedMs());
                    }
                }
                case PLAY, PAUSE, PROGRESS, COMPLETE, SEEK, RATE, STARTUP -> {}
                case REBUFFER_START, REBUFFER_END, RENDITION, ERROR -> {}
            }
        }
        if (open != null) {
            sessions.add(open.endedAt(timeline.getLast().elapsedMs()));
        }
        return sessions;
    }
}
