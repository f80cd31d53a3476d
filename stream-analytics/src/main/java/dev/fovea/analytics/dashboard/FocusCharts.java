package dev.fovea.analytics.dashboard;

import dev.fovea.analytics.dashboard.ClickHouse.Asked;
import dev.fovea.contracts.id.VideoId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Focus sessions of all videos, or of one and along it. */
@Service
class FocusCharts {

    private final ClickHouse clickHouse;
    private final Catalogue catalogue;

    FocusCharts(ClickHouse clickHouse, Catalogue catalogue) {
        this.clickHouse = clickHouse;
        this.catalogue = catalogue;
    }

    FocusChart focus(@Nullable VideoId id, Period period) {
        return id == null ? ofAll(period) : ofVideo(id, period);
    }

    private FocusChart ofAll(Period period) {
        Map<String, Object> parameters = Days.of(clickHouse, period).addTo(period.parameters());
        List<Rows.Focus> rows = clickHouse.query(Queries.FOCUS, parameters, Rows.Focus.class);
        boolean isTold = !rows.isEmpty() && rows.getFirst().isOfAll();
        return chart(
                isTold ? rows.getFirst() : Rows.Focus.NONE, isTold ? rows.subList(1, rows.size()) : rows, List.of());
    }

    private FocusChart ofVideo(VideoId id, Period period) {
        Map<String, Object> parameters = period.parameters(id);
        Optional<Along> along = Optional.ofNullable(catalogue.durationMsOf(id)).map(ms -> new Along(parameters, ms));
        Rows.Focus totals = clickHouse.queryOne(FilmQueries.FOCUS, parameters, Rows.Focus.class);
        return chart(
                totals,
                totals.sessions() == 0 ? List.of() : List.of(totals),
                along.map(Along::points).orElse(List.of()));
    }

    private FocusChart chart(Rows.Focus totals, List<Rows.Focus> videos, List<FocusChart.FocusPoint> along) {
        return new FocusChart(
                totals.sessions(),
                totals.focusedTotal(),
                totals.sessionTotal(),
                Ratio.of(totals.focusedTotal(), totals.sessionTotal()),
                totals.interruptionsTotal(),
                Ratio.perTenMinutes(totals.interruptionsTotal(), totals.sessionTotal()),
                new FocusChart.ByCause(
                        totals.tabHiddenTotal(),
                        totals.windowBlurredTotal(),
                        totals.fullscreenLeftTotal(),
                        totals.pausedAwayTotal()),
                totals.longest(),
                videos.stream().map(this::ofVideo).toList(),
                along);
    }

    private FocusChart.OfVideo ofVideo(Rows.Focus row) {
        var id = new VideoId(row.videoId());
        return new FocusChart.OfVideo(
                id,
                catalogue.titleOf(id),
                row.sessions(),
                row.sessionTotal(),
                row.focusedTotal(),
                Ratio.of(row.focusedTotal(), row.sessionTotal()),
                row.interruptionsTotal(),
                Ratio.perTenMinutes(row.interruptionsTotal(), row.sessionTotal()),
                row.longest());
    }

    private final class Along {

        private final long durationMs;
        private final Asked<List<Rows.Edges>> played;
        private final Asked<List<Rows.Edges>> focused;

        Along(Map<String, Object> parameters, long durationMs) {
            this.durationMs = durationMs;
            Map<String, Object> more = ClickHouse.with(parameters, "duration_ms", durationMs);
            this.played = clickHouse.ask(FilmQueries.PLAYS, more, Rows.Edges.class);
            this.focused = clickHouse.ask(FilmQueries.FOCUSED_PLAYS, more, Rows.Edges.class);
        }

        List<FocusChart.FocusPoint> points() {
            double[] plays = Points.plays(played.get(), Rows.Edges::plays, Rows.Edges::playsRest, durationMs);
            double[] inFocus = Points.plays(focused.get(), Rows.Edges::plays, Rows.Edges::playsRest, durationMs);
            long[] broken = new long[Points.COUNT];
            focused.get().forEach(row -> broken[Math.min(row.point(), Points.COUNT - 1)] += row.others());
            double pointSeconds = durationMs / 1_000.0 / Points.COUNT;
            return IntStream.range(0, Points.COUNT)
                    .mapToObj(point -> new FocusChart.FocusPoint(
                            point * pointSeconds,
                            (point + 1) * pointSeconds,
                            Ratio.shareOf(inFocus[point], plays[point]),
                            broken[point]))
                    .toList();
        }
    }
}
