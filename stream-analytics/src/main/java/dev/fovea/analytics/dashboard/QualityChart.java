package dev.fovea.analytics.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How well playback went, over all devices and by each; most views first. */
record QualityChart(Figures all, List<DeviceQuality> byDevice) {

    /**
     * @param started views that got to their first frame; the others left before it, or failed
     * @param startupMsMedian,startupMsP95 over the views that started; null when none did
     * @param rebufferRatio null when nothing was played
     */
    record Figures(
            long views,
            long started,
            @Nullable Double startupMsMedian,
            @Nullable Double startupMsP95,
            long rebuffers,
            long rebufferMs,
            @Nullable Double rebufferRatio,
            long viewsWithRebuffer,
            long errors,
            long viewsWithError) {

        static Figures of(Rows.Quality row) {
            return new Figures(
                    row.views(),
                    row.started(),
                    row.startupMedian(),
                    row.startupP95(),
                    row.rebuffersTotal(),
                    row.rebufferTotal(),
                    Ratio.of(row.rebufferTotal(), row.rebufferTotal() + row.playedTotal()),
                    row.withRebuffers(),
                    row.errorsTotal(),
                    row.withErrors());
        }
    }

    record DeviceQuality(String device, Figures figures) {}

    /** @param rows the one of all devices first; none when there are no views */
    static QualityChart of(List<Rows.Quality> rows) {
        return new QualityChart(
                Figures.of(rows.isEmpty() ? Rows.Quality.NONE : rows.getFirst()),
                rows.stream()
                        .skip(1)
                        .map(row -> new DeviceQuality(row.device(), Figures.of(row)))
                        .toList());
    }
}
