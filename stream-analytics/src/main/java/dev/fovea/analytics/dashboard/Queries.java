package dev.fovea.analytics.dashboard;

/**
 * Every question that the charts ask. Columns are named by their table: a name alone may mean the alias of the aggregate in
 * ClickHouse. All take {@code from_ms} and {@code to_ms}; those of a video also {@code video}; those over all videos
 * also {@code first} and {@code last}, the days of the period, {@code settled} and {@code open}, those of them that are read
 * from their sums and those that are read from their views.
 */
final class Queries {

    private Queries() {}

    static final String OF_PERIOD = """
        %1$s.view_started_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
        AND %1$s.view_started_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
        """;

    static final String VIEWS_OF_PERIOD = OF_PERIOD.formatted("v");
    static final String FOCUS_OF_PERIOD = OF_PERIOD.formatted("f");
    static final String RETENTION_OF_PERIOD = OF_PERIOD.formatted("r");

    /** Days on which no view began are not there. */
    static final String DAYS = """
        SELECT toString(changed.day) AS day, summed.summed_at > changed.changed_at AS is_settled
        FROM (
            SELECT c.day AS day, max(c.changed_at) AS changed_at
            FROM fovea.changed_days AS c
            WHERE c.day BETWEEN {first:Date} AND {last:Date}
            GROUP BY day
        ) AS changed
        LEFT JOIN (
            SELECT d.day AS day, max(d.summed_at) AS summed_at
            FROM fovea.daily_rows AS d
            WHERE d.dimension = 'all' AND d.day BETWEEN {first:Date} AND {last:Date}
            GROUP BY day
        ) AS summed ON summed.day = changed.day
        ORDER BY day
        """;

    static final String SETTLED = "d.day IN {settled:Array(Date)} AND d.dimension = '%s'";
    static final String OPEN_VIEWS = "v.day IN {open:Array(Date)} AND " + VIEWS_OF_PERIOD;
    static final String ALL_VIEWS = "v.day BETWEEN {first:Date} AND {last:Date} AND " + VIEWS_OF_PERIOD;
    static final String OPEN_FOCUS = "f.day IN {open:Array(Date)} AND " + FOCUS_OF_PERIOD;

    /** Takes {@code heard_ms} too: who was heard of since then, in whichever version of a row, is watching now. */
    static final String WATCHING = """
        SELECT v.video_id AS video_id, groupUniqArray(v.viewer_id) AS viewer_ids
        FROM fovea.view_rows_by_day AS v
        WHERE v.day BETWEEN {first:Date} AND {last:Date}
            AND v.last_received_at >= fromUnixTimestamp64Milli({heard_ms:Int64}, 'UTC')
        GROUP BY video_id
        """;

    static final String BY_DAY = "fovea.view_rows_by_day AS v FINAL";
    static final String BY_VIDEO = "fovea.views AS v";
    static final String VIEWS_OF_VIDEO = VIEWS_OF_PERIOD + "AND v.video_id = {video:UUID}";

    static final String QUALITY_FIGURES = """
        count() AS views, count(v.startup_ms) AS started,
            quantileExact(0.5)(v.startup_ms) AS startup_median, quantileExact(0.95)(v.startup_ms) AS startup_p95,
            sum(v.rebuffers) AS rebuffers_total, sum(v.rebuffer_ms) AS rebuffer_total,
            countIf(v.rebuffers > 0) AS with_rebuffers, sum(v.errors) AS errors_total,
            countIf(v.errors > 0) AS with_errors, sum(v.played_ms) AS played_total\
        """;

    private static final String QUALITY_BY_DEVICE = """
        SELECT v.device AS device, %s
        FROM %s
        WHERE %s
        GROUP BY GROUPING SETS ((), (device))
        ORDER BY grouping(device) DESC, views DESC, device
        """;

    /** The first row is of all devices. */
    static final String QUALITY = QUALITY_BY_DEVICE.formatted(QUALITY_FIGURES, BY_DAY, ALL_VIEWS);

    static final String QUALITY_OF_VIDEO = QUALITY_BY_DEVICE.formatted(QUALITY_FIGURES, BY_VIDEO, VIEWS_OF_VIDEO);

    /**
     * The first row is of all videos, its id zeros as in {@code daily}; none where there are no views. The others are most
     * sessions first.
     */
    static final String FOCUS = """
        SELECT days.id AS video_id, sum(days.s) AS sessions, sum(days.f_ms) AS focused_total,
            sum(days.s_ms) AS session_total,
            sum(days.hidden + days.blurred + days.fullscreen + days.away) AS interruptions_total,
            sum(days.hidden) AS tab_hidden_total, sum(days.blurred) AS window_blurred_total,
            sum(days.fullscreen) AS fullscreen_left_total, sum(days.away) AS paused_away_total, max(days.l_ms) AS longest
        FROM (
            SELECT d.video_id AS id, d.sessions AS s, d.focused_ms AS f_ms, d.session_ms AS s_ms, d.longest_ms AS l_ms,
                d.tab_hidden AS hidden, d.window_blurred AS blurred, d.fullscreen_left AS fullscreen, d.paused_away AS away
            FROM fovea.daily AS d
            WHERE d.day IN {settled:Array(Date)} AND d.dimension IN ('all', 'video') AND d.sessions > 0
            UNION ALL
            SELECT id, f.sessions AS s, f.focused_ms AS f_ms, f.session_ms AS s_ms, f.longest_ms AS l_ms,
                f.tab_hidden AS hidden, f.window_blurred AS blurred, f.fullscreen_left AS fullscreen, f.paused_away AS away
            FROM fovea.focus_rows_by_day AS f FINAL
            ARRAY JOIN [f.video_id, toUUID('00000000-0000-0000-0000-000000000000')] AS id
            WHERE %s AND f.sessions > 0
        ) AS days
        GROUP BY video_id
        ORDER BY video_id = toUUID('00000000-0000-0000-0000-000000000000') DESC, sessions DESC, video_id
        LIMIT 101
        """.formatted(OPEN_FOCUS);

    /**
     * Newest first. Takes {@code before_ms} and {@code before_viewer}, the last ones shown, and {@code limit}. What a
     * person covered in several views counts once.
     */
    static final String VIEWERS_OF_VIDEO = """
        WITH seen AS (
            SELECT v.viewer_id AS viewer_id, count() AS views, sum(v.played_ms) AS played_total,
                toUnixTimestamp64Milli(max(v.last_received_at)) AS last_watched_ms,
                argMax(v.view_id, v.last_received_at) AS last_view_id
            FROM fovea.views AS v
            WHERE %1$s AND v.video_id = {video:UUID}
            GROUP BY viewer_id
            HAVING (last_watched_ms, viewer_id) < ({before_ms:Int64}, {before_viewer:UUID})
            ORDER BY last_watched_ms DESC, viewer_id DESC
            LIMIT {limit:UInt32}
        )
        SELECT seen.viewer_id AS viewer_id, seen.views AS views, seen.played_total AS played_total,
            covered.unique_total AS unique_total, seen.last_watched_ms AS last_watched_ms,
            seen.last_view_id AS last_view_id
        FROM seen
        LEFT JOIN (
            SELECT r.viewer_id AS viewer_id, intervalLengthSum(r.from_ms, r.to_ms) AS unique_total
            FROM fovea.retention AS r
            WHERE %2$s AND r.video_id = {video:UUID}
            GROUP BY viewer_id
        ) AS covered ON covered.viewer_id = seen.viewer_id
        ORDER BY last_watched_ms DESC, viewer_id DESC
        """.formatted(VIEWS_OF_PERIOD, RETENTION_OF_PERIOD);

    /** Raw arrivals, and not a chart: whether they are all there can be told from nothing else. */
    static final String STORED_BY_HOUR = """
        SELECT toUnixTimestamp(toStartOfHour(e.received_at)) * 1000 AS hour_ms,
            uniqExact((e.topic_id, e.kafka_partition, e.kafka_offset)) AS total
        FROM fovea.player_events AS e
        WHERE e.received_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
            AND e.received_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
        GROUP BY hour_ms
        """;

    static final String LATE_BY_HOUR = STORED_BY_HOUR.replace("fovea.player_events", "fovea.player_events_late");

    /** Of the log that is there now: a topic made anew starts again. */
    private static final String PRESENT_LOG = """
        (SELECT argMax(s.topic_id, s.stored_at) FROM fovea.sink_progress AS s WHERE s.target = 'fovea.player_events')
        """;

    static final String PROGRESS = """
        SELECT p.kafka_partition AS kafka_partition, max(p.next_offset) AS total
        FROM fovea.sink_progress AS p
        WHERE p.target = 'fovea.player_events' AND p.topic_id = %s
        GROUP BY kafka_partition
        """.formatted(PRESENT_LOG);

    /** Takes {@code partition}, {@code first_offset} and {@code end_offset}. */
    static final String STORED_OFFSETS = """
        SELECT uniqExact(e.kafka_offset) AS total
        FROM fovea.player_events AS e
        WHERE e.topic_id = %s AND e.kafka_partition = {partition:UInt32}
            AND e.kafka_offset >= {first_offset:UInt64} AND e.kafka_offset < {end_offset:UInt64}
        """.formatted(PRESENT_LOG);

    /**
     * Takes {@code view} too. Of a sequence that came more than once, the event whose id sorts first as text, as everywhere.
     */
    static final String EVENTS_OF_VIEW = """
        SELECT e.sequence AS sequence, argMin(e.viewer_id, toString(e.event_id)) AS viewer_id,
            argMin(e.type, toString(e.event_id)) AS type,
            toUnixTimestamp64Milli(argMin(e.received_at, toString(e.event_id))) AS received_ms,
            argMin(e.playhead_ms, toString(e.event_id)) AS playhead_ms, argMin(e.rate, toString(e.event_id)) AS rate,
            argMin(tuple(e.from_ms), toString(e.event_id)).1 AS from_ms,
            argMin(tuple(e.to_ms), toString(e.event_id)).1 AS to_ms
        FROM fovea.player_events AS e
        WHERE e.video_id = {video:UUID} AND e.view_id = {view:UUID}
            AND e.received_at <= e.view_started_at + INTERVAL 7 DAY
        GROUP BY sequence
        ORDER BY sequence
        """;
}
