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

    record OfVideo(boolean isEarlier, UUID videoId, long views, long playedTotal, long uniqueTotal) {

        static OfVideo read(ByteBuffer row) {
            return new OfVideo(row.get() == 1, uuid(row), row.getLong(), row.getLong(), row.getLong());
        }
    }

    record OfDay(
            int isEarlier,
            LocalDate date,
            long views,
            long viewers,
            long playedTotal,
            long uniqueTotal,
            long focusedTotal) {}

    record Viewers(long total, long earlierTotal) {}

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

    record Totals(
            long viewers,
            long uniqueTotal,
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

        Quality quality() {
            return new Quality(
                    "",
                    views,
                    started,
                    startupMedian,
                    startupP95,
                    rebuffersTotal,
                    rebufferTotal,
                    withRebuffers,
                    errorsTotal,
                    withErrors,
                    playedTotal);
        }
    }

    /** Of what ends in a point less what starts there; {@code rest} is how far into it, in hundredths of a millisecond. */
    record Edges(int point, long plays, long playsRest, long others, long othersRest) {}

    /** How many people saw the same points, and the same ones again. */
    record People(long seenLow, long seenHigh, long againLow, long againHigh, long people) {

        static People read(ByteBuffer row) {
            return new People(row.getLong(), row.getLong(), row.getLong(), row.getLong(), row.getLong());
        }
    }

    /** Of one video, or of all where its id is zeros. */
    record Focus(
            UUID videoId,
            long sessions,
            long focusedTotal,
            long sessionTotal,
            long interruptionsTotal,
            long tabHiddenTotal,
            long windowBlurredTotal,
            long fullscreenLeftTotal,
            long pausedAwayTotal,
            long longest) {

        private static final UUID ALL = new UUID(0, 0);

        static final Focus NONE = new Focus(ALL, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        boolean isOfAll() {
            return videoId.equals(ALL);
        }
    }

    /** {@code kind} is device or region. */
    record OfOrigin(String kind, String name, long views, long playedTotal) {}

    /** {@code bits} are those of their {@link Origins}, in words. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record OfPerson(UUID viewerId, long views, long playedTotal, long[] bits) {

        static OfPerson read(ByteBuffer row, int words) {
            UUID viewer = uuid(row);
            long views = row.getLong();
            long played = row.getLong();
            long[] bits = new long[words];
            for (int word = 0; word < words; word++) {
                bits[word] = row.getLong();
            }
            return new OfPerson(viewer, views, played, bits);
        }
    }

    private static UUID uuid(ByteBuffer row) {
        return new UUID(row.getLong(), row.getLong());
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
