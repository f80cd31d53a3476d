package dev.fovea.analytics.dashboard;

/**
 * What is asked of one video: its totals, and what happened along it. Parameters as in {@link Queries}; those of points
 * also take {@code duration_ms}. Places of the film are told as the point they are in, 100 being its end, and the rest in
 * hundredths of a millisecond, so that a point has a whole number of them whatever the duration.
 */
final class FilmQueries {

    private FilmQueries() {}

    static final String TOTALS = """
        SELECT uniqExact(v.viewer_id) AS viewers, sum(v.unique_ms) AS unique_total, %s
        FROM %s
        WHERE %s
        """.formatted(Queries.QUALITY_FIGURES, Queries.BY_VIDEO, Queries.VIEWS_OF_VIDEO);

    /** Only where a played part begins and ends: {@link Points#plays} fills in what lies between. */
    static final String PLAYS = """
        SELECT toUInt32(intDiv(edge.1, {duration_ms:UInt32})) AS point,
            sum(edge.2 * r.times) AS plays, sum(edge.2 * r.times * (edge.1 %% {duration_ms:UInt32})) AS plays_rest,
            sum(edge.2 * (r.times - 1)) AS others,
            sum(edge.2 * (r.times - 1) * (edge.1 %% {duration_ms:UInt32})) AS others_rest
        FROM fovea.retention AS r
        ARRAY JOIN [
            (toInt64(least(r.from_ms, {duration_ms:UInt32})) * 100, -1),
            (toInt64(least(r.to_ms, {duration_ms:UInt32})) * 100, 1)] AS edge
        WHERE %s AND r.video_id = {video:UUID}
        GROUP BY point
        """.formatted(Queries.RETENTION_OF_PERIOD);

    /**
     * How many people played the same points: the bits of {@code seen_low} and {@code seen_high}, and those of them they
     * played more than once in one view, in {@code again_low} and {@code again_high}; {@code people} comes last.
     */
    static final String PEOPLE = """
        WITH toUInt8(intDiv(least(r.from_ms, {duration_ms:UInt32}) * 100, {duration_ms:UInt32})) AS first,
            toUInt8(intDiv(least(r.to_ms, {duration_ms:UInt32}) * 100 + {duration_ms:UInt32} - 1, {duration_ms:UInt32})) AS after,
            bitShiftLeft(toUInt64(1), least(after, 64)) - bitShiftLeft(toUInt64(1), least(first, 64)) AS low,
            bitShiftLeft(toUInt64(1), greatest(after, 64) - 64) - bitShiftLeft(toUInt64(1), greatest(first, 64) - 64)
                AS high
        SELECT viewer.seen_low AS seen_low, viewer.seen_high AS seen_high, viewer.again_low AS again_low,
            viewer.again_high AS again_high, count() AS people
        FROM (
            SELECT groupBitOr(low) AS seen_low, groupBitOr(high) AS seen_high,
                groupBitOrIf(low, r.times > 1) AS again_low,
                groupBitOrIf(high, r.times > 1) AS again_high
            FROM fovea.retention AS r
            WHERE %s AND r.video_id = {video:UUID}
            GROUP BY r.viewer_id
        ) AS viewer
        GROUP BY seen_low, seen_high, again_low, again_high
        """.formatted(Queries.RETENTION_OF_PERIOD);

    static final String FOCUS = """
        SELECT {video:UUID} AS video_id, count() AS sessions, sum(f.focused_ms) AS focused_total,
            sum(f.session_ms) AS session_total, sum(f.interruptions) AS interruptions_total,
            sum(f.tab_hidden) AS tab_hidden_total, sum(f.window_blurred) AS window_blurred_total,
            sum(f.fullscreen_left) AS fullscreen_left_total, sum(f.paused_away) AS paused_away_total,
            max(f.longest_ms) AS longest
        FROM fovea.focus_sessions AS f
        WHERE %s AND f.video_id = {video:UUID}
        """.formatted(Queries.FOCUS_OF_PERIOD);

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
            WHERE %2$s AND v.view_id IN (%3$s)
        ) AS k
        WINDOW so_far AS (PARTITION BY k.view_id ORDER BY k.sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
        """.formatted(
                    Queries.OF_PERIOD.formatted("m"),
                    Queries.VIEWS_OF_VIDEO,
                    "SELECT s.view_id FROM fovea.focus_marks AS s"
                            + " WHERE s.video_id = {video:UUID} AND s.type = 'FOCUS_START'");

    /**
     * As {@link #PLAYS}, of what was played while focus was held; {@code others} are the interruptions. What interrupts beyond
     * the film's known end does so at its end.
     */
    static final String FOCUSED_PLAYS = """
        SELECT toUInt32(intDiv(mark.1, {duration_ms:UInt32})) AS point,
            sum(mark.2) AS plays, sum(mark.2 * (mark.1 %% {duration_ms:UInt32})) AS plays_rest,
            sum(mark.3) AS others, 0 AS others_rest
        FROM (
            SELECT h.left_ms AS left_ms, h.landed_ms AS from_ms, leadInFrame(h.left_ms) OVER whole_view AS to_ms,
                h.is_held AS is_held, h.type = 'FOCUS_LOST' AND lagInFrame(h.is_held) OVER whole_view AS is_interrupted
            FROM (%s) AS h
            WINDOW whole_view AS
                (PARTITION BY h.view_id ORDER BY h.sequence ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        ) AS s
        ARRAY JOIN [
            (toInt64(least(s.from_ms, {duration_ms:UInt32})) * 100, -toInt64(s.is_held AND s.to_ms > s.from_ms), toInt64(0)),
            (toInt64(least(s.to_ms, {duration_ms:UInt32})) * 100, toInt64(s.is_held AND s.to_ms > s.from_ms), toInt64(0)),
            (toInt64(least(s.left_ms, {duration_ms:UInt32})) * 100, toInt64(0), toInt64(s.is_interrupted))] AS mark
        GROUP BY point
        """.formatted(FOCUS_HELD);
}
