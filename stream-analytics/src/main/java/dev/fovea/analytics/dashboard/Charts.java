package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.access.AccountStates;
import dev.fovea.platform.page.Cursor;
import dev.fovea.platform.page.Page;
import dev.fovea.platform.problem.ClientProblem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Who watches now, how well it plays and who has seen a video: ClickHouse counts, this joins titles and people. */
@Service
class Charts {

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

    /** Who is watching what at this moment. */
    Watching watching() {
        Instant now = clock.instant();
        var recent = new Period(now.minus(LIVE_VIEW_MAX), now.plus(LIVE_VIEW_MAX));
        List<Rows.Watching> rows = clickHouse.query(
                Queries.WATCHING,
                ClickHouse.with(
                        recent.parameters(), "heard_ms", now.minus(HEARD_WITHIN).toEpochMilli()),
                Rows.Watching.class);
        return Watching.of(now, rows, catalogue::titleOf);
    }

    QualityChart quality(@Nullable VideoId id, Period period) {
        return QualityChart.of(clickHouse.query(
                id == null ? Queries.QUALITY : Queries.QUALITY_OF_VIDEO, period.parameters(id), Rows.Quality.class));
    }

    Page<Viewer> viewers(VideoId id, Period period, @Nullable Cursor after, int limit) {
        if (catalogue.find(id).isEmpty()
                && clickHouse
                                .queryOne(FilmQueries.TOTALS, period.parameters(id), Rows.Totals.class)
                                .views()
                        == 0) {
            throw new ClientProblem(ProblemType.VIDEO_NOT_FOUND, "there is no video " + id);
        }
        Map<String, Object> parameters = new HashMap<>(period.parameters(id));
        parameters.put("before_ms", after == null ? Long.MAX_VALUE : after.longAt(0));
        parameters.put("before_viewer", after == null ? LAST_VIEWER : after.uuidAt(1));
        parameters.put("limit", limit + 1);
        Long durationMs = catalogue.durationMsOf(id);
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
                        catalogue.titleOf(video),
                        catalogue.durationMsOf(video)),
                events);
    }
}
