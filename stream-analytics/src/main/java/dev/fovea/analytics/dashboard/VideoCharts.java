package dev.fovea.analytics.dashboard;

import dev.fovea.analytics.dashboard.ClickHouse.Asked;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.stereotype.Service;

/** One video: its totals, and how many are still there at each of its points. */
@Service
class VideoCharts {

    private final ClickHouse clickHouse;
    private final Catalogue catalogue;

    VideoCharts(ClickHouse clickHouse, Catalogue catalogue) {
        this.clickHouse = clickHouse;
        this.catalogue = catalogue;
    }

    VideoChart video(VideoId id, Period period) {
        Long durationMs = catalogue.durationMsOf(id);
        Map<String, Object> parameters = period.parameters(id);
        Asked<Rows.Totals> asked = clickHouse.askOne(FilmQueries.TOTALS, parameters, Rows.Totals.class);
        Asked<Rows.Focus> focus = clickHouse.askOne(FilmQueries.FOCUS, parameters, Rows.Focus.class);
        Optional<Retention> retention = Optional.ofNullable(durationMs).map(ms -> new Retention(parameters, ms));
        Rows.Totals totals = asked.get();
        if (catalogue.find(id).isEmpty() && totals.views() == 0) {
            throw new ClientProblem(ProblemType.VIDEO_NOT_FOUND, "there is no video " + id);
        }
        QualityChart.Figures figures = QualityChart.Figures.of(totals.quality());
        return new VideoChart(
                id,
                catalogue.titleOf(id),
                durationMs == null ? null : durationMs / 1_000.0,
                totals.playedTotal(),
                totals.uniqueTotal(),
                totals.views(),
                totals.viewers(),
                durationMs == null ? null : Ratio.shareOf(totals.uniqueTotal(), totals.views() * durationMs),
                retention.map(each -> each.points(totals.views())).orElse(List.of()),
                focusOf(focus.get()),
                figures.startupMsMedian(),
                figures.rebufferRatio(),
                figures);
    }

    private static VideoChart.Focus focusOf(Rows.Focus focus) {
        return new VideoChart.Focus(
                focus.sessions(),
                focus.focusedTotal(),
                focus.interruptionsTotal(),
                Ratio.of(focus.focusedTotal(), focus.sessionTotal()),
                Ratio.perTenMinutes(focus.interruptionsTotal(), focus.sessionTotal()),
                focus.longest());
    }

    private final class Retention {

        private final long durationMs;
        private final Asked<List<Rows.Edges>> edges;
        private final Asked<List<Rows.People>> people;

        Retention(Map<String, Object> parameters, long durationMs) {
            this.durationMs = durationMs;
            Map<String, Object> more = ClickHouse.with(parameters, "duration_ms", durationMs);
            this.edges = clickHouse.ask(FilmQueries.PLAYS, more, Rows.Edges.class);
            this.people = clickHouse.askMany(FilmQueries.PEOPLE, more, Rows.People::read);
        }

        List<VideoChart.Point> points(long views) {
            double[] plays = Points.plays(edges.get(), Rows.Edges::plays, Rows.Edges::playsRest, durationMs);
            double[] replays = Points.plays(edges.get(), Rows.Edges::others, Rows.Edges::othersRest, durationMs);
            long[] viewers = new long[Points.COUNT];
            long[] rewatchers = new long[Points.COUNT];
            for (Rows.People each : people.get()) {
                Bits.count(viewers, 0, each.seenLow(), each.people());
                Bits.count(viewers, 1, each.seenHigh(), each.people());
                Bits.count(rewatchers, 0, each.againLow(), each.people());
                Bits.count(rewatchers, 1, each.againHigh(), each.people());
            }
            double pointSeconds = durationMs / 1_000.0 / Points.COUNT;
            return IntStream.range(0, Points.COUNT)
                    .mapToObj(point -> new VideoChart.Point(
                            point * pointSeconds,
                            (point + 1) * pointSeconds,
                            viewers[point],
                            rewatchers[point],
                            views == 0 ? 0 : plays[point] / views,
                            views == 0 ? 0 : replays[point] / views))
                    .toList();
        }
    }
}
