package dev.fovea.analytics.dashboard;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The shapes of ClickHouse's answers; components are the columns' names. */
final class Rows {

    private Rows() {}

    record DayState(LocalDate day, int isSettled) {}

    record OfVideo(UUID videoId, long views, long playedTotal, long uniqueTotal) {}

    record OfDay(LocalDate date, long views, long viewers, long playedTotal) {}

    record Count(long total) {}

    record OfHour(long hourMs, long total) {}

    record OfPartition(int kafkaPartition, long total) {}

    record OfEvent(
            long sequence,
            UUID viewerId,
            String type,
            long receivedMs,
            long playheadMs,
            double rate,
            @Nullable Long fromMs,
            @Nullable Long toMs) {}

    record Watching(UUID videoId, List<UUID> viewerIds) {}

    record Totals(long views, long viewers, long playedTotal, long uniqueTotal) {}

    record Plays(int point, double plays, double replays) {}

    record FocusedPlays(int point, double plays) {}

    record OfPoint(int point, long total) {}

    record People(int point, long viewers, long rewatchers) {}

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

    record FocusOfVideo(
            UUID videoId, long sessions, long focusedTotal, long sessionTotal, long interruptionsTotal, long longest) {}

    record OfOrigin(String origin, long viewers, long views, long playedTotal) {}

    record OfPerson(UUID viewerId, long views, long playedTotal) {

        static OfPerson read(ByteBuffer row) {
            return new OfPerson(new UUID(row.getLong(), row.getLong()), row.getLong(), row.getLong());
        }
    }

    record Quality(
            String device,
            long views,
            long started,
            @Nullable Double startupMedian,
            @Nullable Double startupP95,
            long rebuffersTotal,
            long rebufferTotal,
            long withRebuffers,
            long errorsTotal,
            long withErrors,
            long playedTotal) {

        static final Quality NONE = new Quality("", 0, 0, null, null, 0, 0, 0, 0, 0, 0);
    }

    record OfViewer(
            UUID viewerId, long views, long playedTotal, long uniqueTotal, long lastWatchedMs, UUID lastViewId) {}
}
