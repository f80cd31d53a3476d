package dev.fovea.analytics.dashboard;

/**
 * What the overview asks of a period and, in the same statements, of the one before it: {@code is_earlier} is 1 in its rows.
 * All take what those of {@link Queries} over all videos do, over both periods, and {@code border_ms}, where the later one
 * begins. A statement costs some milliseconds however little it reads, so there are few of them.
 */
final class OverviewQueries {

    private OverviewQueries() {}

    private static final String IS_EARLIER = "%s.view_started_at < fromUnixTimestamp64Milli({border_ms:Int64}, 'UTC')";

    /** A settled day lies in one of the two as a whole. */
    private static final String IS_EARLIER_DAY =
            "d.day < toDate(fromUnixTimestamp64Milli({border_ms:Int64}, 'UTC'), 'UTC')";

    /** {@code is_earlier}, {@code video_id}, {@code views}, {@code played_total} and {@code unique_total}, in this order. */
    static final String PER_VIDEO = """
        SELECT days.earlier AS is_earlier, days.id AS video_id, sum(days.n) AS views, sum(days.played) AS played_total,
            sum(days.uniques) AS unique_total
        FROM (
            SELECT %1$s AS earlier, d.video_id AS id, d.views AS n, d.played_ms AS played, d.unique_ms AS uniques
            FROM fovea.daily AS d
            WHERE %2$s AND d.views > 0
            UNION ALL
            SELECT %3$s AS earlier, v.video_id AS id, 1 AS n, v.played_ms AS played, v.unique_ms AS uniques
            FROM fovea.view_rows_by_day AS v FINAL
            WHERE %4$s
        ) AS days
        GROUP BY is_earlier, video_id
        """.formatted(
                    IS_EARLIER_DAY, Queries.SETTLED.formatted("video"), IS_EARLIER.formatted("v"), Queries.OPEN_VIEWS);

    static final String PER_DAY = """
        SELECT days.earlier AS is_earlier, toString(days.day) AS date, sum(days.n) AS views, sum(days.people) AS viewers,
            sum(days.played) AS played_total, sum(days.uniques) AS unique_total, sum(days.focused) AS focused_total
        FROM (
            SELECT %1$s AS earlier, d.day AS day, d.views AS n, d.viewers AS people, d.played_ms AS played,
                d.unique_ms AS uniques, d.focused_ms AS focused
            FROM fovea.daily AS d
            WHERE %2$s
            UNION ALL
            SELECT %3$s AS earlier, v.day AS day, count() AS n, uniqExact(v.viewer_id) AS people,
                sum(v.played_ms) AS played, sum(v.unique_ms) AS uniques, 0 AS focused
            FROM fovea.view_rows_by_day AS v FINAL
            WHERE %4$s
            GROUP BY earlier, v.day
            UNION ALL
            SELECT %5$s AS earlier, f.day AS day, 0 AS n, 0 AS people, 0 AS played, 0 AS uniques, f.focused_ms AS focused
            FROM fovea.focus_rows_by_day AS f FINAL
            WHERE %6$s
        ) AS days
        GROUP BY is_earlier, days.day
        """.formatted(
                    IS_EARLIER_DAY,
                    Queries.SETTLED.formatted("all"),
                    IS_EARLIER.formatted("v"),
                    Queries.OPEN_VIEWS,
                    IS_EARLIER.formatted("f"),
                    Queries.OPEN_FOCUS);

    /**
     * Distinct people cannot be added up, so this reads every view: but two columns of it, in the order of days, and every
     * stored version, for whose view it is and when it began is the same in all of them.
     */
    static final String VIEWERS = """
        SELECT countIf(people.is_later) AS total, countIf(people.is_earlier) AS earlier_total
        FROM (
            SELECT min(%1$s) = 0 AS is_later, max(%1$s) = 1 AS is_earlier
            FROM fovea.view_rows_by_day AS v
            WHERE %2$s
            GROUP BY v.viewer_id
        ) AS people
        """.formatted(IS_EARLIER.formatted("v"), Queries.ALL_VIEWS);
}
