package dev.fovea.analytics.dashboard;

/**
 * Every question that the charts ask. Columns are named by their table (v, r, f): a name alone may mean the alias of the
 * aggregate in ClickHouse. All take {@code from_ms} and {@code to_ms}, those of a video also {@code video}.
 */
final class Queries {

    private Queries() {}

    private static final String OF_PERIOD = """
            %1$s.view_started_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
            AND %1$s.view_started_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
            """;

    private static final String VIEWS_OF_PERIOD = OF_PERIOD.formatted("v");
    private static final String FOCUS_OF_PERIOD = OF_PERIOD.formatted("f");
    private static final String RETENTION_OF_PERIOD = OF_PERIOD.formatted("r");

    static final String PER_VIDEO = """
            SELECT v.video_id AS video_id, count() AS views,
                sum(v.played_ms) AS played_total, sum(v.unique_ms) AS unique_total
            FROM fovea.views AS v
            WHERE %s
            GROUP BY video_id
            """.formatted(VIEWS_OF_PERIOD);

    static final String PER_DAY = """
            SELECT toString(toDate(v.view_started_at, 'UTC')) AS date, count() AS views,
                uniqExact(v.viewer_id) AS viewers, sum(v.played_ms) AS played_total
            FROM fovea.views AS v
            WHERE %s
            GROUP BY date
            """.formatted(VIEWS_OF_PERIOD);

    static final String VIEWERS = """
            SELECT uniqExact(v.viewer_id) AS total
            FROM fovea.views AS v
            WHERE %s
            """.formatted(VIEWS_OF_PERIOD);

    /** Takes {@code heard_ms} too: who was heard of since then is watching now. */
    static final String LIVE_VIEWERS = """
            SELECT uniqExact(v.viewer_id) AS total
            FROM fovea.views AS v
            WHERE %s AND v.last_received_at >= fromUnixTimestamp64Milli({heard_ms:Int64}, 'UTC')
            """.formatted(VIEWS_OF_PERIOD);

    static final String TOTALS_OF_VIDEO = """
            SELECT count() AS views, uniqExact(v.viewer_id) AS viewers,
                sum(v.played_ms) AS played_total, sum(v.unique_ms) AS unique_total,
                sum(v.rebuffer_ms) AS rebuffer_total, quantileExact(0.5)(v.startup_ms) AS startup_median
            FROM fovea.views AS v
            WHERE %s AND v.video_id = {video:UUID}
            """.formatted(VIEWS_OF_PERIOD);

    /** Takes {@code duration_ms} too. {@code plays} counts a point played in full as 1, half of it as a half. */
    static final String RETENTION = """
            WITH {duration_ms:UInt32} / 100 AS point_ms
            SELECT point, uniqExact(r.viewer_id) AS viewers,
                sum(r.times * (least(r.to_ms, (point + 1) * point_ms) - greatest(r.from_ms, point * point_ms)))
                    / point_ms AS plays,
                sum((r.times - 1) * (least(r.to_ms, (point + 1) * point_ms) - greatest(r.from_ms, point * point_ms)))
                    / point_ms AS replays
            FROM fovea.retention AS r
            ARRAY JOIN range(
                toUInt32(floor(r.from_ms / point_ms)),
                least(toUInt32(100), toUInt32(ceil(r.to_ms / point_ms)))) AS point
            WHERE %s AND r.video_id = {video:UUID}
            GROUP BY point
            """.formatted(RETENTION_OF_PERIOD);

    private static final String FOCUS_TOTALS = """
            SELECT count() AS sessions, sum(f.focused_ms) AS focused_total, sum(f.session_ms) AS session_total,
                sum(f.interruptions) AS interruptions_total, sum(f.tab_hidden) AS tab_hidden_total,
                sum(f.window_blurred) AS window_blurred_total, sum(f.fullscreen_left) AS fullscreen_left_total,
                sum(f.paused_away) AS paused_away_total, max(f.longest_ms) AS longest
            FROM fovea.focus_sessions AS f
            WHERE %s
            """;

    static final String FOCUS = FOCUS_TOTALS.formatted(FOCUS_OF_PERIOD);
    static final String FOCUS_OF_VIDEO = FOCUS_TOTALS.formatted(FOCUS_OF_PERIOD + "AND f.video_id = {video:UUID}");

    private static final String FOCUS_BY_VIDEO = """
            SELECT f.video_id AS video_id, count() AS sessions, sum(f.focused_ms) AS focused_total,
                sum(f.session_ms) AS session_total, sum(f.interruptions) AS interruptions_total
            FROM fovea.focus_sessions AS f
            WHERE %s
            GROUP BY video_id
            ORDER BY sessions DESC, video_id
            LIMIT 100
            """;

    static final String FOCUS_PER_VIDEO = FOCUS_BY_VIDEO.formatted(FOCUS_OF_PERIOD);
    static final String FOCUS_PER_VIDEO_OF_VIDEO =
            FOCUS_BY_VIDEO.formatted(FOCUS_OF_PERIOD + "AND f.video_id = {video:UUID}");

    private static final String BY_ORIGIN = """
            SELECT v.%s AS origin, uniqExact(v.viewer_id) AS viewers, count() AS views, sum(v.played_ms) AS played_total
            FROM fovea.views AS v
            WHERE %s
            GROUP BY origin
            ORDER BY views DESC, origin
            LIMIT 300
            """;

    static final String BY_DEVICE = BY_ORIGIN.formatted("device", VIEWS_OF_PERIOD);
    static final String BY_DEVICE_OF_VIDEO =
            BY_ORIGIN.formatted("device", VIEWS_OF_PERIOD + "AND v.video_id = {video:UUID}");
    static final String BY_REGION = BY_ORIGIN.formatted("region", VIEWS_OF_PERIOD);
    static final String BY_REGION_OF_VIDEO =
            BY_ORIGIN.formatted("region", VIEWS_OF_PERIOD + "AND v.video_id = {video:UUID}");

    private static final String BY_VIEWER = """
            SELECT v.viewer_id AS viewer_id, count() AS views, sum(v.played_ms) AS played_total, 0 AS unique_total,
                toUnixTimestamp64Milli(max(v.last_received_at)) AS last_watched_ms
            FROM fovea.views AS v
            WHERE %s
            GROUP BY viewer_id
            """;

    static final String PER_VIEWER = BY_VIEWER.formatted(VIEWS_OF_PERIOD);
    static final String PER_VIEWER_OF_VIDEO = BY_VIEWER.formatted(VIEWS_OF_PERIOD + "AND v.video_id = {video:UUID}");

    /**
     * Newest first. Takes {@code before_ms} and {@code before_viewer}, the last ones shown, and {@code limit}. What a
     * person covered in several views counts once.
     */
    static final String VIEWERS_OF_VIDEO = """
            SELECT seen.viewer_id AS viewer_id, seen.views AS views, seen.played_total AS played_total,
                covered.unique_total AS unique_total, seen.last_watched_ms AS last_watched_ms
            FROM (
                SELECT v.viewer_id AS viewer_id, count() AS views, sum(v.played_ms) AS played_total,
                    toUnixTimestamp64Milli(max(v.last_received_at)) AS last_watched_ms
                FROM fovea.views AS v
                WHERE %s AND v.video_id = {video:UUID}
                GROUP BY viewer_id
                HAVING (last_watched_ms, viewer_id) < ({before_ms:Int64}, {before_viewer:UUID})
                ORDER BY last_watched_ms DESC, viewer_id DESC
                LIMIT {limit:UInt32}
            ) AS seen
            LEFT JOIN (
                SELECT r.viewer_id AS viewer_id, intervalLengthSum(r.from_ms, r.to_ms) AS unique_total
                FROM fovea.retention AS r
                WHERE %s AND r.video_id = {video:UUID}
                GROUP BY viewer_id
            ) AS covered ON covered.viewer_id = seen.viewer_id
            ORDER BY last_watched_ms DESC, viewer_id DESC
            """.formatted(VIEWS_OF_PERIOD, RETENTION_OF_PERIOD);
}
