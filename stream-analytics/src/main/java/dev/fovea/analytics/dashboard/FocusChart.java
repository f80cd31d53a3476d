package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.id.VideoId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Focus sessions of one video or of all; ratios are null while there is no session time.
 *
 * @param alongVideo 100 points of the video; none of all videos, nor while its duration is not known
 */
record FocusChart(
        long sessions,
        long focusedMs,
        long sessionMs,
        @Nullable Double focusRatio,
        long interruptions,
        @Nullable Double interruptionsPerTenMinutes,
        ByCause byCause,
        long longestMs,
        List<OfVideo> perVideo,
        List<FocusPoint> alongVideo) {

    record ByCause(long tabHidden, long windowBlurred, long fullscreenLeft, long pausedAway) {}

    /**
     * A hundredth of the film.
     *
     * @param focusedShare of its plays, re-watches included, what was played in focus; null when it was never played
     * @param interruptions that began there
     */
    record FocusPoint(
            double fromSeconds, double toSeconds, @Nullable Double focusedShare, long interruptions) {}

    record OfVideo(
            VideoId videoId,
            @Nullable String title,
            long sessions,
            long sessionMs,
            long focusedMs,
            @Nullable Double focusRatio,
            long interruptions,
            @Nullable Double interruptionsPerTenMinutes,
            long longestMs) {}
}
