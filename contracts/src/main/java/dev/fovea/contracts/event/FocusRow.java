package dev.fovea.contracts.event;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import java.util.List;

/** The focus sessions of one view. Topic {@code focus-rows}; a later version replaces the whole. */
public record FocusRow(
        ViewId viewId,
        VideoId videoId,
        UserId viewerId,
        long viewStartedAt,
        long lastReceivedAt,
        long version,
        List<Session> sessions) {

    public FocusRow {
        sessions = List.copyOf(sessions);
    }

    /**
     * From FOCUS_START to FOCUS_END, or to the last event seen while it is open.
     *
     * @param startSequence of its FOCUS_START: names the session within the view
     * @param startMs,endMs offsets on the viewer's clock from the view's first event
     * @param focusedMs of it, without the time between FOCUS_LOST and FOCUS_REGAINED
     * @param longestMs the longest stretch without an interruption
     */
    public record Session(
            long startSequence,
            long startMs,
            long endMs,
            long focusedMs,
            long longestMs,
            int tabHidden,
            int windowBlurred,
            int fullscreenLeft,
            int pausedAway) {}
}
