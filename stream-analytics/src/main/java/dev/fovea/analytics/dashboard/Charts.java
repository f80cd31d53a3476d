package dev.fovea.analytics.dashboard;

import dev.fovea.analytics.dashboard.AudienceChart.OfCategory;
import dev.fovea.analytics.dashboard.AudienceChart.OfDevice;
import dev.fovea.analytics.dashboard.AudienceChart.OfRegion;
import dev.fovea.analytics.dashboard.ClickHouse.Asked;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
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

    /** @param compared whether the period before it is asked for too */
    Overview overview(Period period, boolean compared) {
        Optional<Period> earlier = compared ? period.previous() : Optional.empty();
        Optional<Questions> before = earlier.map(each -> new Questions(daysOf(each)));
        Days days = daysOf(period);
        var questions = new Questions(days);
        Asked<List<Rows.OfDay>> perDay = clickHouse.ask(Queries.PER_DAY, days.parameters(), Rows.OfDay.class);
        long liveViewers = watching().viewers();
        List<Rows.OfVideo> videos = questions.perVideo.get();
        return new Overview(
                period.from(),
                period.to(),
                questions.playedMs(),
                questions.uniqueMs(),
                questions.views(),
                questions.viewers.get().total(),
                completionOf(videos),
                questions.focus.get().focusedTotal(),
                perDay(period, perDay.get()),
                videos.stream()
                        .sorted(Comparator.comparingLong(Rows.OfVideo::playedTotal)
                                .reversed()
                                .thenComparing(Rows.OfVideo::videoId))
                        .limit(TOP_VIDEOS_MAX)
                        .map(this::topVideo)
                        .toList(),
                liveViewers,
                before.map(Questions::figures).orElse(null));
    }

    private Days daysOf(Period period) {
        return Days.of(period, clickHouse.query(Queries.DAYS, period.parameters(), Rows.DayState.class));
    }

    /** What is asked of any period, all at once. */
    private final class Questions {

        private final Period period;
        private final Asked<List<Rows.OfVideo>> perVideo;
        private final Asked<Rows.Count> viewers;
        private final Asked<Rows.Focus> focus;

        Questions(Days days) {
            this.period = days.period();
            this.perVideo = clickHouse.ask(Queries.PER_VIDEO, days.parameters(), Rows.OfVideo.class);
            this.viewers = clickHouse.askOne(Queries.VIEWERS, period.parameters(), Rows.Count.class);
            this.focus = clickHouse.askOne(Queries.FOCUS, days.parameters(), Rows.Focus.class);
        }

        long playedMs() {
            return perVideo.get().stream().mapToLong(Rows.OfVideo::playedTotal).sum();
        }

        long uniqueMs() {
            return perVideo.get().stream().mapToLong(Rows.OfVideo::uniqueTotal).sum();
        }

        long views() {
            return perVideo.get().stream().mapToLong(Rows.OfVideo::views).sum();
        }

        Overview.Before figures() {
            return new Overview.Before(
                    period.from(),
                    period.to(),
                    playedMs(),
                    uniqueMs(),
                    views(),
                    viewers.get().total(),
                    completionOf(perVideo.get()),
                    focus.get().focusedTotal());
        }
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

    private static List<Overview.Day> perDay(Period period, List<Rows.OfDay> rows) {
        Map<LocalDate, Rows.OfDay> found =
                rows.stream().collect(Collectors.toMap(Rows.OfDay::date, Function.identity()));
        return period.days().stream()
                .map(date -> found.getOrDefault(date, new Rows.OfDay(date, 0, 0, 0)))
                .map(day -> new Overview.Day(day.date(), day.playedTotal(), day.views(), day.viewers()))
                .toList();
    }

    /** Who is watching what at this moment. */
    Watching watching() {
        Instant now = clock.instant();
        var recent = new Period(now.minus(LIVE_VIEW_MAX), now.plus(LIVE_VIEW_MAX));
        List<Rows.Watching> rows = clickHouse.query(
                Queries.WATCHING,
                with(recent.parameters(), "heard_ms", now.minus(HEARD_WITHIN).toEpochMilli()),
                Rows.Watching.class);
        return Watching.of(now, rows, this::titleOf);
    }

    VideoChart video(VideoId id, Period period) {
        Optional<VideoChanged> known = catalogue.find(id);
        Long durationMs = durationMsOf(id);
        Map<String, Object> parameters = with(period.parameters(), "video", id.value());
        Asked<Rows.Totals> asked = clickHouse.askOne(Queries.TOTALS_OF_VIDEO, parameters, Rows.Totals.class);
        Asked<List<Rows.Quality>> quality = clickHouse.ask(Queries.QUALITY_OF_VIDEO, parameters, Rows.Quality.class);
        Asked<Rows.Focus> focus = clickHouse.askOne(Queries.FOCUS_OF_VIDEO, parameters, Rows.Focus.class);
        Optional<Retention> retention =
                Optional.ofNullable(durationMs).map(ms -> new Retention(with(parameters, "duration_ms", ms), ms));
        Rows.Totals totals = asked.get();
        if (known.isEmpty() && totals.views() == 0) {
            throw new ClientProblem(ProblemType.VIDEO_NOT_FOUND, "there is no video " + id);
        }
        QualityChart.Figures figures = QualityChart.of(quality.get()).all();
        return new VideoChart(
                id,
                titleOf(id),
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

    /** The hundred points of one video. */
    private final class Retention {

        private final long durationMs;
        private final Asked<List<Rows.Plays>> plays;
        private final Asked<List<Rows.People>> people;

        Retention(Map<String, Object> parameters, long durationMs) {
            this.durationMs = durationMs;
            this.plays = clickHouse.ask(Queries.PLAYS, parameters, Rows.Plays.class);
            this.people = clickHouse.ask(Queries.PEOPLE, parameters, Rows.People.class);
        }

        List<VideoChart.Point> points(long views) {
            Map<Integer, Rows.Plays> played =
                    plays.get().stream().collect(Collectors.toMap(Rows.Plays::point, Function.identity()));
            Map<Integer, Rows.People> seen =
                    people.get().stream().collect(Collectors.toMap(Rows.People::point, Function.identity()));
            double pointSeconds = durationMs / 1_000.0 / POINTS;
            return IntStream.range(0, POINTS)
                    .mapToObj(point -> {
                        Rows.Plays of = played.getOrDefault(point, new Rows.Plays(point, 0, 0));
                        Rows.People by = seen.getOrDefault(point, new Rows.People(point, 0, 0));
                        return new VideoChart.Point(
                                point * pointSeconds,
                                (point + 1) * pointSeconds,
                                by.viewers(),
                                by.rewatchers(),
                                views == 0 ? 0 : of.plays() / views,
                                views == 0 ? 0 : of.replays() / views);
                    })
                    .toList();
        }
    }

    FocusChart focus(@Nullable VideoId id, Period period) {
        Map<String, Object> parameters = id == null ? daysOf(period).parameters() : ofVideo(id, period);
        Asked<Rows.Focus> asked =
                clickHouse.askOne(id == null ? Queries.FOCUS : Queries.FOCUS_OF_VIDEO, parameters, Rows.Focus.class);
        Asked<List<Rows.FocusOfVideo>> videos = clickHouse.ask(
                id == null ? Queries.FOCUS_PER_VIDEO : Queries.FOCUS_PER_VIDEO_OF_VIDEO,
                parameters,
                Rows.FocusOfVideo.class);
        Long durationMs = id == null ? null : durationMsOf(id);
        Optional<Along> along =
                Optional.ofNullable(durationMs).map(ms -> new Along(with(parameters, "duration_ms", ms), ms));
        Rows.Focus totals = asked.get();
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
                videos.get().stream().map(this::focusOfVideo).toList(),
                along.map(Along::points).orElse(List.of()));
    }

    /** Focus at the hundred points of one video. */
    private final class Along {

        private final long durationMs;
        private final Asked<List<Rows.Plays>> plays;
        private final Asked<List<Rows.FocusedPlays>> focused;
        private final Asked<List<Rows.OfPoint>> interruptions;

        Along(Map<String, Object> parameters, long durationMs) {
            this.durationMs = durationMs;
            this.plays = clickHouse.ask(Queries.PLAYS, parameters, Rows.Plays.class);
            this.focused = clickHouse.ask(Queries.FOCUSED_PLAYS, parameters, Rows.FocusedPlays.class);
            this.interruptions = clickHouse.ask(Queries.INTERRUPTIONS, parameters, Rows.OfPoint.class);
        }

        List<FocusChart.FocusPoint> points() {
            Map<Integer, Double> played =
                    plays.get().stream().collect(Collectors.toMap(Rows.Plays::point, Rows.Plays::plays));
            Map<Integer, Double> inFocus = focused.get().stream()
                    .collect(Collectors.toMap(Rows.FocusedPlays::point, Rows.FocusedPlays::plays));
            Map<Integer, Long> broken =
                    interruptions.get().stream().collect(Collectors.toMap(Rows.OfPoint::point, Rows.OfPoint::total));
            double pointSeconds = durationMs / 1_000.0 / POINTS;
            return IntStream.range(0, POINTS)
                    .mapToObj(point -> new FocusChart.FocusPoint(
                            point * pointSeconds,
                            (point + 1) * pointSeconds,
                            Ratio.shareOf(inFocus.getOrDefault(point, 0.0), played.getOrDefault(point, 0.0)),
                            broken.getOrDefault(point, 0L)))
                    .toList();
        }
    }

    private FocusChart.OfVideo focusOfVideo(Rows.FocusOfVideo row) {
        var id = new VideoId(row.videoId());
        return new FocusChart.OfVideo(
                id,
                titleOf(id),
                row.sessions(),
                row.sessionTotal(),
                row.focusedTotal(),
                Ratio.of(row.focusedTotal(), row.sessionTotal()),
                row.interruptionsTotal(),
                Ratio.perTenMinutes(row.interruptionsTotal(), row.sessionTotal()),
                row.longest());
    }

    QualityChart quality(@Nullable VideoId id, Period period) {
        return QualityChart.of(clickHouse.query(
                id == null ? Queries.QUALITY : Queries.QUALITY_OF_VIDEO, ofVideo(id, period), Rows.Quality.class));
    }

    AudienceChart audience(@Nullable VideoId id, Period period) {
        Map<String, Object> parameters = ofVideo(id, period);
        Asked<List<Rows.OfPerson>> people = clickHouse.askMany(
                id == null ? Queries.PER_VIEWER : Queries.PER_VIEWER_OF_VIDEO, parameters, Rows.OfPerson::read);
        Asked<List<Rows.OfOrigin>> devices = clickHouse.ask(
                id == null ? Queries.BY_DEVICE : Queries.BY_DEVICE_OF_VIDEO, parameters, Rows.OfOrigin.class);
        Asked<List<Rows.OfOrigin>> regions = clickHouse.ask(
                id == null ? Queries.BY_REGION : Queries.BY_REGION_OF_VIDEO, parameters, Rows.OfOrigin.class);
        return new AudienceChart(
                byCategory(people.get()),
                devices.get().stream()
                        .map(row -> new OfDevice(row.origin(), row.viewers(), row.views(), row.playedTotal()))
                        .toList(),
                regions.get().stream()
                        .map(row -> new OfRegion(row.origin(), row.viewers(), row.views(), row.playedTotal()))
                        .toList());
    }

    private List<OfCategory> byCategory(List<Rows.OfPerson> people) {
        return people.stream()
                .collect(Collectors.groupingBy(row -> accounts.find(new UserId(row.viewerId()))
                        .map(account -> account.category().name())
                        .orElse("UNKNOWN")))
                .entrySet()
                .stream()
                .map(group -> new OfCategory(
                        group.getKey(),
                        group.getValue().size(),
                        group.getValue().stream()
                                .mapToLong(Rows.OfPerson::views)
                                .sum(),
                        group.getValue().stream()
                                .mapToLong(Rows.OfPerson::playedTotal)
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
                Instant.ofEpochMilli(row.lastWatchedMs()),
                new ViewId(row.lastViewId()));
    }

    /** @param homePage of this installation: accounts and videos are named below it */
    List<Map<String, Object>> xapi(VideoId video, ViewId view, String homePage) {
        Map<String, Object> parameters = Map.of("video", video.value(), "view", view.value());
        List<Rows.OfEvent> events = clickHouse.query(Queries.EVENTS_OF_VIEW, parameters, Rows.OfEvent.class);
        if (events.isEmpty()) {
            throw new ClientProblem(ProblemType.VIDEO_NOT_FOUND, "video " + video + " has no view " + view);
        }
        return XapiStatements.of(
                new XapiStatements.Subject(
                        homePage,
                        view.value(),
                        new UserId(events.getFirst().viewerId()),
                        video,
                        titleOf(video),
                        durationMsOf(video)),
                events);
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

    private static Map<String, Object> ofVideo(@Nullable VideoId id, Period period) {
        return id == null ? period.parameters() : with(period.parameters(), "video", id.value());
    }

    private static Map<String, Object> with(Map<String, Object> parameters, String name, Object value) {
        Map<String, Object> more = new HashMap<>(parameters);
        more.put(name, value);
        return more;
    }
}
