-- Oracle B: docs/metrics.md in SQL over the raw arrivals. Each statement makes one table of the database `oracle`.

-- What counts of each sequence: the payload whose id sorts first as text, as it was received first.
CREATE TABLE oracle.told ENGINE = MergeTree ORDER BY (view_id, sequence) AS
SELECT view_id, toInt64(sequence) AS sequence,
       min((id, received, type, viewer_time, playhead, from_at, to_at, cause, value, video, viewer, started, device, region)) AS t,
       uniqExact(id) > 1 AS contested, max(received) AS heard
FROM (
    SELECT view_id, sequence, toString(event_id) AS id, toUnixTimestamp64Milli(received_at) AS received, toString(type) AS type,
           viewer_time, toInt64(playhead_ms) AS playhead, toInt64(ifNull(from_ms, 0)) AS from_at, toInt64(ifNull(to_ms, 0)) AS to_at,
           toString(cause) AS cause, toInt64(ifNull(value_ms, -1)) AS value, toString(video_id) AS video,
           toString(viewer_id) AS viewer, toUnixTimestamp64Milli(view_started_at) AS started, toString(device) AS device,
           toString(region) AS region
    FROM fovea.player_events FINAL
)
WHERE received - started <= 7 * 86400000
GROUP BY view_id, sequence;

CREATE TABLE oracle.facts ENGINE = MergeTree ORDER BY (view_id, sequence) AS
SELECT view_id, sequence, t.2 AS received, t.3 AS type, t.4 AS viewer_time, t.5 AS playhead,
       if(type != 'SEEK' AND t.6 < t.7, t.6, 0) AS from_at, if(type != 'SEEK' AND t.6 < t.7, t.7, 0) AS to_at,
       t.8 AS cause, t.9 AS value, t.10 AS video, t.11 AS viewer, t.12 AS started, t.13 AS device, t.14 AS region,
       contested, heard
FROM oracle.told;

-- Between two borders the film was played equally often.
CREATE TABLE oracle.parts ENGINE = MergeTree ORDER BY (view_id, from_at) AS
SELECT view_id, from_at, to_at, times
FROM (
    SELECT view_id, border AS from_at,
           leadInFrame(border) OVER (PARTITION BY view_id ORDER BY border ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS to_at,
           sum(change) OVER (PARTITION BY view_id ORDER BY border ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS times
    FROM (
        SELECT view_id, border, sum(step) AS change
        FROM (
            SELECT view_id, from_at AS border, 1 AS step FROM oracle.facts WHERE from_at < to_at
            UNION ALL
            SELECT view_id, to_at AS border, -1 AS step FROM oracle.facts WHERE from_at < to_at
        )
        GROUP BY view_id, border
        HAVING change != 0
    )
)
WHERE times > 0;

-- The view's clock: steps forward of the viewer's clock, never beyond what the server had received by then.
CREATE TABLE oracle.moments ENGINE = MergeTree ORDER BY (view_id, place) AS
SELECT view_id, place, m.1 AS sequence, m.2 AS type, m.5 AS cause, elapsed, length(marks) = place AS is_last
FROM (
    SELECT view_id, marks,
           arrayFold(
               (told, m) -> (
                   arrayPushBack(told.1, greatest(told.1[-1], least(told.1[-1] + greatest(0, m.3 - told.2), m.4 + 60000))),
                   m.3),
               arrayPopFront(marks),
               ([toInt64(0)], marks[1].3)).1 AS clock
    FROM (
        SELECT view_id,
               arrayFilter((m, at) -> at = 1 OR at = length(every) OR m.2 IN ('FOCUS_START', 'FOCUS_END', 'FOCUS_LOST',
                   'FOCUS_REGAINED', 'STARTUP', 'REBUFFER_START', 'REBUFFER_END'), every, arrayEnumerate(every)) AS marks
        FROM (
            SELECT view_id, arraySort(m -> m.1, groupArray((sequence, type, viewer_time, received - started, cause))) AS every
            FROM oracle.facts
            GROUP BY view_id
        )
    )
)
ARRAY JOIN marks AS m, clock AS elapsed, arrayEnumerate(marks) AS place;

CREATE TABLE oracle.stalls ENGINE = MergeTree ORDER BY view_id AS
SELECT view_id, countIf(type = 'REBUFFER_START') AS rebuffers,
       sumIf(elapsed - elapsed_before, type = 'REBUFFER_END' AND type_before = 'REBUFFER_START') AS rebuffer_ms
FROM (
    SELECT view_id, type, elapsed,
           lagInFrame(type) OVER (PARTITION BY view_id ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS type_before,
           lagInFrame(elapsed) OVER (PARTITION BY view_id ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS elapsed_before
    FROM oracle.moments
    WHERE type IN ('REBUFFER_START', 'REBUFFER_END')
)
GROUP BY view_id;

-- Every moment with the number of focus sessions begun until then; 0 lies before the first.
CREATE TABLE oracle.numbered ENGINE = MergeTree ORDER BY (view_id, place) AS
SELECT view_id, place, sequence, type, cause, elapsed,
       countIf(type = 'FOCUS_START') OVER (PARTITION BY view_id ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS session
FROM oracle.moments;

CREATE TABLE oracle.sessions ENGINE = MergeTree ORDER BY (view_id, session) AS
SELECT view_id, session, start_sequence, start_ms, end_place,
       multiIf(end_place > 0, end_ms, next_start_ms >= 0, next_start_ms, view_end_ms) AS end_ms
FROM (
    SELECT s.view_id AS view_id, s.session AS session, s.start_sequence AS start_sequence, s.start_ms AS start_ms,
           s.end_place AS end_place, s.end_ms AS end_ms, v.view_end_ms AS view_end_ms,
           leadInFrame(s.start_ms, 1, toInt64(-1)) OVER (PARTITION BY s.view_id ORDER BY s.session ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_start_ms
    FROM (
        SELECT view_id, session, argMin(sequence, place) AS start_sequence, argMin(elapsed, place) AS start_ms,
               minIf(place, type = 'FOCUS_END') AS end_place, argMinIf(elapsed, place, type = 'FOCUS_END') AS end_ms
        FROM oracle.numbered
        WHERE session > 0
        GROUP BY view_id, session
    ) AS s
    INNER JOIN (SELECT view_id, max(elapsed) AS view_end_ms FROM oracle.moments GROUP BY view_id) AS v ON v.view_id = s.view_id
);

-- Where focus really changed: what says again what holds already is left out.
CREATE TABLE oracle.turns ENGINE = MergeTree ORDER BY (view_id, session, place) AS
SELECT view_id, session, place, lost, cause, elapsed,
       leadInFrame(elapsed, 1, toInt64(-1)) OVER (PARTITION BY view_id, session ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_elapsed
FROM (
    SELECT view_id, session, place, n.type = 'FOCUS_LOST' AS lost, n.type AS type, cause, elapsed,
           lagInFrame(toInt8(n.type = 'FOCUS_LOST'), 1, toInt8(-1)) OVER (PARTITION BY view_id, session ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS lost_before
    FROM oracle.numbered AS n
    INNER JOIN oracle.sessions AS s ON s.view_id = n.view_id AND s.session = n.session
    WHERE n.type IN ('FOCUS_START', 'FOCUS_LOST', 'FOCUS_REGAINED') AND (s.end_place = 0 OR n.place < s.end_place)
)
WHERE lost != lost_before;

CREATE TABLE oracle.focus ENGINE = MergeTree ORDER BY (view_id, session) AS
SELECT s.view_id AS view_id, s.session AS session, any(s.start_sequence) AS start_sequence, any(s.start_ms) AS start_ms, any(s.end_ms) AS end_ms,
       sumIf(if(t.next_elapsed >= 0, t.next_elapsed, s.end_ms) - t.elapsed, NOT t.lost) AS focused_ms,
       maxIf(if(t.next_elapsed >= 0, t.next_elapsed, s.end_ms) - t.elapsed, NOT t.lost) AS longest_ms,
       countIf(t.lost AND t.cause = 'TAB_HIDDEN') AS tab_hidden, countIf(t.lost AND t.cause = 'WINDOW_BLURRED') AS window_blurred,
       countIf(t.lost AND t.cause = 'FULLSCREEN_LEFT') AS fullscreen_left, countIf(t.lost AND t.cause = 'PAUSED_AWAY') AS paused_away
FROM oracle.sessions AS s
INNER JOIN oracle.turns AS t ON t.view_id = s.view_id AND t.session = s.session
GROUP BY s.view_id, s.session;

CREATE TABLE oracle.views ENGINE = MergeTree ORDER BY view_id AS
SELECT f.view_id AS view_id, video, viewer, started, f.heard AS heard, version, played_ms, ifNull(unique_ms, 0) AS unique_ms, playhead,
       completed, startup, ifNull(rebuffers, 0) AS rebuffers, ifNull(rebuffer_ms, 0) AS rebuffer_ms, seeks, errors, conflicts, device, region
FROM (
    SELECT view_id, argMin(video, sequence) AS video, argMin(viewer, sequence) AS viewer, argMin(started, sequence) AS started,
           max(facts.heard) AS heard, count() AS version, sum(to_at - from_at) AS played_ms, argMax(playhead, sequence) AS playhead,
           max(type = 'COMPLETE') AS completed, countIf(type = 'STARTUP' AND value >= 0) AS startups,
           if(startups > 0, toString(argMinIf(value, sequence, type = 'STARTUP' AND value >= 0)), '-') AS startup,
           countIf(type = 'SEEK') AS seeks, countIf(type = 'ERROR') AS errors, countIf(contested) AS conflicts,
           argMin(device, sequence) AS device, argMin(region, sequence) AS region
    FROM oracle.facts AS facts
    GROUP BY view_id
) AS f
LEFT JOIN (SELECT view_id, sum(to_at - from_at) AS unique_ms FROM oracle.parts GROUP BY view_id) AS p ON p.view_id = f.view_id
LEFT JOIN oracle.stalls AS s ON s.view_id = f.view_id;
