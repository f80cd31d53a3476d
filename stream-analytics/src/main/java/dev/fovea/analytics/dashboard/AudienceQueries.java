package dev.fovea.analytics.dashboard;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Who watches, on what, from where: of a period, and of one video in it. Parameters as in {@link Queries}. */
final class AudienceQueries {

    private AudienceQueries() {}

    private static final String BY_KIND = """
        SELECT if(grouping(v.device) = 0, 'device', 'region') AS kind,
            if(grouping(v.device) = 0, toString(v.device), toString(v.region)) AS origin, count() AS n,
            sum(v.played_ms) AS played
        FROM %s
        WHERE %s
        GROUP BY GROUPING SETS ((v.device), (v.region))
        """;

    private static final String ORIGINS = """
        SELECT days.kind AS kind, days.origin AS name, sum(days.n) AS views, sum(days.played) AS played_total
        FROM (%s) AS days
        GROUP BY kind, name
        HAVING views > 0
        ORDER BY kind, views DESC, name
        LIMIT 300 BY kind
        """;

    /** Devices and regions, most views first. */
    static final String ORIGINS_OF_ALL = ORIGINS.formatted("""
        SELECT toString(d.dimension) AS kind, toString(d.name) AS origin, d.views AS n, d.played_ms AS played
        FROM fovea.daily AS d
        WHERE d.day IN {settled:Array(Date)} AND d.dimension IN ('device', 'region')
        UNION ALL
        """ + BY_KIND.formatted(Queries.BY_DAY, Queries.OPEN_VIEWS));

    static final String ORIGINS_OF_VIDEO =
            ORIGINS.formatted(BY_KIND.formatted(Queries.BY_VIDEO, Queries.VIEWS_OF_VIDEO));

    /** By their text in hexadecimal digits, which needs no quoting. */
    private static final String WORD = """
        groupBitOr(bitOr(
            transform(hex(v.device), {devices:Array(String)}, {device_bits_%1$d:Array(UInt64)}, toUInt64(0)),
            transform(hex(v.region), {regions:Array(String)}, {region_bits_%1$d:Array(UInt64)}, toUInt64(0))))\
        """;

    /**
     * Viewer, views, played time and the bits of their devices and regions, in 64-bit words. Takes {@code devices} and
     * {@code regions}, and of each word {@code device_bits_N} and {@code region_bits_N}, the bit of each in this word or 0. So
     * people are told apart once, and not again for devices and for regions.
     */
    static String people(boolean ofVideo, int words) {
        return """
            SELECT v.viewer_id AS viewer_id, count() AS views, sum(v.played_ms) AS played_total, %s
            FROM %s
            WHERE %s
            GROUP BY v.viewer_id
            """.formatted(
                        IntStream.range(0, words).mapToObj(WORD::formatted).collect(Collectors.joining(", ")),
                        ofVideo ? Queries.BY_VIDEO : Queries.BY_DAY,
                        ofVideo ? Queries.VIEWS_OF_VIDEO : Queries.ALL_VIEWS);
    }
}
