package dev.fovea.analytics.dashboard;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.platform.page.Cursor;
import dev.fovea.platform.page.Page;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
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

@RestController
@RequestMapping("/api/v1/analytics")
class ChartsController {

    /** A file that leaves people out is worse than none: above this, the period must be narrowed. */
    static final int CSV_VIEWERS_MAX = 100_000;

    private static final String CSV = "text/csv";

    private final Charts charts;
    private final Clock clock;

    ChartsController(Charts charts, Clock clock) {
        this.charts = charts;
        this.clock = clock;
    }

    @GetMapping("/overview")
    Overview overview(
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return charts.overview(Period.lastDays(from, to, clock.instant()));
    }

    @GetMapping("/videos/{id}")
    VideoChart video(
            @PathVariable VideoId id,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return charts.video(id, Period.ever(from, to));
    }

    @GetMapping("/focus")
    FocusChart focus(
            @RequestParam(required = false) @Nullable VideoId videoId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return charts.focus(videoId, Period.ever(from, to));
    }

    @GetMapping("/audience")
    AudienceChart audience(
            @RequestParam(required = false) @Nullable VideoId videoId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return charts.audience(videoId, Period.ever(from, to));
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
