-- For ClickHouse's own Kafka Connect sink: tables whose columns are named as the JSON fields. They keep nothing; their views
-- pass each row on to the tables of Fovea. To be run once, after the schema of Fovea.

CREATE TABLE IF NOT EXISTS fovea.player_events_in
(
    schema UInt16, eventId String,
    viewId String, videoId String, viewerId String, viewStartedAt Int64,
    sequence UInt32, type String, viewerTime Int64, receivedAt Int64, playheadMs UInt32, rate Float64,
    fromMs Nullable(UInt32), toMs Nullable(UInt32), cause String, valueMs Nullable(UInt64), valueKbps Nullable(UInt32),
    device String, region String,
    kafkaPartition UInt32, kafkaOffset UInt64
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS fovea.player_events_in_to_player_events TO fovea.player_events AS
SELECT
    schema, toUUID(eventId) AS event_id,
    toUUID(viewId) AS view_id, toUUID(videoId) AS video_id, toUUID(viewerId) AS viewer_id,
    fromUnixTimestamp64Milli(viewStartedAt, 'UTC') AS view_started_at,
    sequence, type, viewerTime AS viewer_time, fromUnixTimestamp64Milli(receivedAt, 'UTC') AS received_at,
    playheadMs AS playhead_ms, rate, fromMs AS from_ms, toMs AS to_ms, cause, valueMs AS value_ms, valueKbps AS value_kbps,
    device, region,
    kafkaPartition AS kafka_partition, kafkaOffset AS kafka_offset
FROM fovea.player_events_in;

CREATE TABLE IF NOT EXISTS fovea.player_events_late_in
(
    schema UInt16, eventId String,
    viewId String, videoId String, viewerId String, viewStartedAt Int64,
    sequence UInt32, type String, viewerTime Int64, receivedAt Int64, playheadMs UInt32, rate Float64,
    fromMs Nullable(UInt32), toMs Nullable(UInt32), cause String, valueMs Nullable(UInt64), valueKbps Nullable(UInt32),
    device String, region String,
    kafkaPartition UInt32, kafkaOffset UInt64
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS fovea.player_events_late_in_to_player_events_late TO fovea.player_events_late AS
SELECT
    schema, toUUID(eventId) AS event_id,
    toUUID(viewId) AS view_id, toUUID(videoId) AS video_id, toUUID(viewerId) AS viewer_id,
    fromUnixTimestamp64Milli(viewStartedAt, 'UTC') AS view_started_at,
    sequence, type, viewerTime AS viewer_time, fromUnixTimestamp64Milli(receivedAt, 'UTC') AS received_at,
    playheadMs AS playhead_ms, rate, fromMs AS from_ms, toMs AS to_ms, cause, valueMs AS value_ms, valueKbps AS value_kbps,
    device, region,
    kafkaPartition AS kafka_partition, kafkaOffset AS kafka_offset
FROM fovea.player_events_late_in;

CREATE TABLE IF NOT EXISTS fovea.view_rows_in
(
    viewId String, videoId String, viewerId String, viewStartedAt Int64,
    lastReceivedAt Int64, version UInt32,
    playedMs UInt64, uniqueMs UInt64, playheadMs UInt32, completed Bool, startupMs Nullable(UInt64), rebuffers UInt32,
    rebufferMs UInt64, seeks UInt32, errors UInt32, conflicts UInt32, device String, region String,
    kafkaPartition UInt32, kafkaOffset UInt64
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS fovea.view_rows_in_to_view_rows TO fovea.view_rows AS
SELECT
    toUUID(viewId) AS view_id, toUUID(videoId) AS video_id, toUUID(viewerId) AS viewer_id,
    fromUnixTimestamp64Milli(viewStartedAt, 'UTC') AS view_started_at,
    fromUnixTimestamp64Milli(lastReceivedAt, 'UTC') AS last_received_at, version,
    playedMs AS played_ms, uniqueMs AS unique_ms, playheadMs AS playhead_ms, completed, startupMs AS startup_ms, rebuffers,
    rebufferMs AS rebuffer_ms, seeks, errors, conflicts, device, region,
    kafkaPartition AS kafka_partition, kafkaOffset AS kafka_offset
FROM fovea.view_rows_in;

CREATE TABLE IF NOT EXISTS fovea.retention_rows_in
(
    viewId String, videoId String, viewerId String, viewStartedAt Int64,
    lastReceivedAt Int64, version UInt32,
    played Array(Tuple(fromMs UInt32, toMs UInt32, times UInt32)),
    kafkaPartition UInt32, kafkaOffset UInt64
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS fovea.retention_rows_in_to_retention_rows TO fovea.retention_rows AS
SELECT
    toUUID(viewId) AS view_id, toUUID(videoId) AS video_id, toUUID(viewerId) AS viewer_id,
    fromUnixTimestamp64Milli(viewStartedAt, 'UTC') AS view_started_at,
    fromUnixTimestamp64Milli(lastReceivedAt, 'UTC') AS last_received_at, version,
    CAST(arrayMap(p -> (p.1, p.2, p.3), played), 'Array(Tuple(from_ms UInt32, to_ms UInt32, times UInt32))') AS played,
    kafkaPartition AS kafka_partition, kafkaOffset AS kafka_offset
FROM fovea.retention_rows_in;

CREATE TABLE IF NOT EXISTS fovea.focus_rows_in
(
    viewId String, videoId String, viewerId String, viewStartedAt Int64,
    lastReceivedAt Int64, version UInt32,
    sessions Array(Tuple(
        startSequence UInt32, startMs Int64, endMs Int64, focusedMs UInt64, longestMs UInt64,
        tabHidden UInt32, windowBlurred UInt32, fullscreenLeft UInt32, pausedAway UInt32)),
    kafkaPartition UInt32, kafkaOffset UInt64
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS fovea.focus_rows_in_to_focus_rows TO fovea.focus_rows AS
SELECT
    toUUID(viewId) AS view_id, toUUID(videoId) AS video_id, toUUID(viewerId) AS viewer_id,
    fromUnixTimestamp64Milli(viewStartedAt, 'UTC') AS view_started_at,
    fromUnixTimestamp64Milli(lastReceivedAt, 'UTC') AS last_received_at, version,
    CAST(arrayMap(s -> (s.1, s.2, s.3, s.4, s.5, s.6, s.7, s.8, s.9), sessions), 'Array(Tuple(
        start_sequence UInt32, start_ms Int64, end_ms Int64, focused_ms UInt64, longest_ms UInt64,
        tab_hidden UInt32, window_blurred UInt32, fullscreen_left UInt32, paused_away UInt32))') AS sessions,
    kafkaPartition AS kafka_partition, kafkaOffset AS kafka_offset
FROM fovea.focus_rows_in;
