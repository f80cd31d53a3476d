package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.id.VideoId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All videos together, over the views that began in {@code [from, to)}.
 *
 * @param completionRate null while no viewed video's duration is known
 * @param liveViewers people whose players told something in the last half minute
 * @param previous the period of the same length before it, when it was asked for
 */
record Overview(
        Instant from,
        Instant to,
        long playedMs,
        long uniqueMs,
        long views,
        long viewers,
        @Nullable Double completionRate,
        long focusedMs,
        List<Day> perDay,
        List<TopVideo> topVideos,
        long liveViewers,
        @Nullable Before previous) {

    /** By the day, in UTC, on which views began; days without views are there too. */
    record Day(LocalDate date, long playedMs, long views, long viewers) {}

    /** {@code title} is null once the video is deleted. */
    record TopVideo(
            VideoId videoId,
            @Nullable String title,
            long playedMs,
            long views,
            @Nullable Double completionRate) {}

    /** The same figures, over an earlier period. */
    record Before(
            Instant from,
            Instant to,
            long playedMs,
            long uniqueMs,
            long views,
            long viewers,
            @Nullable Double completionRate,
            long focusedMs) {}
}
