package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.id.VideoId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Focus sessions of one video or of all; ratios are null while there is no session time. */
record FocusChart(
        long sessions,
        long focusedMs,
        long sessionMs,
        @Nullable Double focusRatio,
        long interruptions,
        @Nullable Double interruptionsPerTenMinutes,
        ByCause byCause,
        long longestMs,
        List<OfVideo> perVideo) {

    record ByCause(long tabHidden, long windowBlurred, long fullscreenLeft, long pausedAway) {}

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
