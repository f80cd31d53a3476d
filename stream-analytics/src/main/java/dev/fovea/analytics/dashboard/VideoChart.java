package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.id.VideoId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One video.
 *
 * @param durationSeconds null before its source was probed, and once it is deleted; then there is no retention either
 * @param retention 100 points
 * @param startupMsMedian null when no view got to its first frame
 * @param rebufferRatio null when nothing was played
 */
record VideoChart(
        VideoId videoId,
        @Nullable String title,
        @Nullable Double durationSeconds,
        long playedMs,
        long uniqueMs,
        long views,
        long viewers,
        @Nullable Double completionRate,
        List<Point> retention,
        Focus focus,
        @Nullable Double startupMsMedian,
        @Nullable Double rebufferRatio,
        QualityChart.Figures quality) {

    /**
     * A hundredth of the film.
     *
     * @param viewers people who played any of it
     * @param rewatchers people who played any of it more than once in one view
     * @param audienceWatchRatio plays of it, a re-watch counts again, to views of the video
     * @param rewatchRatio the part of that which was a re-watch within one view
     */
    record Point(
            double fromSeconds,
            double toSeconds,
            long viewers,
            long rewatchers,
            double audienceWatchRatio,
            double rewatchRatio) {}

    record Focus(
            long sessions,
            long focusedMs,
            long interruptions,
            @Nullable Double focusRatio,
            @Nullable Double interruptionsPerTenMinutes,
            long longestMs) {}
}
