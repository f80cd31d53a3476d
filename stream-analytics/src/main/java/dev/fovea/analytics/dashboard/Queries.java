package dev.fovea.analytics.dashboard;

/**
 * Every question that the charts ask. Columns are named by their table: a name alone may mean the alias of the aggregate in
 * ClickHouse. All take {@code from_ms} and {@code to_ms}; those of a video also {@code video}; those over all videos
 * also {@code first} and {@code last}, the days of the period, {@code settled} and {@code open}, those of them that are read
 * from their sums and those that are read from their views.
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

    private static final String SETTLED = "d.day IN {settled:Array(Date)} AND d.dimension = '%s'";
    private static final String OPEN_VIEWS = "v.day IN {open:Array(Date)} AND " + VIEWS_OF_PERIOD;
    private static final String ALL_VIEWS = "v.day BETWEEN {first:Date} AND {last:Date} AND " + VIEWS_OF_PERIOD;
    private static final String OPEN_FOCUS = "f.day IN {open:Array(Date)} AND " + FOCUS_OF_PERIOD;

    static final String PER_VIDEO = """
        SELECT days.id AS video_id, sum(days.views) AS views, sum(days.played) AS played_total,
            sum(days.uniques) AS unique_total
        FROM (
            SELECT d.video_id AS id, d.views AS views, d.played_ms AS played, d.unique_ms AS uniques
            FROM fovea.daily AS d
            WHERE %s AND d.views > 0
            UNION ALL
            SELECT v.video_id AS id, count() AS views, sum(v.played_ms) AS played, sum(v.unique_ms) AS uniques
            FROM fovea.view_rows_by_day AS v FINAL
            WHERE %s
            GROUP BY id
        ) AS days
        GROUP BY video_id
        """.formatted(SETTLED.formatted("video"), OPEN_VIEWS);

    static final String PER_DAY = """
        SELECT toString(d.day) AS date, d.views AS views, d.viewers AS viewers, d.played_ms AS played_total
        FROM fovea.daily AS d
        WHERE %s
        UNION ALL
        SELECT toString(v.day) AS date, count() AS views, uniqExact(v.viewer_id) AS viewers,
            sum(v.played_ms) AS played_total
        FROM fovea.view_rows_by_day AS v FINAL
        WHERE %s
        GROUP BY v.day
        """.formatted(SETTLED.formatted("all"), OPEN_VIEWS);

    /** Distinct people cannot be added up, so this reads every view: but two columns of it, in the order of days. */
    static final String VIEWERS = """
        SELECT uniqExact(v.viewer_id) AS total
        FROM fovea.view_rows_by_day AS v FINAL
        WHERE %s
        """.formatted(ALL_VIEWS);

    /** Takes {@code heard_ms} too: who was heard of since then is watching now. */
    static final String WATCHING = """
        SELECT v.video_id AS video_id, groupUniqArray(v.viewer_id) AS viewer_ids
        FROM fovea.view_rows_by_day AS v FINAL
        WHERE v.day BETWEEN {first:Date} AND {last:Date}
            AND v.last_received_at >= fromUnixTimestamp64Milli({heard_ms:Int64}, 'UTC')
        GROUP BY video_id
        """;

    static final String TOTALS_OF_VIDEO = """
        SELECT count() AS views, uniqExact(v.viewer_id) AS viewers,
            sum(v.played_ms) AS played_total, sum(v.unique_ms) AS unique_total
        FROM fovea.views AS v
        WHERE %s AND v.video_id = {video:UUID}
        """.formatted(VIEWS_OF_PERIOD);

    /** Takes {@code duration_ms} too. {@code plays} counts a point played in full as 1, half of it as a half. */
    static final String PLAYS = """
        WITH {duration_ms:UInt32} / 100 AS point_ms
        SELECT point,
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

    /**
     * Takes {@code duration_ms} too. The points that a person played any part of are the bits of two words, so that people
     * are told apart once and not at each point.
     */
    static final String PEOPLE = """
        WITH {duration_ms:UInt32} / 100 AS point_ms,
            least(100, toUInt8(least(100, floor(r.from_ms / point_ms)))) AS first,
            least(100, toUInt8(least(100, ceil(r.to_ms / point_ms)))) AS after,
            bitShiftLeft(toUInt64(1), least(after, 64)) - bitShiftLeft(toUInt64(1), least(first, 64)) AS low,
            bitShiftLeft(toUInt64(1), greatest(after, 64) - 64) - bitShiftLeft(toUInt64(1), greatest(first, 64) - 64)
                AS high
        SELECT bit.1 AS point, countIf(bit.2 = 1) AS viewers, countIf(bit.2 = 2) AS rewatchers
        FROM (
            SELECT groupBitOr(low) AS seen_low, groupBitOr(high) AS seen_high,
                groupBitOrIf(low, r.times > 1) AS again_low, groupBitOrIf(high, r.times > 1) AS again_high
            FROM fovea.retention AS r
            WHERE %s AND r.video_id = {video:UUID}
            GROUP BY r.viewer_id
        )
        ARRAY JOIN arrayConcat(
            arrayMap(p -> (toUInt8(p), 1), bitPositionsToArray(seen_low)),
            arrayMap(p -> (toUInt8(p + 64), 1), bitPositionsToArray(seen_high)),
            arrayMap(p -> (toUInt8(p), 2), bitPositionsToArray(again_low)),
            arrayMap(p -> (toUInt8(p + 64), 2), bitPositionsToArray(again_high))) AS bit
        GROUP BY point
        """.formatted(RETENTION_OF_PERIOD);

    static final String FOCUS = """
        SELECT sum(days.s) AS sessions, sum(days.f_ms) AS focused_total, sum(days.s_ms) AS session_total,
            sum(days.hidden + days.blurred + days.fullscreen + days.away) AS interruptions_total,
            sum(days.hidden) AS tab_hidden_total, sum(days.blurred) AS window_blurred_total,
            sum(days.fullscreen) AS fullscreen_left_total, sum(days.away) AS paused_away_total, max(days.l_ms) AS longest
        FROM (
            SELECT d.sessions AS s, d.focused_ms AS f_ms, d.session_ms AS s_ms, d.longest_ms AS l_ms,
                d.tab_hidden AS hidden, d.window_blurred AS blurred, d.fullscreen_left AS fullscreen, d.paused_away AS away
            FROM fovea.daily AS d
            WHERE %s
            UNION ALL
            SELECT f.sessions AS s, f.focused_ms AS f_ms, f.session_ms AS s_ms, f.longest_ms AS l_ms,
                f.tab_hidden AS hidden, f.window_blurred AS blurred, f.fullscreen_left AS fullscreen, f.paused_away AS away
            FROM fovea.focus_rows_by_day AS f FINAL
            WHERE %s
        ) AS days
        """.formatted(SETTLED.formatted("all"), OPEN_FOCUS);

    static final String FOCUS_OF_VIDEO = """
        SELECT count() AS sessions, sum(f.focused_ms) AS focused_total, sum(f.session_ms) AS session_total,
            sum(f.interruptions) AS interruptions_total, sum(f.tab_hidden) AS tab_hidden_total,
            sum(f.window_blurred) AS window_blurred_total, sum(f.fullscreen_left) AS fullscreen_left_total,
            sum(f.paused_away) AS paused_away_total, max(f.longest_ms) AS longest
        FROM fovea.focus_sessions AS f
        WHERE %s AND f.video_id = {video:UUID}
        """.formatted(FOCUS_OF_PERIOD);

    static final String FOCUS_PER_VIDEO = """
        SELECT days.id AS video_id, sum(days.s) AS sessions, sum(days.f_ms) AS focused_total,
            sum(days.s_ms) AS session_total, sum(days.broken) AS interruptions_total, max(days.l_ms) AS longest
        FROM (
            SELECT d.video_id AS id, d.sessions AS s, d.focused_ms AS f_ms, d.session_ms AS s_ms, d.longest_ms AS l_ms,
                d.tab_hidden + d.window_blurred + d.fullscreen_left + d.paused_away AS broken
            FROM fovea.daily AS d
            WHERE %s AND d.sessions > 0
            UNION ALL
            SELECT f.video_id AS id, f.sessions AS s, f.focused_ms AS f_ms, f.session_ms AS s_ms, f.longest_ms AS l_ms,
                f.tab_hidden + f.window_blurred + f.fullscreen_left + f.paused_away AS broken
            FROM fovea.focus_rows_by_day AS f FINAL
            WHERE %s AND f.sessions > 0
        ) AS days
        GROUP BY video_id
        ORDER BY sessions DESC, video_id
        LIMIT 100
        """.formatted(SETTLED.formatted("video"), OPEN_FOCUS);

    static final String FOCUS_PER_VIDEO_OF_VIDEO = """
        SELECT f.video_id AS video_id, count() AS sessions, sum(f.focused_ms) AS focused_total,
            sum(f.session_ms) AS session_total, sum(f.interruptions) AS interruptions_total, max(f.longest_ms) AS longest
        FROM fovea.focus_sessions AS f
        WHERE %s AND f.video_id = {video:UUID}
        GROUP BY video_id
        """.formatted(FOCUS_OF_PERIOD);

    /**
     * The marks of the views that were ever in focus, in their order, each with whether focus is held from there on. The
     * last one of a view is where its playhead stood last.
     */
    private static final String FOCUS_HELD = """
        SELECT k.view_id AS view_id, k.sequence AS sequence, k.type AS type, k.left_ms AS left_ms,
            k.landed_ms AS landed_ms,
            argMaxIf(k.type, k.sequence, k.type IN ('FOCUS_START', 'FOCUS_END')) OVER so_far = 'FOCUS_START'
                AND argMaxIf(k.type, k.sequence, k.type IN ('FOCUS_START', 'FOCUS_LOST', 'FOCUS_REGAINED')) OVER so_far
                    != 'FOCUS_LOST' AS is_held
        FROM (
            SELECT m.view_id AS view_id, m.sequence AS sequence, argMin(m.type, toString(m.event_id)) AS type,
                argMin(m.left_ms, toString(m.event_id)) AS left_ms,
                argMin(m.landed_ms, toString(m.event_id)) AS landed_ms
            FROM fovea.focus_marks AS m
            WHERE %1$s AND m.video_id = {video:UUID} AND m.view_id IN (%3$s)
            GROUP BY view_id, sequence
            UNION ALL
            SELECT v.view_id AS view_id, 4294967295 AS sequence, 'LAST' AS type, v.playhead_ms AS left_ms,
                v.playhead_ms AS landed_ms
            FROM fovea.views AS v
            WHERE %2$s AND v.video_id = {video:UUID} AND v.view_id IN (%3$s)
        ) AS k
        WINDOW so_far AS (PARTITION BY k.view_id ORDER BY k.sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
        """.formatted(
                    OF_PERIOD.formatted("m"),
                    VIEWS_OF_PERIOD,
                    "SELECT s.view_id FROM fovea.focus_marks AS s"
                            + " WHERE s.video_id = {video:UUID} AND s.type = 'FOCUS_START'");

    private static final String WHOLE_VIEW = """
        (PARTITION BY h.view_id ORDER BY h.sequence ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        """;

    /** Takes {@code duration_ms} too. {@code plays} as in {@link #PLAYS}, of what was played while focus was held. */
    static final String FOCUSED_PLAYS = """
        WITH {duration_ms:UInt32} / 100 AS point_ms
        SELECT point,
            sum(least(s.to_ms, (point + 1) * point_ms) - greatest(s.from_ms, point * point_ms)) / point_ms AS plays
        FROM (
            SELECT h.landed_ms AS from_ms, leadInFrame(h.left_ms) OVER whole_view AS to_ms, h.is_held AS is_held
            FROM (%s) AS h
            WINDOW whole_view AS %s
        ) AS s
        ARRAY JOIN range(
            toUInt32(floor(s.from_ms / point_ms)),
            least(toUInt32(100), toUInt32(ceil(s.to_ms / point_ms)))) AS point
        WHERE s.is_held AND s.to_ms > s.from_ms
        GROUP BY point
        """.formatted(FOCUS_HELD, WHOLE_VIEW);

    /** Takes {@code duration_ms} too. What interrupts beyond the film's known end does so at its end. */
    static final String INTERRUPTIONS = """
        SELECT least(99, toUInt32(floor(s.at_ms / ({duration_ms:UInt32} / 100)))) AS point, count() AS total
        FROM (
            SELECT h.left_ms AS at_ms, h.type AS type, lagInFrame(h.is_held) OVER whole_view AS was_held
            FROM (%s) AS h
            WINDOW whole_view AS %s
        ) AS s
        WHERE s.type = 'FOCUS_LOST' AND s.was_held
        GROUP BY point
        """.formatted(FOCUS_HELD, WHOLE_VIEW);

    private static final String BY_ORIGIN = """
        SELECT v.%s AS origin, uniqExact(v.viewer_id) AS viewers, count() AS views, sum(v.played_ms) AS played_total
        FROM %s
        WHERE %s
        GROUP BY origin
        ORDER BY views DESC, origin
        LIMIT 300
        """;

    private static final String BY_DAY = "fovea.view_rows_by_day AS v FINAL";
    private static final String BY_VIDEO = "fovea.views AS v";
    private static final String VIEWS_OF_VIDEO = VIEWS_OF_PERIOD + "AND v.video_id = {video:UUID}";

    static final String BY_DEVICE = BY_ORIGIN.formatted("device", BY_DAY, ALL_VIEWS);
    static final String BY_DEVICE_OF_VIDEO = BY_ORIGIN.formatted("device", BY_VIDEO, VIEWS_OF_VIDEO);
    static final String BY_REGION = BY_ORIGIN.formatted("region", BY_DAY, ALL_VIEWS);
    static final String BY_REGION_OF_VIDEO = BY_ORIGIN.formatted("region", BY_VIDEO, VIEWS_OF_VIDEO);

    private static final String BY_VIEWER = """
        SELECT v.viewer_id AS viewer_id, count() AS views, sum(v.played_ms) AS played_total
        FROM %s
        WHERE %s
        GROUP BY viewer_id
        """;

    static final String PER_VIEWER = BY_VIEWER.formatted(BY_DAY, ALL_VIEWS);
    static final String PER_VIEWER_OF_VIDEO = BY_VIEWER.formatted(BY_VIDEO, VIEWS_OF_VIDEO);

    private static final String QUALITY_BY_DEVICE = """
        SELECT v.device AS device, count() AS views, count(v.startup_ms) AS started,
            quantileExact(0.5)(v.startup_ms) AS startup_median, quantileExact(0.95)(v.startup_ms) AS startup_p95,
            sum(v.rebuffers) AS rebuffers_total, sum(v.rebuffer_ms) AS rebuffer_total,
            countIf(v.rebuffers > 0) AS with_rebuffers, sum(v.errors) AS errors_total,
            countIf(v.errors > 0) AS with_errors, sum(v.played_ms) AS played_total
        FROM %s
        WHERE %s
        GROUP BY GROUPING SETS ((), (device))
        ORDER BY grouping(device) DESC, views DESC, device
        """;

    /** The first row is of all devices. */
    static final String QUALITY = QUALITY_BY_DEVICE.formatted(BY_DAY, ALL_VIEWS);

    static final String QUALITY_OF_VIDEO = QUALITY_BY_DEVICE.formatted(BY_VIDEO, VIEWS_OF_VIDEO);

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
