package dev.fovea.analytics.dashboard;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.page.Cursor;
import dev.fovea.platform.page.Page;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

@RestController
@RequestMapping("/api/v1/analytics")
class ChartsController {

    /** A file that leaves people out is worse than none: above this, the period must be narrowed. */
    static final int CSV_VIEWERS_MAX = 100_000;

    private static final String CSV = "text/csv";
    private static final Duration OVERVIEW = Duration.ofDays(30);
    private static final Duration RECONCILED = Duration.ofDays(1);

    private final Charts charts;
    private final OverviewCharts overviews;
    private final VideoCharts videos;
    private final FocusCharts focus;
    private final AudienceCharts audiences;
    private final LiveStreams live;
    private final Reconciler reconciler;
    private final Clock clock;

    ChartsController(
            Charts charts,
            OverviewCharts overviews,
            VideoCharts videos,
            FocusCharts focus,
            AudienceCharts audiences,
            LiveStreams live,
            Reconciler reconciler,
            Clock clock) {
        this.charts = charts;
        this.overviews = overviews;
        this.videos = videos;
        this.focus = focus;
        this.audiences = audiences;
        this.live = live;
        this.reconciler = reconciler;
        this.clock = clock;
    }

    @GetMapping("/overview")
    Overview overview(
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String compare) {
        require(compare == null || compare.equals("previous"), "compare can only be previous, was " + compare);
        return overviews.overview(Period.last(OVERVIEW, from, to, clock.instant()), compare != null);
    }

    @GetMapping("/videos/{id}")
    VideoChart video(
            @PathVariable VideoId id,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return videos.video(id, Period.ever(from, to));
    }

    @GetMapping("/videos/{id}/views/{viewId}/xapi")
    List<Map<String, Object>> xapi(@PathVariable VideoId id, @PathVariable ViewId viewId) {
        return charts.xapi(
                id, viewId, ServletUriComponentsBuilder.fromCurrentContextPath().toUriString());
    }

    @GetMapping("/focus")
    FocusChart focus(
            @RequestParam(required = false) @Nullable VideoId videoId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return focus.focus(videoId, Period.ever(from, to));
    }

    @GetMapping("/quality")
    QualityChart quality(
            @RequestParam(required = false) @Nullable VideoId videoId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return charts.quality(videoId, Period.ever(from, to));
    }

    @GetMapping("/audience")
    AudienceChart audience(
            @RequestParam(required = false) @Nullable VideoId videoId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return audiences.audience(videoId, Period.ever(from, to));
    }

    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void live(
            @RequestParam(required = false) @Nullable VideoId videoId,
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response) {
        live.stream(videoId, caller, request, response);
    }

    @GetMapping("/reconciliation")
    Reconciliation reconciliation(
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        Period period = Period.last(RECONCILED, from, to, clock.instant());
        require(
                Duration.between(period.from(), period.to()).toHours() <= Reconciler.HOURS_MAX,
                "at most " + Reconciler.HOURS_MAX + " hours at once");
        return reconciler.reconcile(period.from(), period.to());
    }

    @GetMapping("/viewers")
    Page<Viewer> viewers(
            @RequestParam VideoId videoId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable Cursor cursor,
            @RequestParam(defaultValue = Page.LIMIT_DEFAULT) int limit) {
        require(limit >= 1 && limit <= Page.LIMIT_MAX, "limit must be in [1, " + Page.LIMIT_MAX + "], was " + limit);
        return charts.viewers(videoId, Period.ever(from, to), cursor, limit);
    }

    @GetMapping(path = "/viewers", params = "format=csv")
    ResponseEntity<String> viewersAsCsv(
            @RequestParam VideoId videoId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        Page<Viewer> all = charts.viewers(videoId, Period.ever(from, to), null, CSV_VIEWERS_MAX);
        require(all.next() == null, "more than " + CSV_VIEWERS_MAX + " viewers: narrow the period by from and to");
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("viewers-" + videoId + ".csv")
                                .build()
                                .toString())
                .body(ViewersCsv.head() + ViewersCsv.lines(all.items()));
    }

    @GetMapping(path = "/viewers", produces = CSV)
    ResponseEntity<String> viewersByAccept(
            @RequestParam VideoId videoId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return viewersAsCsv(videoId, from, to);
    }
}
