package dev.fovea.analytics.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.fovea.analytics.AnalyticsContext;
import dev.fovea.analytics.ClickHouseUnderTest;
import dev.fovea.analytics.EventSamples;
import dev.fovea.analytics.Fold;
import dev.fovea.analytics.focus.FocusSessions;
import dev.fovea.analytics.view.View;
import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.FocusCause;
import dev.fovea.contracts.event.FocusRow.Session;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.event.RetentionRow.Played;
import dev.fovea.contracts.event.ViewRow;
import dev.fovea.contracts.id.EventId;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.VideoChanged;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.testing.Seeds;
import dev.fovea.testing.TestIssuer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Every chart over the real engine, against a plain count of the same views in Java. */
class ChartsIT extends AnalyticsContext {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonMapper COLUMNS = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final String EDITOR = TestIssuer.SHARED.token(Role.EDITOR, Category.EMPLOYEE);
    private static final long POINT_MS = EventSamples.FILM_MS / Points.COUNT;
    private static final Set<EventType> MARKS = Set.of(
            EventType.FOCUS_START, EventType.FOCUS_LOST, EventType.FOCUS_REGAINED, EventType.FOCUS_END, EventType.SEEK);
    private static final String LONG_AGO = "from=2025-01-01&to=2025-03-01";

    private static @Nullable Site site;

    /** Views of three videos by twelve people in January and February of a year. */
    private record Site(List<VideoId> videos, List<UserId> people, List<View> views, List<View> outdated) {

        List<View> of(VideoId video) {
            return views.stream()
                    .filter(view -> view.origin().videoId().equals(video))
                    .toList();
        }
    }

    @BeforeEach
    void fill() {
        if (site == null) { // its third video was deleted
            Site made = someSite(7, Instant.parse("2025-01-01T00:00:00Z"));
            store(made);
            site = made;
        }
    }

    private static Site site() {
        return Objects.requireNonNull(site);
    }

    @Test
    void overviewAgreesWithAPlainCount() throws Exception {
        JsonNode overview = read("/analytics/overview?" + LONG_AGO);
        List<View> views = site().views();

        assertThat(overview.path("views").asLong()).isEqualTo(views.size());
        assertThat(overview.path("viewers").asLong()).isEqualTo(viewersOf(views));
        assertThat(overview.path("playedMs").asLong()).isEqualTo(sum(views, ViewRow::playedMs));
        assertThat(overview.path("uniqueMs").asLong()).isEqualTo(sum(views, ViewRow::uniqueMs));
        assertThat(overview.path("focusedMs").asLong())
                .isEqualTo(
                        sessionsOf(views).stream().mapToLong(Session::focusedMs).sum());
        assertThat(overview.path("perDay")).hasSize(59);
        assertThat(overview.path("perDay").get(0).path("date").asString()).isEqualTo("2025-01-01");
        assertThat(sumOf(overview.path("perDay"), "playedMs")).isEqualTo(sum(views, ViewRow::playedMs));
        assertThat(sumOf(overview.path("topVideos"), "views")).isEqualTo(views.size());
        List<View> known = views.stream()
                .filter(view -> !view.origin().videoId().equals(site().videos().get(2)))
                .toList();
        assertThat(overview.path("completionRate").asDouble())
                .isCloseTo((double) sum(known, ViewRow::uniqueMs) / known.size() / EventSamples.FILM_MS, within(1e-9));
        assertThat(overview.path("liveViewers").asLong()).isZero();
    }

    @Test
    void aVideoAgreesWithAPlainCount() throws Exception {
        VideoId video = site().videos().getFirst();
        List<View> views = site().of(video);

        JsonNode chart = read("/analytics/videos/" + video);

        assertThat(chart.path("title").asString()).isEqualTo("Video 0");
        assertThat(chart.path("durationSeconds").asDouble()).isEqualTo(60);
        assertThat(chart.path("views").asLong()).isEqualTo(views.size());
        assertThat(chart.path("viewers").asLong()).isEqualTo(viewersOf(views));
        assertThat(chart.path("completionRate").asDouble())
                .isCloseTo((double) sum(views, ViewRow::uniqueMs) / views.size() / EventSamples.FILM_MS, within(1e-9));
        assertThat(chart.path("focus").path("sessions").asLong())
                .isEqualTo(sessionsOf(views).size());
        long[] startups = views.stream()
                .map(view -> view.row().startupMs())
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        assertThat(chart.path("startupMsMedian").asLong()).isEqualTo(startups[startups.length / 2]);
        long rebufferMs = sum(views, ViewRow::rebufferMs);
        assertThat(chart.path("rebufferRatio").asDouble())
                .isCloseTo((double) rebufferMs / (rebufferMs + sum(views, ViewRow::playedMs)), within(1e-9));
        assertThat(chart.path("quality"))
                .isEqualTo(read("/analytics/quality?videoId=" + video).path("all"));
    }

    @Test
    void qualityAgreesWithAPlainCount() throws Exception {
        List<View> views = site().views();

        JsonNode quality = read("/analytics/quality?" + LONG_AGO);

        JsonNode all = quality.path("all");
        assertThat(all.path("views").asLong()).isEqualTo(views.size());
        assertThat(all.path("started").asLong())
                .isEqualTo(views.stream()
                        .filter(view -> view.row().startupMs() != null)
                        .count());
        assertThat(all.path("rebuffers").asLong()).isEqualTo(sum(views, row -> row.rebuffers()));
        assertThat(all.path("rebufferMs").asLong()).isEqualTo(sum(views, ViewRow::rebufferMs));
        assertThat(all.path("viewsWithRebuffer").asLong())
                .isEqualTo(views.stream()
                        .filter(view -> view.row().rebuffers() > 0)
                        .count());
        assertThat(all.path("errors").asLong()).isEqualTo(sum(views, row -> row.errors()));
        assertThat(all.path("viewsWithError").asLong())
                .isEqualTo(
                        views.stream().filter(view -> view.row().errors() > 0).count());
        Map<String, Long> byDevice = new HashMap<>();
        quality.path("byDevice")
                .forEach(row -> byDevice.put(
                        row.path("device").asString(),
                        row.path("figures").path("views").asLong()));
        assertThat(byDevice)
                .isEqualTo(views.stream()
                        .collect(Collectors.groupingBy(view -> view.row().device(), Collectors.counting())));
    }

    @Test
    void theOverviewComparesWithThePeriodBefore() throws Exception {
        JsonNode overview = read("/analytics/overview?from=2025-02-01&to=2025-03-01&compare=previous");

        Instant before = Instant.parse("2025-01-04T00:00:00Z");
        Instant border = Instant.parse("2025-02-01T00:00:00Z");
        List<View> earlier = site().views().stream()
                .filter(view -> view.row().viewStartedAt() >= before.toEpochMilli()
                        && view.row().viewStartedAt() < border.toEpochMilli())
                .toList();
        JsonNode previous = overview.path("previous");
        assertThat(previous.path("from").asString()).isEqualTo(before.toString());
        assertThat(previous.path("to").asString())
                .isEqualTo(overview.path("from").asString())
                .isEqualTo(border.toString());
        assertThat(previous.path("views").asLong()).isEqualTo(earlier.size());
        assertThat(previous.path("viewers").asLong()).isEqualTo(viewersOf(earlier));
        assertThat(previous.path("playedMs").asLong()).isEqualTo(sum(earlier, ViewRow::playedMs));
        assertThat(read("/analytics/overview?" + LONG_AGO).path("previous").isMissingNode())
                .isTrue();
    }

    /** Sums that are wrong are shown while nothing says that their day changed: so the charts do read them. */
    @Test
    void settledDaysAreReadFromTheirSumsAndHealWhenRowsAreStoredAgain() throws Exception {
        String overview = "/analytics/overview?" + LONG_AGO;
        String focus = "/analytics/focus?" + LONG_AGO;
        JsonNode fromViews = read(overview);
        JsonNode focusFromViews = read(focus);

        ClickHouseUnderTest.server().query("""
            INSERT INTO fovea.changed_days
            SELECT day, now64(3, 'UTC') - INTERVAL 1 HOUR FROM (SELECT DISTINCT day FROM fovea.view_rows_by_day)\
            """);
        settle();
        assertThat(read(overview)).isEqualTo(fromViews);
        assertThat(read(focus)).isEqualTo(focusFromViews);

        String day = ClickHouseUnderTest.server()
                .query("SELECT max(day) FROM fovea.view_rows_by_day WHERE day < '2025-03-01'");
        ClickHouseUnderTest.server().query("""
            INSERT INTO fovea.daily_rows
            SELECT * REPLACE (views + 1 AS views, sessions + 1 AS sessions, summed_at + toIntervalMillisecond(1) AS summed_at)
            FROM fovea.daily WHERE day = '%s'\
            """.formatted(day));
        assertThat(read(overview).path("views").asLong())
                .isGreaterThan(fromViews.path("views").asLong());
        assertThat(read(focus).path("sessions").asLong())
                .isEqualTo(focusFromViews.path("sessions").asLong() + 1);

        insert(site().views(), 1_000);
        assertThat(read(overview)).isEqualTo(fromViews);
        assertThat(read(focus)).isEqualTo(focusFromViews);
        sumUp();
        assertThat(ClickHouseUnderTest.server()
                        .query("SELECT views FROM fovea.daily WHERE dimension = 'all' AND day = '%s'".formatted(day)))
                .isEqualTo(ClickHouseUnderTest.server()
                        .query("SELECT count() FROM fovea.views WHERE toDate(view_started_at) = '%s'".formatted(day)));
    }

    /** Their first versions; the sums of these; half of them replaced; all of them and copies; sums; the first ones again. */
    @Test
    void chartsAreThoseOfTheViewsHoweverTheirRowsCame() throws Exception {
        Site some = someSite(13, Instant.parse("2023-01-01T00:00:00Z"));
        List<View> half = some.views().subList(0, 60);
        insert(some.outdated(), 0);
        assertChartsAreOf(some.outdated());
        settle();
        assertChartsAreOf(some.outdated());

        insert(half, 10_000);
        List<View> replaced = new ArrayList<>(half);
        replaced.addAll(some.outdated().subList(60, 120));
        assertChartsAreOf(replaced);

        insert(some.views(), 20_000);
        insert(half, 30_000);
        assertChartsAreOf(some.views());
        settle();
        assertChartsAreOf(some.views());

        insert(some.outdated(), 0);
        assertChartsAreOf(some.views());
    }

    /** Of views that began in January and February 2023. */
    private void assertChartsAreOf(List<View> views) throws Exception {
        String months = "from=2023-01-01&to=2023-03-01";
        JsonNode overview = read("/analytics/overview?" + months);
        assertFigures(overview, views);
        assertThat(sumOf(overview.path("perDay"), "views")).isEqualTo(views.size());
        assertThat(sumOf(overview.path("topVideos"), "playedMs")).isEqualTo(sum(views, ViewRow::playedMs));
        Instant noon = Instant.parse("2023-01-30T12:00:00Z");
        JsonNode halves = read(
                "/analytics/overview?from=%s&to=%s&compare=previous".formatted(noon, noon.plus(Duration.ofDays(30))));
        assertFigures(halves, startedIn(views, noon, noon.plus(Duration.ofDays(30))));
        assertFigures(halves.path("previous"), startedIn(views, noon.minus(Duration.ofDays(30)), noon));

        JsonNode audience = read("/analytics/audience?" + months);
        assertThat(countsOf(audience.path("byDevice"), "device")).isEqualTo(countsOf(views, ViewRow::device));
        assertThat(countsOf(audience.path("byRegion"), "region")).isEqualTo(countsOf(views, ViewRow::region));
        assertThat(countsOf(audience.path("byCategory"), "category")).isEqualTo(countsOf(views, _ -> "UNKNOWN"));

        JsonNode focus = read("/analytics/focus?" + months);
        List<Session> sessions = sessionsOf(views);
        assertThat(focus.path("sessions").asLong())
                .isEqualTo(sumOf(focus.path("perVideo"), "sessions"))
                .isEqualTo(sessions.size());
        assertThat(focus.path("byCause").path("tabHidden").asLong())
                .isEqualTo(sessions.stream().mapToLong(Session::tabHidden).sum());
        assertThat(focus.path("longestMs").asLong())
                .isEqualTo(sessions.stream().mapToLong(Session::longestMs).max().orElse(0));
        assertThat(read("/analytics/quality?" + months)
                        .path("all")
                        .path("rebufferMs")
                        .asLong())
                .isEqualTo(sum(views, ViewRow::rebufferMs));
    }

    private static void assertFigures(JsonNode overview, List<View> views) {
        assertThat(overview.path("views").asLong()).isEqualTo(views.size());
        assertThat(overview.path("viewers").asLong()).isEqualTo(viewersOf(views));
        assertThat(overview.path("playedMs").asLong()).isEqualTo(sum(views, ViewRow::playedMs));
        assertThat(overview.path("uniqueMs").asLong()).isEqualTo(sum(views, ViewRow::uniqueMs));
        assertThat(overview.path("focusedMs").asLong())
                .isEqualTo(
                        sessionsOf(views).stream().mapToLong(Session::focusedMs).sum());
    }

    private static List<View> startedIn(List<View> views, Instant from, Instant to) {
        return views.stream()
                .filter(view -> view.row().viewStartedAt() >= from.toEpochMilli()
                        && view.row().viewStartedAt() < to.toEpochMilli())
                .toList();
    }

    /** Viewers, views and played time of each. */
    private static Map<String, List<Long>> countsOf(List<View> views, Function<ViewRow, String> of) {
        return views.stream()
                .collect(Collectors.groupingBy(
                        view -> of.apply(view.row()),
                        Collectors.collectingAndThen(
                                Collectors.toList(),
                                group -> List.of(
                                        viewersOf(group), (long) group.size(), sum(group, ViewRow::playedMs)))));
    }

    private static Map<String, List<Long>> countsOf(JsonNode rows, String name) {
        Map<String, List<Long>> counts = new HashMap<>();
        rows.forEach(row -> counts.put(
                row.path(name).asString(),
                List.of(
                        row.path("viewers").asLong(),
                        row.path("views").asLong(),
                        row.path("playedMs").asLong())));
        return counts;
    }

    private static void sumUp() {
        ClickHouseUnderTest.server().query("SYSTEM REFRESH VIEW fovea.sum_of_days");
        ClickHouseUnderTest.server().query("SYSTEM WAIT VIEW fovea.sum_of_days");
    }

    /** As if the last change were long ago, and the sums of all days made since. A sum under way may be of before it. */
    private static void settle() {
        ClickHouseUnderTest.server().query("SYSTEM WAIT VIEW fovea.sum_of_days");
        ClickHouseUnderTest.server().query("TRUNCATE TABLE fovea.daily_rows");
        ClickHouseUnderTest.server().query("TRUNCATE TABLE fovea.changed_days");
        ClickHouseUnderTest.server().query("""
            INSERT INTO fovea.changed_days
            SELECT DISTINCT day, now64(3, 'UTC') - INTERVAL 2 MINUTE FROM fovea.view_rows_by_day\
            """);
        await().untilAsserted(() -> {
            sumUp();
            assertThat(ClickHouseUnderTest.server().query("""
                SELECT count() FROM fovea.changed_days AS c
                LEFT JOIN (SELECT day, max(summed_at) AS summed_at FROM fovea.daily_rows GROUP BY day) AS s USING (day)
                WHERE s.summed_at <= c.changed_at\
                """)).isEqualTo("0");
        });
    }

    /** Point by point, counted in single milliseconds. */
    @Test
    void retentionAgreesWithAPlainCount() throws Exception {
        VideoId video = site().videos().getFirst();
        List<View> views = site().of(video);
        int pointMs = (int) EventSamples.FILM_MS / Points.COUNT;

        JsonNode retention = read("/analytics/videos/" + video).path("retention");

        assertThat(retention).hasSize(Points.COUNT);
        for (int point = 0; point < Points.COUNT; point++) {
            long plays = 0;
            long replays = 0;
            Set<UserId> viewers = new HashSet<>();
            Set<UserId> rewatchers = new HashSet<>();
            for (View view : views) {
                for (Played part : view.retentionRow().played()) {
                    long ms = Math.min(part.toMs(), (point + 1L) * pointMs)
                            - Math.max(part.fromMs(), (long) point * pointMs);
                    if (ms > 0) {
                        plays += ms * part.times();
                        replays += ms * (part.times() - 1);
                        viewers.add(view.origin().viewerId());
                        if (part.times() > 1) {
                            rewatchers.add(view.origin().viewerId());
                        }
                    }
                }
            }
            JsonNode told = retention.get(point);
            assertThat(told.path("fromSeconds").asDouble()).isCloseTo(point * 0.6, within(1e-9));
            assertThat(told.path("viewers").asLong()).isEqualTo(viewers.size());
            assertThat(told.path("rewatchers").asLong()).isEqualTo(rewatchers.size());
            assertThat(told.path("audienceWatchRatio").asDouble())
                    .isCloseTo((double) plays / pointMs / views.size(), within(1e-9));
            assertThat(told.path("rewatchRatio").asDouble())
                    .isCloseTo((double) replays / pointMs / views.size(), within(1e-9));
        }
    }

    @Test
    void focusAgreesWithAPlainCount() throws Exception {
        VideoId video = site().videos().get(1);
        List<Session> sessions = sessionsOf(site().of(video));

        JsonNode focus = read("/analytics/focus?videoId=" + video);

        long focusedMs = sessions.stream().mapToLong(Session::focusedMs).sum();
        long sessionMs = sessions.stream()
                .mapToLong(session -> session.endMs() - session.startMs())
                .sum();
        assertThat(focus.path("sessions").asLong()).isEqualTo(sessions.size());
        assertThat(focus.path("focusedMs").asLong()).isEqualTo(focusedMs);
        assertThat(focus.path("focusRatio").asDouble()).isCloseTo((double) focusedMs / sessionMs, within(1e-9));
        assertThat(focus.path("byCause").path("tabHidden").asLong())
                .isEqualTo(sessions.stream().mapToLong(Session::tabHidden).sum());
        assertThat(focus.path("longestMs").asLong())
                .isEqualTo(sessions.stream().mapToLong(Session::longestMs).max().orElseThrow());
        assertThat(focus.path("interruptionsPerTenMinutes").asDouble())
                .isCloseTo(focus.path("interruptions").asLong() * 600_000.0 / sessionMs, within(1e-9));
        assertThat(focus.path("perVideo")).hasSize(1);
        assertThat(focus.path("perVideo").get(0).path("title").asString()).isEqualTo("Video 1");
        assertThat(read("/analytics/focus?" + LONG_AGO).path("perVideo")).hasSize(3);
    }

    /** Ten views as browsers send them, and thirty with gaps, conflicts and jumping clocks; some events come twice. */
    @Test
    void focusAlongTheVideoAgreesWithAPlainCount() throws Exception {
        var random = Seeds.random(11);
        var video = new VideoId(Uuid7.next());
        publish(Topics.VIDEOS, video.toString(), videoChanged(video, "Along"));
        long[] played = new long[Points.COUNT];
        long[] focused = new long[Points.COUNT];
        long[] interrupted = new long[Points.COUNT];
        List<View> views = new ArrayList<>();
        List<PlayerEvent> arrivals = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long startedAt = Instant.parse("2024-06-01T00:00:00Z").toEpochMilli() + i * 3_600_000L;
            var samples = new EventSamples(new ViewId(Uuid7.next()), video, new UserId(Uuid7.next()), startedAt);
            List<PlayerEvent> events = i < 10 ? aViewInFocus(samples, 600L * i) : samples.arbitrary(random);
            View view = Fold.of(events);
            countAlong(view, events, played, focused, interrupted);
            views.add(view);
            arrivals.addAll(EventSamples.repeated(events, random));
            arrivals.add(EventSamples.withReceivedAt(
                    samples.event(40, EventType.FOCUS_START, 1), startedAt + 8 * 86_400_000L));
        }
        insert(views, 2_000);
        insert("player_events", EventSamples.shuffled(arrivals, random), Function.identity(), 0);
        await().untilAsserted(() -> assertThat(
                        read("/analytics/focus?videoId=" + video).path("alongVideo"))
                .hasSize(Points.COUNT));

        JsonNode along = read("/analytics/focus?videoId=" + video).path("alongVideo");

        assertThat(focused[0]).isPositive();
        for (int point = 0; point < Points.COUNT; point++) {
            JsonNode told = along.get(point);
            assertThat(told.path("fromSeconds").asDouble()).isCloseTo(point * 0.6, within(1e-9));
            assertThat(told.path("interruptions").asLong())
                    .as("interruptions at %d", point)
                    .isEqualTo(interrupted[point]);
            assertThat(told.path("focusedShare").asDouble())
                    .as("share in focus at %d", point)
                    .isCloseTo(Math.min(1, (double) focused[point] / played[point]), within(1e-9));
        }
        assertThat(read("/analytics/focus?videoId=" + video + "&from=2024-01-01&to=2024-02-01")
                        .path("alongVideo"))
                .allSatisfy(told -> {
                    assertThat(told.path("focusedShare").isMissingNode()).isTrue();
                    assertThat(told.path("interruptions").asLong()).isZero();
                });
        assertThat(read("/analytics/focus?" + LONG_AGO).path("alongVideo")).isEmpty();
    }

    /** In focus from the start to 12 s and from 18 s on, with a jump from 24 s to 40 s; the end is never told. */
    private static List<PlayerEvent> aViewInFocus(EventSamples samples, long laterMs) {
        return List.of(
                samples.event(0, EventType.PLAY, 0),
                samples.event(1, EventType.FOCUS_START, 0.1),
                at(samples.lost(2, 12, FocusCause.TAB_HIDDEN), 12_000 + laterMs),
                at(samples.lost(3, 13, FocusCause.WINDOW_BLURRED), 13_000 + laterMs),
                at(samples.event(4, EventType.FOCUS_REGAINED, 18), 18_000 + laterMs),
                samples.progress(5, 24, 0, 24_000),
                new PlayerEvent(
                        PlayerEvent.SCHEMA,
                        new EventId(Uuid7.next()),
                        samples.viewId(),
                        samples.videoId(),
                        samples.viewerId(),
                        samples.viewStartedAt(),
                        6,
                        EventType.SEEK,
                        samples.viewStartedAt() + 24_000,
                        samples.viewStartedAt() + 24_100,
                        40_000,
                        1,
                        24_000L,
                        40_000L,
                        null,
                        null,
                        null,
                        "desktop",
                        "DE"),
                samples.progress(7, 50, 40_000, 50_000));
    }

    private static PlayerEvent at(PlayerEvent event, long playheadMs) {
        return new PlayerEvent(
                event.schema(),
                event.eventId(),
                event.viewId(),
                event.videoId(),
                event.viewerId(),
                event.viewStartedAt(),
                event.sequence(),
                event.type(),
                event.viewerTime(),
                event.receivedAt(),
                playheadMs,
                event.rate(),
                event.fromMs(),
                event.toMs(),
                event.cause(),
                event.valueMs(),
                event.valueKbps(),
                event.device(),
                event.region());
    }

    private static void countAlong(
            View view, List<PlayerEvent> events, long[] played, long[] focused, long[] interrupted) {
        for (Played part : view.retentionRow().played()) {
            for (int i = 0; i < part.times(); i++) {
                addAlong(played, part.fromMs(), part.toMs());
            }
        }
        Map<Long, PlayerEvent> marks = new TreeMap<>();
        for (PlayerEvent event : events) {
            if (MARKS.contains(event.type()) && (event.type() != EventType.FOCUS_LOST || isKnown(event.cause()))) {
                marks.merge(
                        event.sequence(),
                        event,
                        (one, other) -> one.eventId()
                                                .toString()
                                                .compareTo(other.eventId().toString())
                                        <= 0
                                ? one
                                : other);
            }
        }
        if (marks.values().stream().noneMatch(mark -> mark.type() == EventType.FOCUS_START)) {
            return;
        }
        boolean inSession = false;
        boolean isHeld = false;
        long fromMs = 0;
        for (PlayerEvent mark : marks.values()) {
            boolean isJump = mark.type() == EventType.SEEK;
            Long left = isJump ? mark.fromMs() : null;
            Long landed = isJump ? mark.toMs() : null;
            long atMs = left == null ? mark.playheadMs() : left;
            if (isHeld) {
                addAlong(focused, fromMs, atMs);
            }
            if (mark.type() == EventType.FOCUS_LOST && isHeld) {
                interrupted[(int) Math.min(Points.COUNT - 1, atMs / POINT_MS)]++;
            }
            switch (mark.type()) {
                case FOCUS_START -> inSession = true;
                case FOCUS_END -> inSession = false;
                default -> {}
            }
            isHeld = switch (mark.type()) {
                case FOCUS_START -> true;
                case FOCUS_REGAINED -> inSession;
                case SEEK -> isHeld;
                default -> false;
            };
            fromMs = landed == null ? mark.playheadMs() : landed;
        }
        if (isHeld) {
            addAlong(focused, fromMs, view.row().playheadMs());
        }
    }

    private static void addAlong(long[] points, long fromMs, long toMs) {
        for (int point = 0; point < points.length; point++) {
            points[point] += Math.max(0, Math.min(toMs, (point + 1) * POINT_MS) - Math.max(fromMs, point * POINT_MS));
        }
    }

    private static boolean isKnown(@Nullable String cause) {
        return Arrays.stream(FocusCause.values()).anyMatch(known -> known.name().equals(cause));
    }

    @Test
    void audienceAgreesWithAPlainCount() throws Exception {
        List<View> views = site().views();

        JsonNode audience = read("/analytics/audience?" + LONG_AGO);

        Map<String, Long> byDevice = new HashMap<>();
        audience.path("byDevice")
                .forEach(row -> byDevice.put(
                        row.path("device").asString(), row.path("views").asLong()));
        assertThat(byDevice)
                .isEqualTo(views.stream()
                        .collect(Collectors.groupingBy(view -> view.row().device(), Collectors.counting())));
        Map<String, Long> byCategory = new HashMap<>();
        audience.path("byCategory")
                .forEach(row -> byCategory.put(
                        row.path("category").asString(), row.path("playedMs").asLong()));
        assertThat(byCategory).containsOnlyKeys("DEALER", "INTERN", "UNKNOWN");
        assertThat(byCategory.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(sum(views, ViewRow::playedMs));
        assertThat(sumOf(audience.path("byRegion"), "views")).isEqualTo(views.size());
    }

    @Test
    void viewersComeInPagesAndCountWhatTheyCoveredOverAllTheirViews() throws Exception {
        VideoId video = site().videos().getFirst();
        Map<String, List<View>> byViewer = site().of(video).stream()
                .collect(Collectors.groupingBy(view -> view.origin().viewerId().toString()));
        List<JsonNode> viewers = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = read(
                    "/analytics/viewers?videoId=" + video + "&limit=3" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            assertThat(page.path("items").size()).isLessThanOrEqualTo(3);
            page.path("items").forEach(viewers::add);
            cursor = page.path("next").isString() ? page.path("next").asString() : null;
        }

        assertThat(viewers)
                .extracting(viewer -> viewer.path("viewerId").asString())
                .containsExactlyInAnyOrderElementsOf(byViewer.keySet());
        assertThat(viewers)
                .extracting(viewer -> viewer.path("lastWatchedAt").asString())
                .isSortedAccordingTo(
                        Comparator.<String, Instant>comparing(Instant::parse).reversed());
        assertThat(viewers).allSatisfy(viewer -> {
            List<View> views = byViewer.getOrDefault(viewer.path("viewerId").asString(), List.of());
            boolean[] heard = new boolean[2 * (int) EventSamples.FILM_MS];
            views.forEach(view -> view.retentionRow()
                    .played()
                    .forEach(part -> Arrays.fill(heard, (int) part.fromMs(), (int) part.toMs(), true)));
            int covered = 0;
            for (boolean each : heard) {
                covered += each ? 1 : 0;
            }
            assertThat(viewer.path("uniqueMs").asLong()).isEqualTo(covered);
            assertThat(viewer.path("playedMs").asLong()).isEqualTo(sum(views, ViewRow::playedMs));
            assertThat(viewer.path("completion").asDouble())
                    .isCloseTo(Math.min(1, (double) covered / EventSamples.FILM_MS), within(1e-9));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/csv", "format"})
    void viewersComeAsCsvToo(String how) throws Exception {
        VideoId video = site().videos().getFirst();
        boolean byAccept = how.equals("text/csv");

        HttpResponse<String> csv = get(
                "/analytics/viewers?videoId=" + video + (byAccept ? "" : "&format=csv"), EDITOR, byAccept ? how : null);

        assertThat(csv.statusCode()).isEqualTo(200);
        assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv;charset=UTF-8");
        assertThat(csv.headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(header -> assertThat(header).contains("attachment", video.toString()));
        assertThat(csv.body().lines()).hasSize(1 + (int) viewersOf(site().of(video)));
        assertThat(csv.body()).contains("'=cmd|");
    }

    @Test
    void aDeletedVideoKeepsItsFiguresWithoutATitle() throws Exception {
        JsonNode chart = read("/analytics/videos/" + site().videos().get(2));

        assertThat(chart.path("title").isMissingNode()).isTrue();
        assertThat(chart.path("views").asLong()).isPositive();
        assertThat(chart.path("retention")).isEmpty();
    }

    @Test
    void aVideoNobodyWatchedHasAllItsPointsAtZero() throws Exception {
        var video = new VideoId(Uuid7.next());
        publish(Topics.VIDEOS, video.toString(), videoChanged(video, "Unseen"));
        await().untilAsserted(() -> assertThat(
                        get("/analytics/videos/" + video, EDITOR, null).statusCode())
                .isEqualTo(200));

        JsonNode chart = read("/analytics/videos/" + video);

        assertThat(chart.path("views").asLong()).isZero();
        assertThat(chart.path("completionRate").isMissingNode()).isTrue();
        assertThat(chart.path("startupMsMedian").isMissingNode()).isTrue();
        assertThat(chart.path("retention"))
                .hasSize(100)
                .allSatisfy(point ->
                        assertThat(point.path("audienceWatchRatio").asDouble()).isZero());
        assertThat(read("/analytics/viewers?videoId=" + video).path("items")).isEmpty();
    }

    @Test
    void anUnknownVideoIsNotFound() throws Exception {
        for (String path : List.of("/analytics/videos/", "/analytics/viewers?videoId=")) {
            HttpResponse<String> answer = get(path + Uuid7.next(), EDITOR, null);

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("\"code\":\"video-not-found\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/analytics/videos/1%20OR%201=1",
                "/analytics/focus?videoId=x",
                "/analytics/viewers",
                "/analytics/viewers?videoId=0199a000-0000-7000-8000-000000000001&limit=0",
                "/analytics/viewers?videoId=0199a000-0000-7000-8000-000000000001&limit=201",
                "/analytics/viewers?videoId=0199a000-0000-7000-8000-000000000001&cursor=x",
                "/analytics/overview?from=2025-02-01&to=2025-01-01",
                "/analytics/overview?compare=next",
                "/analytics/overview?from='%20OR%201=1--"
            })
    void whatIsNoQuestionIsRefused(String path) throws Exception {
        HttpResponse<String> answer = get(path, EDITOR, null);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"invalid-request\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/analytics/overview",
                "/analytics/videos/0199a000-0000-7000-8000-000000000001",
                "/analytics/focus",
                "/analytics/audience",
                "/analytics/quality",
                "/analytics/viewers?videoId=0199a000-0000-7000-8000-000000000001"
            })
    void onlyModeratorsSeeCharts(String path) throws Exception {
        assertThat(get(path, null, null).statusCode()).isEqualTo(401);
        assertThat(get(path, TestIssuer.SHARED.token(Role.USER, Category.DEALER), null)
                        .statusCode())
                .isEqualTo(403);
        assertThat(get(path, TestIssuer.SHARED.token(Role.ADMIN, Category.DEALER), null)
                        .statusCode())
                .isIn(200, 404);
    }

    @Test
    void saysSoWhileTheEngineIsAwayAndComesBackWithIt() throws Exception {
        ClickHouseUnderTest.server().kill();
        HttpResponse<String> away = get("/analytics/overview", EDITOR, null);
        ClickHouseUnderTest.server().restart();

        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.body()).contains("\"code\":\"analytics-unavailable\"");
        assertThat(away.headers().firstValue("Retry-After")).hasValue("5");
        // The client may take the server for away a moment longer.
        await().until(() -> get("/analytics/overview", EDITOR, null).statusCode() == 200);
    }

    @Test
    void aQuestionThatTheEngineRefusesIsAnErrorOfOurs() throws Exception {
        ClickHouseUnderTest.server().query("RENAME TABLE fovea.focus_sessions TO fovea.focus_sessions_elsewhere");
        HttpResponse<String> refused;
        try {
            refused = get("/analytics/focus?videoId=" + site().videos().getFirst(), EDITOR, null);
        } finally {
            ClickHouseUnderTest.server().query("RENAME TABLE fovea.focus_sessions_elsewhere TO fovea.focus_sessions");
        }

        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).contains("\"code\":\"internal-error\"").doesNotContain("focus_sessions");
    }

    private JsonNode read(String path) throws Exception {
        HttpResponse<String> answer = get(path, EDITOR, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static long sum(List<View> views, ToLongFunction<ViewRow> figure) {
        return views.stream().map(View::row).mapToLong(figure).sum();
    }

    private static long viewersOf(List<View> views) {
        return views.stream().map(view -> view.origin().viewerId()).distinct().count();
    }

    private static List<Session> sessionsOf(List<View> views) {
        return views.stream()
                .flatMap(view -> FocusSessions.row(view).sessions().stream())
                .toList();
    }

    private static long sumOf(JsonNode rows, String name) {
        long total = 0;
        for (JsonNode row : rows) {
            total += row.path(name).asLong();
        }
        return total;
    }

    private static Site someSite(long seed, Instant newYear) {
        var random = Seeds.random(seed);
        List<VideoId> videos = ids(3, VideoId::new);
        List<UserId> people = ids(12, UserId::new);
        List<View> views = new ArrayList<>();
        List<View> outdated = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            long startedAt = newYear.toEpochMilli() + random.nextLong(58L * 86_400_000);
            var samples = new EventSamples(
                    new ViewId(Uuid7.next()),
                    videos.get(random.nextInt(videos.size())),
                    people.get(random.nextInt(people.size())),
                    startedAt);
            List<PlayerEvent> events = samples.arbitrary(random);
            views.add(Fold.of(events));
            outdated.add(Fold.of(events.subList(0, 1)));
        }
        return new Site(videos, people, views, outdated);
    }

    private static <T> List<T> ids(int count, Function<UUID, T> make) {
        List<T> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(make.apply(Uuid7.next()));
        }
        return ids;
    }

    /** Rows as the sink stores them; the first version of each view comes last. */
    private void store(Site made) {
        insert(made.views(), 1_000);
        insert(made.outdated(), 0);
        for (int i = 0; i < 2; i++) {
            VideoId video = made.videos().get(i);
            publish(Topics.VIDEOS, video.toString(), videoChanged(video, "Video " + i));
        }
        for (int i = 0; i < 10; i++) {
            UserId person = made.people().get(i);
            publish(Topics.ACCOUNTS, person.toString(), account(person, i));
        }
        await().untilAsserted(() -> assertThat(
                        get("/analytics/viewers?videoId=" + made.videos().getFirst(), EDITOR, null)
                                .body())
                .contains("Person 8"));
    }

    private static void insert(List<View> views, int firstOffset) {
        insert("view_rows", views, View::row, firstOffset);
        insert("retention_rows", views, View::retentionRow, firstOffset);
        insert("focus_rows", views, FocusSessions::row, firstOffset);
    }

    private static <T> void insert(String table, List<T> all, Function<? super T, ?> row, int firstOffset) {
        StringBuilder lines = new StringBuilder("INSERT INTO fovea." + table + " FORMAT JSONEachRow\n");
        for (int i = 0; i < all.size(); i++) {
            lines.append(line(row.apply(all.get(i)), firstOffset + i));
        }
        ClickHouseUnderTest.server().query(lines.toString());
    }

    private static String line(Object row, int offset) {
        Map<String, Object> columns = new HashMap<>(COLUMNS.convertValue(row, Map.class));
        columns.put("topic_id", "0199a000-0000-7000-8000-00000000000a");
        columns.put("kafka_partition", 0);
        columns.put("kafka_offset", offset);
        return JSON.writeValueAsString(columns) + "\n";
    }

    private static VideoChanged videoChanged(VideoId id, String title) {
        return new VideoChanged(
                id,
                1,
                TestIssuer.newUser(),
                "Uploader",
                title,
                "",
                Category.DEALER,
                VideoStatus.APPROVED,
                null,
                EventSamples.FILM_MS,
                "hash",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static AccountChanged account(UserId id, int number) {
        return new AccountChanged(
                id,
                number + "@fovea.test",
                number == 3 ? "=cmd|' /C calc'!A0" : "Person " + number,
                Role.USER,
                number % 2 == 0 ? Category.DEALER : Category.INTERN,
                true,
                1,
                Instant.EPOCH);
    }
}
