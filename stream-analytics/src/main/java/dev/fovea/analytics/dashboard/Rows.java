package dev.fovea.analytics.dashboard;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The shapes of ClickHouse's answers; components are the columns' names. */
final class Rows {

    private Rows() {}

    record OfVideo(UUID videoId, long views, long playedTotal, long uniqueTotal) {}

    record OfDay(LocalDate date, long views, long viewers, long playedTotal) {}

    record Count(long total) {}

    record Totals(
            long views,
            long viewers,
            long playedTotal,
            long uniqueTotal,
            long rebufferTotal,
            @Nullable Double startupMedian) {}

    record OfPoint(int point, long viewers, double plays, double replays) {}

    record Focus(
            long sessions,
            long focusedTotal,
            long sessionTotal,
            long interruptionsTotal,
            long tabHiddenTotal,
            long windowBlurredTotal,
            long fullscreenLeftTotal,
            long pausedAwayTotal,
            long longest) {}

    record FocusOfVideo(UUID videoId, long sessions, long focusedTotal, long sessionTotal, long interruptionsTotal) {}

    record OfOrigin(String origin, long viewers, long views, long playedTotal) {}

    record OfViewer(UUID viewerId, long views, long playedTotal, long uniqueTotal, long lastWatchedMs) {}
}
