package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.id.VideoId;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All videos together.
 *
 * @param completionRate null while no viewed video's duration is known
 * @param liveViewers people whose players told something in the last half minute
 */
record Overview(
        long playedMs,
        long uniqueMs,
        long views,
        long viewers,
        @Nullable Double completionRate,
        long focusedMs,
        List<Day> perDay,
        List<TopVideo> topVideos,
        long liveViewers) {

    /** By the day, in UTC, on which views began; days without views are there too. */
    record Day(LocalDate date, long playedMs, long views, long viewers) {}

    /** {@code title} is null once the video is deleted. */
    record TopVideo(
            VideoId videoId,
            @Nullable String title,
            long playedMs,
            long views,
            @Nullable Double completionRate) {}
}
