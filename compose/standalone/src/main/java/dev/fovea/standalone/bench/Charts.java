package dev.fovea.standalone.bench;

import dev.fovea.connectors.clickhouse.ClickHouse;
import dev.fovea.connectors.clickhouse.ClickHouseFailure;
import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.VideoChanged;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.platform.topic.TopicSerdes;
import dev.fovea.standalone.chaos.Report;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every chart over a month of ten million events: 2 000 videos of which few are watched most, 100 000 people, 303 031 views
 * of 33 events (a view of five and a half minutes tells that many). Rows go into the sink's own tables, so what is summed up
 * of them is made as ever; titles and durations into the catalogue's topic.
 */
final class Charts {

    private static final int VIEWS = 303_031;
    private static final int EVENTS_A_VIEW = 33;
    private static final int VIDEOS = 2_000;
    private static final int DAYS = 30;
    /** So that the month is full: as in life, who comes later began later, and few parts of a table overlap in time. */
    private static final long VIEW_EVERY_MS = DAYS * 86_400_000L / VIEWS;

    private static final long FILM_MS = 600_000;
    private static final int CHUNK = 100_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int ASKED = 40;

    /** The first ones find nothing compiled, nothing cached, and the parts of the tables still being merged. */
    private static final int ASKED_BEFORE = 60;

    private static final Duration SUMMED_WITHIN = Duration.ofMinutes(3);
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);

    /** Of the month's first millisecond, the time between views, the first view and how many: the same rows each time. */
    private static final String ROWS = """
        (WITH cityHash64(number, 1) AS h1, cityHash64(number, 2) AS h2, cityHash64(number, 3) AS h3
         SELECT number, h1, h2, h3,
            toUUID(concat('0199a000-0000-7000-8001-', leftPad(lower(hex(toUInt64(number))), 12, '0'))) AS view_id,
            toUUID(concat('0199a000-0000-7000-8002-',
                leftPad(lower(hex(toUInt64(pow((h1 %% 1000000) / 1000000., 3) * 2000))), 12, '0'))) AS video_id,
            toUUID(concat('0199a000-0000-7000-8003-', leftPad(lower(hex(h2 %% 100000)), 12, '0'))) AS viewer_id,
            fromUnixTimestamp64Milli(toInt64(%1$d + number * %2$d + h3 %% %2$d), 'UTC') AS view_started_at,
            60000 + h2 %% 540000 AS ms,
            toUUID('0199a000-0000-7000-8000-00000000000b') AS topic_id
         FROM numbers(%3$d, %4$d))\
        """;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI api;
    private final String token;
    private final String brokers;
    private final ClickHouse clickHouse;
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
    private final LocalDate first = today.minusDays(DAYS);

    Charts(URI api, String token, String brokers, ClickHouse clickHouse) {
        this.api = api;
        this.token = token;
        this.brokers = brokers;
        this.clickHouse = clickHouse;
    }

    /** Returns when the days are summed up and the charts show what was put in. */
    void fill(Measured measured) throws Exception {
        long start = System.nanoTime();
        tellOfVideos();
        if (count("SELECT count() FROM fovea.views") == 0) { // else of an earlier run on the same day
            for (int from = 0; from < VIEWS; from += CHUNK) {
                fill(ROWS.formatted(millisOf(first), VIEW_EVERY_MS, from, Math.min(CHUNK, VIEWS - from)));
            }
        }
        measured.add("charts.fillSeconds", (System.nanoTime() - start) / 1e9, "s");
        require("views", VIEWS, count("SELECT count() FROM fovea.views"));
        require("events", (long) VIEWS * EVENTS_A_VIEW, count("SELECT count() FROM fovea.player_events"));
        awaitSums();
        measured.add("charts.summedSeconds", (System.nanoTime() - start) / 1e9, "s");
        requireShown();
    }

    private void fill(String rows) throws ClickHouseFailure {
        clickHouse.query("""
            INSERT INTO fovea.view_rows (view_id, video_id, viewer_id, view_started_at, last_received_at, version,
                played_ms, unique_ms, playhead_ms, completed, startup_ms, rebuffers, rebuffer_ms, seeks, errors,
                conflicts, device, region, topic_id, kafka_partition, kafka_offset)
            SELECT view_id, video_id, viewer_id, view_started_at, view_started_at + toIntervalMillisecond(ms), 33,
                ms, intDiv(ms * 8, 10), ms, ms > 500000, 200 + h2 % 3000, h1 % 3, (h1 % 3) * 700, h2 % 4, h3 % 50 = 0,
                0, ['desktop', 'mobile', 'tablet', 'tv'][1 + h1 % 4], ['DE', 'FR', 'US', 'unknown'][1 + h2 % 4],
                topic_id, 0, number
            FROM
            """ + rows);
        clickHouse.query("""
            INSERT INTO fovea.retention_rows (view_id, video_id, viewer_id, view_started_at, last_received_at, version,
                played, topic_id, kafka_partition, kafka_offset)
            SELECT view_id, video_id, viewer_id, view_started_at, view_started_at + toIntervalMillisecond(ms), 33,
                [(toUInt32(0), toUInt32(ms * 0.5), toUInt32(1)), (toUInt32(ms * 0.5), toUInt32(ms * 0.6), toUInt32(3)),
                 (toUInt32(ms * 0.7), toUInt32(ms * 0.9), toUInt32(1))],
                topic_id, 0, number
            FROM
            """ + rows);
        clickHouse.query("""
            INSERT INTO fovea.focus_rows (view_id, video_id, viewer_id, view_started_at, last_received_at, version,
                sessions, topic_id, kafka_partition, kafka_offset)
            SELECT view_id, video_id, viewer_id, view_started_at, view_started_at + toIntervalMillisecond(ms), 33,
                [(toUInt32(1), toInt64(0), toInt64(ms), toUInt64(ms * 0.9), toUInt64(ms * 0.5), toUInt32(h2 % 3),
                  toUInt32(h3 % 2), toUInt32(0), toUInt32(0))],
                topic_id, 0, number
            FROM
            """ + rows + " WHERE h1 % 5 = 0");
        clickHouse.query("""
            INSERT INTO fovea.player_events (event_id, view_id, video_id, viewer_id, schema, view_started_at, sequence,
                type, viewer_time, received_at, playhead_ms, rate, from_ms, to_ms, cause, device, region, topic_id,
                kafka_partition, kafka_offset)
            SELECT reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64(number, step, 4)),
                    reinterpretAsFixedString(cityHash64(number, step, 5)))),
                view_id, video_id, viewer_id, 1, view_started_at, step, 'PROGRESS',
                toUnixTimestamp64Milli(view_started_at) + 10000 * step, view_started_at + toIntervalSecond(10 * step),
                step * 10000, 1, step * 10000, (step + 1) * 10000, '', 'desktop', 'DE', topic_id, 0, number * 33 + step
            FROM
            """ + rows + " ARRAY JOIN range(33) AS step");
    }

    /** As the catalogue would: without a duration a chart has no retention. */
    private void tellOfVideos() throws InterruptedException, ExecutionException {
        var uploader = new UserId(UUID.fromString("0199a000-0000-7000-8004-000000000000"));
        Instant uploaded = today.minusDays(DAYS + 1).atStartOfDay().toInstant(ZoneOffset.UTC);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", brokers, "acks", "all", "linger.ms", 5),
                new StringSerializer(),
                TopicSerdes.<VideoChanged>serializer())) {
            List<Future<?>> told = new ArrayList<>();
            for (int number = 0; number < VIDEOS; number++) {
                VideoId id = video(number);
                told.add(producer.send(new ProducerRecord<>(
                        Topics.VIDEOS.name(),
                        id.toString(),
                        new VideoChanged(
                                id,
                                1,
                                uploader,
                                "Bench",
                                "Video " + number,
                                "",
                                Category.EMPLOYEE,
                                VideoStatus.APPROVED,
                                null,
                                FILM_MS,
                                "bench",
                                uploaded,
                                uploaded))));
            }
            for (Future<?> each : told) {
                each.get();
            }
        }
    }

    private static VideoId video(int number) {
        return new VideoId(UUID.fromString("0199a000-0000-7000-8002-%012x".formatted(number)));
    }

    /**
     * The same refreshes that come once a minute by themselves, twenty days each. A sum counts what was stored a minute before
     * it, for a row may become visible that long after its day is marked. Nothing here is on its way, so instead of waiting
     * for that minute the days are marked as if it were over, and what was summed up meanwhile is forgotten.
     */
    private void awaitSums() throws Exception {
        long deadline = System.nanoTime() + SUMMED_WITHIN.toNanos();
        clickHouse.query("SYSTEM WAIT VIEW fovea.sum_of_days");
        clickHouse.query("TRUNCATE TABLE fovea.daily_rows");
        clickHouse.query("TRUNCATE TABLE fovea.changed_days");
        clickHouse.query("""
                INSERT INTO fovea.changed_days
                SELECT DISTINCT day, now64(3, 'UTC') - INTERVAL 2 MINUTE FROM fovea.view_rows_by_day""");
        while (!isSummed()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the days were not summed up within " + SUMMED_WITHIN);
            }
            clickHouse.query("SYSTEM REFRESH VIEW fovea.sum_of_days");
            clickHouse.query("SYSTEM WAIT VIEW fovea.sum_of_days");
        }
    }

    private boolean isSummed() throws ClickHouseFailure {
        return count("""
                SELECT count() FROM (SELECT day, max(changed_at) AS changed FROM fovea.changed_days GROUP BY day) AS c
                LEFT JOIN (SELECT day, max(summed_at) AS summed FROM fovea.daily_rows WHERE dimension = 'all' GROUP BY day) AS s
                ON s.day = c.day WHERE summed <= changed""") == 0;
    }

    /** That what is asked for is what was put in, and not a chart of nothing. */
    private void requireShown() throws Exception {
        require("views summed up", VIEWS, count("SELECT sum(views) FROM fovea.daily WHERE dimension = 'all'"));
        JsonNode month = json("/analytics/overview?from=%s&to=%s".formatted(first, today));
        require("views shown", VIEWS, month.path("views").asLong());
        require(
                "played shown",
                count("SELECT sum(played_ms) FROM fovea.views"),
                month.path("playedMs").asLong());
        long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
        while (json("/analytics/videos/" + video(0)).path("retention").size() != 100) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the charts do not know the videos");
            }
            Thread.sleep(100);
        }
    }

    private static void require(String what, long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException("%s should be %d, are %d".formatted(what, expected, found));
        }
    }

    private long count(String sql) throws ClickHouseFailure {
        return Long.parseLong(clickHouse.query(sql).strip());
    }

    private static long millisOf(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    /** Asks each chart many times, one after the other; the slowest one's 95th percentile counts. */
    double p95Ms(Measured measured) throws IOException, InterruptedException {
        String month = "from=%s&to=%s".formatted(first, Instant.now());
        Map<String, String> charts = new LinkedHashMap<>();
        charts.put("overview", "/analytics/overview");
        charts.put("overviewCompared", "/analytics/overview?compare=previous");
        charts.put("focus", "/analytics/focus?" + month);
        charts.put("audience", "/analytics/audience?" + month);
        charts.put("quality", "/analytics/quality?" + month);
        charts.put("video", "/analytics/videos/%s?%s".formatted(video(0), month));
        charts.put("focusOfVideo", "/analytics/focus?videoId=%s&%s".formatted(video(0), month));
        charts.put("audienceOfVideo", "/analytics/audience?videoId=%s&%s".formatted(video(0), month));
        charts.put("qualityOfVideo", "/analytics/quality?videoId=%s&%s".formatted(video(0), month));
        charts.put("viewersOfVideo", "/analytics/viewers?videoId=%s&%s".formatted(video(0), month));
        for (int i = 0; i < ASKED_BEFORE; i++) {
            for (String path : charts.values()) {
                ask(path);
            }
        }
        double worst = 0;
        for (var chart : charts.entrySet()) {
            List<Double> ms = new ArrayList<>();
            for (int i = 0; i < ASKED; i++) {
                long start = System.nanoTime();
                ask(chart.getValue());
                ms.add((System.nanoTime() - start) / 1e6);
            }
            double p95 = Report.quantile(ms, 0.95);
            measured.add("chart." + chart.getKey() + ".p50", Report.quantile(ms, 0.5), "ms");
            measured.add("chart." + chart.getKey() + ".p95", p95, "ms");
            worst = Math.max(worst, p95);
        }
        return worst;
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(ask(path));
    }

    private String ask(String path) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(api.resolve("/api/v1" + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("%s answered %d: %s".formatted(path, answer.statusCode(), answer.body()));
        }
        return answer.body();
    }
}
