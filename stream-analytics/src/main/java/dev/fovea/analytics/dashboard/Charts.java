package dev.fovea.analytics.dashboard;

import dev.fovea.analytics.dashboard.AudienceChart.OfCategory;
import dev.fovea.analytics.dashboard.AudienceChart.OfDevice;
import dev.fovea.analytics.dashboard.AudienceChart.OfRegion;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.contracts.video.VideoChanged;
import dev.fovea.platform.access.AccountStates;
import dev.fovea.platform.page.Cursor;
import dev.fovea.platform.page.Page;
import dev.fovea.platform.problem.ClientProblem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Every figure of the charts, as docs/metrics.md defines it: ClickHouse counts, this joins titles and people. */
@Service
class Charts {

    static final int POINTS = 100;

    private static final int TOP_VIDEOS_MAX = 10;
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(30);

    /** Whoever watches now began within the life of a view token. */
    private static final Duration LIVE_VIEW_MAX = Duration.ofDays(1);

    private static final UUID LAST_VIEWER = new UUID(-1, -1);

    private final ClickHouse clickHouse;
    private final Catalogue catalogue;
    private final AccountStates accounts;
    private final Clock clock;

    Charts(ClickHouse clickHouse, Catalogue catalogue, AccountStates accounts, Clock clock) {
        this.clickHouse = clickHouse;
        this.catalogue = catalogue;
        this.accounts = accounts;
        this.clock = clock;
    }

    Overview overview(Period period) {
        Map<String, Object> parameters = period.parameters();
        List<Rows.OfVideo> videos = clickHouse.query(Queries.PER_VIDEO, parameters, Rows.OfVideo.class);
        return new Overview(
                videos.stream().mapToLong(Rows.OfVideo::playedTotal).sum(),
                videos.stream().mapToLong(Rows.OfVideo::uniqueTotal).sum(),
                videos.stream().mapToLong(Rows.OfVideo::views).sum(),
                count(Queries.VIEWERS, parameters),
                completionOf(videos),
                clickHouse.queryOne(Queries.FOCUS, parameters, Rows.Focus.class).focusedTotal(),
                perDay(period),
                videos.stream()
                        .sorted(Comparator.comparingLong(Rows.OfVideo::playedTotal)
                                .reversed()
                                .thenComparing(Rows.OfVideo::videoId))
                        .limit(TOP_VIDEOS_MAX)
                        .map(this::topVideo)
                        .toList(),
                liveViewers());
    }

    private Overview.TopVideo topVideo(Rows.OfVideo row) {
        var id = new VideoId(row.videoId());
        return new Overview.TopVideo(id, titleOf(id), row.playedTotal(), row.views(), completionOf(List.of(row)));
    }

    /** An average view covered this share of its video; videos of unknown duration are left out. */
    private @Nullable Double completionOf(List<Rows.OfVideo> videos) {
        double completed = 0;
        long views = 0;
        for (Rows.OfVideo video : videos) {
            Long durationMs = durationMsOf(new VideoId(video.videoId()));
            if (durationMs != null) {
                completed += Math.min((double) video.views(), (double) video.uniqueTotal() / durationMs);
                views += video.views();
            }
        }
        return views == 0 ? null : completed / views;
    }

    private List<Overview.Day> perDay(Period period) {
        Map<LocalDate, Rows.OfDay> found =
                clickHouse.query(Queries.PER_DAY, period.parameters(), Rows.OfDay.class).stream()
                        .collect(Collectors.toMap(Rows.OfDay::date, Function.identity()));
        return period.days().stream()
                .map(date -> found.getOrDefault(date, new Rows.OfDay(date, 0, 0, 0)))
                .map(day -> new Overview.Day(day.date(), day.playedTotal(), day.views(), day.viewers()))
                .toList();
    }

    private long liveViewers() {
        Instant now = clock.instant();
        var recent = new Period(now.minus(LIVE_VIEW_MAX), now.plus(LIVE_VIEW_MAX));
        return count(
                Queries.LIVE_VIEWERS,
                with(recent.parameters(), "heard_ms", now.minus(HEARD_WITHIN).toEpochMilli()));
    }

    VideoChart video(VideoId id, Period period) {
        Optional<VideoChanged> known = catalogue.find(id);
        Map<String, Object> parameters = with(period.parameters(), "video", id.value());
        Rows.Totals totals = clickHouse.queryOne(Queries.TOTALS_OF_VIDEO, parameters, Rows.Totals.class);
        if (known.isEmpty() && totals.views() == 0) {
            throw new ClientProblem(ProblemType.VIDEO_NOT_FOUND, "there is no video " + id);
        }
        Long durationMs = durationMsOf(id);
        Rows.Focus focus = clickHouse.queryOne(Queries.FOCUS_OF_VIDEO, parameters, Rows.Focus.class);
        return new VideoChart(
                id,
                titleOf(id),
                durationMs == null ? null : durationMs / 1_000.0,
                totals.playedTotal(),
                totals.uniqueTotal(),
                totals.views(),
                totals.viewers(),
                durationMs == null ? null : Ratio.shareOf(totals.uniqueTotal(), totals.views() * durationMs),
                durationMs == null ? List.of() : retention(parameters, durationMs, totals.views()),
                new VideoChart.Focus(focus.sessions(), focus.focusedTotal(), focus.interruptionsTotal()),
                totals.startupMedian(),
                Ratio.of(totals.rebufferTotal(), totals.rebufferTotal() + totals.playedTotal()));
    }

    private List<VideoChart.Point> retention(Map<String, Object> ofVideo, long durationMs, long views) {
        Map<Integer, Rows.OfPoint> found =
                clickHouse
                        .query(Queries.RETENTION, with(ofVideo, "duration_ms", durationMs), Rows.OfPoint.class)
                        .stream()
                        .collect(Collectors.toMap(Rows.OfPoint::point, Function.identity()));
        double pointSeconds = durationMs / 1_000.0 / POINTS;
        return IntStream.range(0, POINTS)
                .mapToObj(point -> found.getOrDefault(point, new Rows.OfPoint(point, 0, 0, 0)))
                .map(row -> new VideoChart.Point(
                        row.point() * pointSeconds,
                        (row.point() + 1) * pointSeconds,
                        row.viewers(),
                        views == 0 ? 0 : row.plays() / views,
                        views == 0 ? 0 : row.replays() / views))
                .toList();
    }

    FocusChart focus(@Nullable VideoId id, Period period) {
        Map<String, Object> parameters = ofVideo(id, period);
        Rows.Focus totals =
                clickHouse.queryOne(id == null ? Queries.FOCUS : Queries.FOCUS_OF_VIDEO, parameters, Rows.Focus.class);
        List<Rows.FocusOfVideo> videos = clickHouse.query(
                id == null ? Queries.FOCUS_PER_VIDEO : Queries.FOCUS_PER_VIDEO_OF_VIDEO,
                parameters,
                Rows.FocusOfVideo.class);
        return new FocusChart(
                totals.sessions(),
                totals.focusedTotal(),
                totals.sessionTotal(),
                Ratio.of(totals.focusedTotal(), totals.sessionTotal()),
                totals.interruptionsTotal(),
                new FocusChart.ByCause(
                        totals.tabHiddenTotal(),
                        totals.windowBlurredTotal(),
                        totals.fullscreenLeftTotal(),
                        totals.pausedAwayTotal()),
                totals.longest(),
                videos.stream().map(this::focusOfVideo).toList());
    }

    private FocusChart.OfVideo focusOfVideo(Rows.FocusOfVideo row) {
        var id = new VideoId(row.videoId());
        return new FocusChart.OfVideo(
                id,
                titleOf(id),
                row.sessions(),
                Ratio.of(row.focusedTotal(), row.sessionTotal()),
                row.interruptionsTotal());
    }

    AudienceChart audience(@Nullable VideoId id, Period period) {
        Map<String, Object> parameters = ofVideo(id, period);
        return new AudienceChart(
                byCategory(clickHouse.query(
                        id == null ? Queries.PER_VIEWER : Queries.PER_VIEWER_OF_VIDEO,
                        parameters,
                        Rows.OfViewer.class)),
                clickHouse
                        .query(
                                id == null ? Queries.BY_DEVICE : Queries.BY_DEVICE_OF_VIDEO,
                                parameters,
                                Rows.OfOrigin.class)
                        .stream()
                        .map(row -> new OfDevice(row.origin(), row.viewers(), row.views(), row.playedTotal()))
                        .toList(),
                clickHouse
                        .query(
                                id == null ? Queries.BY_REGION : Queries.BY_REGION_OF_VIDEO,
                                parameters,
                                Rows.OfOrigin.class)
                        .stream()
                        .map(row -> new OfRegion(row.origin(), row.viewers(), row.views(), row.playedTotal()))
                        .toList());
    }

    private List<OfCategory> byCategory(List<Rows.OfViewer> viewers) {
        return viewers.stream()
                .collect(Collectors.groupingBy(row -> accounts.find(new UserId(row.viewerId()))
                        .map(account -> account.category().name())
                        .orElse("UNKNOWN")))
                .entrySet()
                .stream()
                .map(group -> new OfCategory(
                        group.getKey(),
                        group.getValue().size(),
                        group.getValue().stream()
                                .mapToLong(Rows.OfViewer::views)
                                .sum(),
                        group.getValue().stream()
                                .mapToLong(Rows.OfViewer::playedTotal)
                                .sum()))
                .sorted(Comparator.comparingLong(OfCategory::views).reversed().thenComparing(OfCategory::category))
                .toList();
    }

    Page<Viewer> viewers(VideoId id, Period period, @Nullable Cursor after, int limit) {
        if (catalogue.find(id).isEmpty()
                && clickHouse
                                .queryOne(Queries.TOTALS_OF_VIDEO, ofVideo(id, period), Rows.Totals.class)
                                .views()
                        == 0) {
            throw new ClientProblem(ProblemType.VIDEO_NOT_FOUND, "there is no video " + id);
        }
        Map<String, Object> parameters = new HashMap<>(ofVideo(id, period));
        parameters.put("before_ms", after == null ? Long.MAX_VALUE : after.longAt(0));
        parameters.put("before_viewer", after == null ? LAST_VIEWER : after.uuidAt(1));
        parameters.put("limit", limit + 1);
        Long durationMs = durationMsOf(id);
        List<Viewer> found = clickHouse.query(Queries.VIEWERS_OF_VIDEO, parameters, Rows.OfViewer.class).stream()
                .map(row -> viewer(row, durationMs))
                .toList();
        return Page.of(
                found,
                limit,
                last -> Cursor.of(
                        last.lastWatchedAt().toEpochMilli(), last.viewerId().value()));
    }

    private Viewer viewer(Rows.OfViewer row, @Nullable Long durationMs) {
        var id = new UserId(row.viewerId());
        Optional<AccountChanged> account = accounts.find(id);
        return new Viewer(
                id,
                account.map(AccountChanged::displayName).orElse(null),
                account.map(AccountChanged::category).orElse(null),
                row.views(),
                row.playedTotal(),
                row.uniqueTotal(),
                durationMs == null ? null : Ratio.shareOf(row.uniqueTotal(), durationMs),
                Instant.ofEpochMilli(row.lastWatchedMs()));
    }

    private @Nullable String titleOf(VideoId id) {
        return catalogue.find(id).map(VideoChanged::title).orElse(null);
    }

    private @Nullable Long durationMsOf(VideoId id) {
        return catalogue
                .find(id)
                .map(VideoChanged::durationMs)
                .filter(durationMs -> durationMs > 0)
                .orElse(null);
    }

    private long count(String sql, Map<String, Object> parameters) {
        return clickHouse.queryOne(sql, parameters, Rows.Count.class).total();
    }

    private static Map<String, Object> ofVideo(@Nullable VideoId id, Period period) {
        return id == null ? period.parameters() : with(period.parameters(), "video", id.value());
    }

    private static Map<String, Object> with(Map<String, Object> parameters, String name, Object value) {
        Map<String, Object> more = new HashMap<>(parameters);
        more.put(name, value);
        return more;
    }
}
