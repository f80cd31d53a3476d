-- Charts over long periods and all videos: whole days are read from what was summed up of them, days that changed since then
-- from their views. Nothing here adds to a sum at an insert: copies of rows replace each other as the rows themselves do,
-- and a day is summed anew from its views whenever one of them has changed. docs/decisions/0054.

CREATE TABLE IF NOT EXISTS fovea.view_rows_by_day
(
    day              Date,
    view_id          UUID,
    video_id         UUID,
    viewer_id        UUID,
    view_started_at  DateTime64(3, 'UTC'),
    last_received_at DateTime64(3, 'UTC'),
    played_ms        UInt64,
    unique_ms        UInt64,
    startup_ms       Nullable(UInt64),
    rebuffers        UInt32,
    rebuffer_ms      UInt64,
    errors           UInt32,
    device           LowCardinality(String),
    region           LowCardinality(String),
    row_version      UInt64
)
ENGINE = ReplacingMergeTree(row_version)
PARTITION BY toYYYYMM(day)
ORDER BY (day, view_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'view_rows in the order of days; filled by day_of_view_rows';

CREATE MATERIALIZED VIEW IF NOT EXISTS fovea.day_of_view_rows TO fovea.view_rows_by_day AS
SELECT toDate(view_started_at, 'UTC') AS day, view_id, video_id, viewer_id, view_started_at, last_received_at,
       played_ms, unique_ms, startup_ms, rebuffers, rebuffer_ms, errors, device, region, row_version
FROM fovea.view_rows;

CREATE TABLE IF NOT EXISTS fovea.focus_rows_by_day
(
    day             Date,
    view_id         UUID,
    video_id        UUID,
    view_started_at DateTime64(3, 'UTC'),
    sessions        UInt64,
    session_ms      Int64,
    focused_ms      UInt64,
    longest_ms      UInt64,
    tab_hidden      UInt64,
    window_blurred  UInt64,
    fullscreen_left UInt64,
    paused_away     UInt64,
    row_version     UInt64
)
ENGINE = ReplacingMergeTree(row_version)
PARTITION BY toYYYYMM(day)
ORDER BY (day, view_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'focus_rows in the order of days, the sessions of a view together; filled by day_of_focus_rows';

CREATE MATERIALIZED VIEW IF NOT EXISTS fovea.day_of_focus_rows TO fovea.focus_rows_by_day AS
SELECT toDate(view_started_at, 'UTC') AS day, view_id, video_id, view_started_at,
       length(sessions) AS sessions,
       arraySum(s -> s.end_ms - s.start_ms, rows.sessions) AS session_ms,
       arraySum(rows.sessions.focused_ms) AS focused_ms,
       arrayMax(arrayPushBack(rows.sessions.longest_ms, 0)) AS longest_ms,
       arraySum(rows.sessions.tab_hidden) AS tab_hidden,
       arraySum(rows.sessions.window_blurred) AS window_blurred,
       arraySum(rows.sessions.fullscreen_left) AS fullscreen_left,
       arraySum(rows.sessions.paused_away) AS paused_away,
       row_version
FROM fovea.focus_rows AS rows;

CREATE TABLE IF NOT EXISTS fovea.changed_days
(
    day        Date,
    changed_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(changed_at)
ORDER BY day
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'When a row of a view of that day was last stored, be it a copy of an old one';

CREATE MATERIALIZED VIEW IF NOT EXISTS fovea.days_of_changed_views TO fovea.changed_days AS
SELECT toDate(view_started_at, 'UTC') AS day, now64(3, 'UTC') AS changed_at
FROM fovea.view_rows
GROUP BY day;

CREATE MATERIALIZED VIEW IF NOT EXISTS fovea.days_of_changed_focus TO fovea.changed_days AS
SELECT toDate(view_started_at, 'UTC') AS day, now64(3, 'UTC') AS changed_at
FROM fovea.focus_rows
GROUP BY day;

-- What was stored before the copies above were made.

INSERT INTO fovea.view_rows_by_day
SELECT toDate(view_started_at, 'UTC') AS day, view_id, video_id, viewer_id, view_started_at, last_received_at,
       played_ms, unique_ms, startup_ms, rebuffers, rebuffer_ms, errors, device, region, row_version
FROM fovea.view_rows;

INSERT INTO fovea.focus_rows_by_day
SELECT toDate(view_started_at, 'UTC') AS day, view_id, video_id, view_started_at,
       length(sessions) AS sessions,
       arraySum(s -> s.end_ms - s.start_ms, rows.sessions) AS session_ms,
       arraySum(rows.sessions.focused_ms) AS focused_ms,
       arrayMax(arrayPushBack(rows.sessions.longest_ms, 0)) AS longest_ms,
       arraySum(rows.sessions.tab_hidden) AS tab_hidden,
       arraySum(rows.sessions.window_blurred) AS window_blurred,
       arraySum(rows.sessions.fullscreen_left) AS fullscreen_left,
       arraySum(rows.sessions.paused_away) AS paused_away,
       row_version
FROM fovea.focus_rows AS rows;

INSERT INTO fovea.changed_days
SELECT toDate(view_started_at, 'UTC') AS day, now64(3, 'UTC') AS changed_at
FROM fovea.view_rows
GROUP BY day;

CREATE TABLE IF NOT EXISTS fovea.daily_rows
(
    day             Date,
    dimension       Enum8('all' = 1, 'device' = 2, 'region' = 3, 'video' = 4),
    video_id        UUID COMMENT 'zeros unless dimension is video',
    name            LowCardinality(String) COMMENT 'of the device class or region, else empty',
    views           UInt64,
    viewers         UInt64 COMMENT 'distinct on that day; not to be added up over days',
    played_ms       UInt64,
    unique_ms       UInt64,
    rebuffers       UInt64,
    rebuffer_ms     UInt64,
    errors          UInt64,
    sessions        UInt64 COMMENT 'of focus, as all that follows; of all and video only',
    session_ms      Int64,
    focused_ms      UInt64,
    longest_ms      UInt64,
    tab_hidden      UInt64,
    window_blurred  UInt64,
    fullscreen_left UInt64,
    paused_away     UInt64,
    summed_at       DateTime64(3, 'UTC') COMMENT 'everything stored until then is counted'
)
ENGINE = ReplacingMergeTree(summed_at)
ORDER BY (dimension, day, video_id, name)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Sums of whole days (UTC, by the start of the view); the last sum of a day replaces earlier ones: read fovea.daily';

CREATE VIEW IF NOT EXISTS fovea.daily AS
SELECT day, dimension, video_id, name, views, viewers, played_ms, unique_ms, rebuffers, rebuffer_ms, errors,
       sessions, session_ms, focused_ms, longest_ms, tab_hidden, window_blurred, fullscreen_left, paused_away, summed_at
FROM fovea.daily_rows FINAL;

-- A row becomes visible a moment after its day is marked as changed, at most the sink's request timeout: so a sum claims only
-- what was stored a minute before it. A key of an earlier sum that no view has any more stays, at zero.

CREATE MATERIALIZED VIEW IF NOT EXISTS fovea.sum_of_days
REFRESH EVERY 1 MINUTE APPEND TO fovea.daily_rows AS
WITH now64(3, 'UTC') - INTERVAL 1 MINUTE AS counted_until,
    toUUID('00000000-0000-0000-0000-000000000000') AS no_video,
    changed AS (
        SELECT c.day AS day
        FROM (SELECT day, max(changed_at) AS changed_at FROM fovea.changed_days GROUP BY day) AS c
        LEFT JOIN (SELECT day, max(summed_at) AS summed_at FROM fovea.daily_rows WHERE dimension = 'all' GROUP BY day) AS s
            ON s.day = c.day
        WHERE s.summed_at <= c.changed_at
        ORDER BY day DESC LIMIT 20
    )
SELECT day, dimension, video AS video_id, name,
       sum(v) AS views, sum(w) AS viewers, sum(p) AS played_ms, sum(u) AS unique_ms,
       sum(r) AS rebuffers, sum(r_ms) AS rebuffer_ms, sum(e) AS errors,
       sum(s) AS sessions, sum(s_ms) AS session_ms, sum(f_ms) AS focused_ms, max(l_ms) AS longest_ms,
       sum(hidden) AS tab_hidden, sum(blurred) AS window_blurred, sum(left_) AS fullscreen_left, sum(away) AS paused_away,
       counted_until AS summed_at
FROM (
    SELECT day,
           multiIf(grouped = 7, 'all', grouped = 3, 'device', grouped = 5, 'region', 'video') AS dimension,
           if(grouped = 6, video_id, no_video) AS video,
           multiIf(grouped = 3, toString(device), grouped = 5, toString(region), '') AS name,
           count() AS v, uniqExact(viewer_id) AS w, sum(played_ms) AS p, sum(unique_ms) AS u,
           sum(rebuffers) AS r, sum(rebuffer_ms) AS r_ms, sum(errors) AS e,
           0 AS s, 0 AS s_ms, 0 AS f_ms, 0 AS l_ms, 0 AS hidden, 0 AS blurred, 0 AS left_, 0 AS away,
           grouping(device, region, video_id) AS grouped
    FROM fovea.view_rows_by_day FINAL
    WHERE day IN (SELECT day FROM changed)
    GROUP BY GROUPING SETS ((day), (day, device), (day, region), (day, video_id))
    UNION ALL
    SELECT day, if(grouped = 1, 'all', 'video') AS dimension, if(grouped = 1, no_video, video_id) AS video, '' AS name,
           0 AS v, 0 AS w, 0 AS p, 0 AS u, 0 AS r, 0 AS r_ms, 0 AS e,
           sum(sessions) AS s, sum(session_ms) AS s_ms, sum(focused_ms) AS f_ms, max(longest_ms) AS l_ms,
           sum(tab_hidden) AS hidden, sum(window_blurred) AS blurred, sum(fullscreen_left) AS left_, sum(paused_away) AS away,
           grouping(video_id) AS grouped
    FROM fovea.focus_rows_by_day FINAL
    WHERE day IN (SELECT day FROM changed)
    GROUP BY GROUPING SETS ((day), (day, video_id))
    UNION ALL
    SELECT DISTINCT day, toString(dimension) AS dimension, video_id AS video, toString(name) AS name,
           0 AS v, 0 AS w, 0 AS p, 0 AS u, 0 AS r, 0 AS r_ms, 0 AS e,
           0 AS s, 0 AS s_ms, 0 AS f_ms, 0 AS l_ms, 0 AS hidden, 0 AS blurred, 0 AS left_, 0 AS away, 0 AS grouped
    FROM fovea.daily_rows
    WHERE day IN (SELECT day FROM changed)
)
GROUP BY day, dimension, video, name;

-- For analysts: which minutes of a film a view played.

CREATE VIEW IF NOT EXISTS fovea.watch_minutes AS
SELECT view_id, video_id, viewer_id, view_started_at, last_received_at, version,
       toUInt32(minute_of_film) AS minute,
       sum(part.times * (least(part.to_ms, (minute_of_film + 1) * 60000) - greatest(part.from_ms, minute_of_film * 60000))) AS played_ms,
       sum(least(part.to_ms, (minute_of_film + 1) * 60000) - greatest(part.from_ms, minute_of_film * 60000)) AS unique_ms
FROM fovea.retention_rows FINAL
ARRAY JOIN played AS part
ARRAY JOIN range(intDiv(part.from_ms, 60000), intDiv(part.to_ms + 59999, 60000)) AS minute_of_film
GROUP BY view_id, video_id, viewer_id, view_started_at, last_received_at, version, minute;
