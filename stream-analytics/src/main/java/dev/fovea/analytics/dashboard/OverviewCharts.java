package dev.fovea.analytics.dashboard;

import dev.fovea.analytics.dashboard.ClickHouse.Asked;
import dev.fovea.contracts.id.VideoId;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** All videos together, and how they did before. */
@Service
class OverviewCharts {

    private static final int TOP_VIDEOS_MAX = 10;

    private final ClickHouse clickHouse;
    private final Catalogue catalogue;
    private final Charts charts;

    OverviewCharts(ClickHouse clickHouse, Catalogue catalogue, Charts charts) {
        this.clickHouse = clickHouse;
        this.catalogue = catalogue;
        this.charts = charts;
    }

    /** @param compared whether the period before it is asked for too */
    Overview overview(Period period, boolean compared) {
        Optional<Period> earlier = compared ? period.previous() : Optional.empty();
        Period both = new Period(earlier.orElse(period).from(), period.to());
        long borderMs = period.from().toEpochMilli();
        Asked<Rows.Viewers> asked = clickHouse.askOne(
                OverviewQueries.VIEWERS, ClickHouse.with(both.parameters(), "border_ms", borderMs), Rows.Viewers.class);
        Days days = Days.of(
                clickHouse,
                both,
                Stream.concat(earlier.stream(), Stream.of(period)).toList());
        Map<String, Object> parameters = ClickHouse.with(days.addTo(both.parameters()), "border_ms", borderMs);
        Asked<List<Rows.OfVideo>> perVideo =
                clickHouse.askMany(OverviewQueries.PER_VIDEO, parameters, Rows.OfVideo::read);
        Asked<List<Rows.OfDay>> perDay = clickHouse.ask(OverviewQueries.PER_DAY, parameters, Rows.OfDay.class);
        long liveViewers = charts.watching().viewers();
        Rows.Viewers viewers = asked.get();
        var figures = new Figures(
                perVideo.get().stream().filter(row -> !row.isEarlier()).toList(),
                perDay.get().stream().filter(row -> row.isEarlier() == 0).toList());
        return new Overview(
                period.from(),
                period.to(),
                figures.sum(Rows.OfDay::playedTotal),
                figures.sum(Rows.OfDay::uniqueTotal),
                figures.sum(Rows.OfDay::views),
                viewers.total(),
                completionOf(figures.perVideo),
                figures.sum(Rows.OfDay::focusedTotal),
                perDay(period, figures.perDay),
                figures.perVideo.stream()
                        .sorted(Comparator.comparingLong(Rows.OfVideo::playedTotal)
                                .reversed()
                                .thenComparing(Rows.OfVideo::videoId))
                        .limit(TOP_VIDEOS_MAX)
                        .map(this::topVideo)
                        .toList(),
                liveViewers,
                earlier.map(each -> before(
                                each,
                                new Figures(
                                        perVideo.get().stream()
                                                .filter(Rows.OfVideo::isEarlier)
                                                .toList(),
                                        perDay.get().stream()
                                                .filter(row -> row.isEarlier() == 1)
                                                .toList()),
                                viewers.earlierTotal()))
                        .orElse(null));
    }

    private record Figures(List<Rows.OfVideo> perVideo, List<Rows.OfDay> perDay) {

        long sum(ToLongFunction<Rows.OfDay> figure) {
            return perDay.stream().mapToLong(figure).sum();
        }
    }

    private Overview.Before before(Period period, Figures figures, long viewers) {
        return new Overview.Before(
                period.from(),
                period.to(),
                figures.sum(Rows.OfDay::playedTotal),
                figures.sum(Rows.OfDay::uniqueTotal),
                figures.sum(Rows.OfDay::views),
                viewers,
                completionOf(figures.perVideo),
                figures.sum(Rows.OfDay::focusedTotal));
    }

    private Overview.TopVideo topVideo(Rows.OfVideo row) {
        var id = new VideoId(row.videoId());
        return new Overview.TopVideo(
                id, catalogue.titleOf(id), row.playedTotal(), row.views(), completionOf(List.of(row)));
    }

    /** An average view covered this share of its video; videos of unknown duration are left out. */
    private @Nullable Double completionOf(List<Rows.OfVideo> videos) {
        double completed = 0;
        long views = 0;
        for (Rows.OfVideo video : videos) {
            Long durationMs = catalogue.durationMsOf(new VideoId(video.videoId()));
            if (durationMs != null) {
                completed += Math.min((double) video.views(), (double) video.uniqueTotal() / durationMs);
                views += video.views();
            }
        }
        return views == 0 ? null : completed / views;
    }

    private static List<Overview.Day> perDay(Period period, List<Rows.OfDay> rows) {
        Map<LocalDate, Rows.OfDay> found =
                rows.stream().collect(Collectors.toMap(Rows.OfDay::date, Function.identity()));
        return period.days().stream()
                .map(date -> found.getOrDefault(date, new Rows.OfDay(0, date, 0, 0, 0, 0, 0)))
                .map(day -> new Overview.Day(day.date(), day.playedTotal(), day.views(), day.viewers()))
                .toList();
    }
}
