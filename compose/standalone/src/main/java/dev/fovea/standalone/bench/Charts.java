package dev.fovea.standalone.bench;

import dev.fovea.connectors.clickhouse.ClickHouse;
import dev.fovea.connectors.clickhouse.ClickHouseFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every chart over a month of ten million events: 2 000 videos of which few are watched most, 100 000 people, 300 000 views
 * of 33 events (a view of five and a half minutes tells that many). Rows go into the sink's own tables.
 */
final class Charts {

    static final int VIEWS = 300_000;
    static final int EVENTS_A_VIEW = 33;

    private static final int ASKED = 40;
    private static final int CHUNK = 100_000;
    private static final String VIDEO = "0199a000-0000-7000-8002-000000000000";

    /** The views of the month before today; each is told of once, as after the merges. */
    private static final String VIEWS_OF = """
        (WITH cityHash64(number, 1) AS h1, cityHash64(number, 2) AS h2, cityHash64(number, 3) AS h3
         SELECT number, h1, h2, h3,
            toUUID(concat('0199a000-0000-7000-8001-', leftPad(lower(hex(toUInt64(number))), 12, '0'))) AS view_id,
            toUUID(concat('0199a000-0000-7000-8002-', leftPad(lower(hex(toUInt64(pow((h1 %% 1000000) / 1000000., 3) * 2000))), 12, '0'))) AS video_id,
            toUUID(concat('0199a000-0000-7000-8003-', leftPad(lower(hex(h2 %% 100000)), 12, '0'))) AS viewer_id,
            toDateTime64(toStartOfDay(now('UTC')) - 2592000 + h3 %% 2592000, 3, 'UTC') AS view_started_at,
            60000 + h2 %% 540000 AS ms,
            toUUID('0199a000-0000-7000-8000-00000000000b') AS topic_id
         FROM numbers(%d, %d))\
        """;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI api;
    private final String token;
    private final ClickHouse clickHouse;

    Charts(URI api, String token, ClickHouse clickHouse) {
        this.api = api;
        this.token = token;
        this.clickHouse = clickHouse;
    }

    void fill() throws ClickHouseFailure {
        for (int first = 0; first < VIEWS; first += CHUNK) {
            String views = VIEWS_OF.formatted(first, CHUNK);
            clickHouse.query("""
                INSERT INTO fovea.view_rows (view_id, video_id, viewer_id, view_started_at, last_received_at, version,
                    played_ms, unique_ms, playhead_ms, completed, startup_ms, rebuffers, rebuffer_ms, seeks, errors,
                    conflicts, device, region, topic_id, kafka_partition, kafka_offset)
                SELECT view_id, video_id, viewer_id, view_started_at, view_started_at + toIntervalMillisecond(ms), 33,
                    ms, intDiv(ms * 8, 10), ms, ms > 500000, 200 + h2 % 3000, h1 % 3, (h1 % 3) * 700, h2 % 4, h3 % 50 = 0,
                    0, ['desktop', 'mobile', 'tablet', 'tv'][1 + h1 % 4], ['DE', 'FR', 'US', 'unknown'][1 + h2 % 4],
                    topic_id, 0, number
                FROM
                """ + views);
            clickHouse.query("""
                INSERT INTO fovea.retention_rows (view_id, video_id, viewer_id, view_started_at, last_received_at, version,
                    played, topic_id, kafka_partition, kafka_offset)
                SELECT view_id, video_id, viewer_id, view_started_at, view_started_at + toIntervalMillisecond(ms), 33,
                    [(0, toUInt32(ms * 0.5), toUInt32(1)), (toUInt32(ms * 0.5), toUInt32(ms * 0.6), toUInt32(3)),
                     (toUInt32(ms * 0.7), toUInt32(ms * 0.9), toUInt32(1))],
                    topic_id, 0, number
                FROM
                """ + views);
            clickHouse.query("""
                INSERT INTO fovea.focus_rows (view_id, video_id, viewer_id, view_started_at, last_received_at, version,
                    sessions, topic_id, kafka_partition, kafka_offset)
                SELECT view_id, video_id, viewer_id, view_started_at, view_started_at + toIntervalMillisecond(ms), 33,
                    [(toUInt32(1), toInt64(0), toInt64(ms), toUInt64(ms * 0.9), toUInt64(ms * 0.5), toUInt32(h2 % 3),
                      toUInt32(h3 % 2), toUInt32(0), toUInt32(0))],
                    topic_id, 0, number
                FROM
                """ + views + " WHERE h1 % 5 = 0");
            clickHouse.query(
                    """
                        INSERT INTO fovea.player_events (event_id, view_id, video_id, viewer_id, schema, view_started_at, sequence,
                            type, viewer_time, received_at, playhead_ms, rate, from_ms, to_ms, cause, device, region, topic_id,
                            kafka_partition, kafka_offset)
                        SELECT generateUUIDv7(), view_id, video_id, viewer_id, 1, view_started_at, step, 'PROGRESS', 0,
                            view_started_at + toIntervalSecond(10 * step), step * 10000, 1, step * 10000, (step + 1) * 10000, '',
                            'desktop', 'DE', topic_id, 0, number * 33 + step
                        FROM
                        """ + views + " ARRAY JOIN range(33) AS step SETTINGS max_partitions_per_insert_block = 1000");
        }
    }

    /** Asks each chart many times, one after the other; the slowest one's 95th percentile counts. */
    double p95Ms(Measured measured) throws IOException, InterruptedException {
        Map<String, String> charts = new LinkedHashMap<>();
        charts.put("overview", "/analytics/overview");
        charts.put("overviewCompared", "/analytics/overview?compare=previous");
        charts.put("video", "/analytics/videos/" + VIDEO);
        charts.put("focus", "/analytics/focus");
        charts.put("audience", "/analytics/audience");
        charts.put("quality", "/analytics/quality");
        charts.put("viewers", "/analytics/viewers?videoId=" + VIDEO);
        double worst = 0;
        for (var chart : charts.entrySet()) {
            List<Double> ms = new ArrayList<>();
            for (int i = 0; i < ASKED + 3; i++) {
                double took = askedMs(chart.getValue());
                if (i >= 3) { // the first ones find nothing compiled and nothing cached
                    ms.add(took);
                }
            }
            double p95 = Measured.quantile(ms, 0.95);
            measured.add("chart." + chart.getKey() + ".p50", Measured.quantile(ms, 0.5), "ms");
            measured.add("chart." + chart.getKey() + ".p95", p95, "ms");
            worst = Math.max(worst, p95);
        }
        return worst;
    }

    private double askedMs(String path) throws IOException, InterruptedException {
        long start = System.nanoTime();
        var answer = http.send(
                HttpRequest.newBuilder(api.resolve("/api/v1" + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("%s answered %d: %s".formatted(path, answer.statusCode(), answer.body()));
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
