-- Times are milliseconds at UTC. Every row carries its identity in Kafka (topic_id, kafka_partition, kafka_offset), so a
-- record stored twice is the same row twice and merges away. What is durable before it is confirmed is set per table.

CREATE TABLE IF NOT EXISTS fovea.player_events
(
    event_id        UUID COMMENT 'given by the player; a retry of the player carries the same one',
    view_id         UUID,
    video_id        UUID,
    viewer_id       UUID,
    schema          UInt16,
    view_started_at DateTime64(3, 'UTC') COMMENT 'server clock when the view was granted',
    sequence        UInt32 COMMENT 'counts from 0 in each view',
    type            LowCardinality(String),
    viewer_time     Int64 COMMENT 'viewer clock, ms since 1970-01-01; may lie, use differences within a view only',
    received_at     DateTime64(3, 'UTC') COMMENT 'server clock',
    playhead_ms     UInt32 COMMENT 'media time',
    rate            Float64 COMMENT 'playback speed, 1 is normal',
    from_ms         Nullable(UInt32) COMMENT 'media time; of SEEK where it left, else where the played interval begins',
    to_ms           Nullable(UInt32) COMMENT 'media time, exclusive; of SEEK where it landed',
    cause           LowCardinality(String) COMMENT 'of FOCUS_LOST and ERROR, else empty',
    value_ms        Nullable(UInt64) COMMENT 'of STARTUP',
    value_kbps      Nullable(UInt32) COMMENT 'of RENDITION',
    device          LowCardinality(String),
    region          LowCardinality(String),
    topic_id        UUID,
    kafka_partition UInt32,
    kafka_offset    UInt64,
    stored_at       DateTime64(3, 'UTC') MATERIALIZED now64(3, 'UTC') COMMENT 'clock of ClickHouse; differs between copies of one row',
    CONSTRAINT has_event_id CHECK event_id != toUUID('00000000-0000-0000-0000-000000000000'),
    CONSTRAINT has_view_id CHECK view_id != toUUID('00000000-0000-0000-0000-000000000000'),
    CONSTRAINT has_video_id CHECK video_id != toUUID('00000000-0000-0000-0000-000000000000'),
    CONSTRAINT has_type CHECK type != '',
    CONSTRAINT received_at_is_a_time CHECK received_at BETWEEN toDateTime64('2001-09-10 00:00:00', 3, 'UTC') AND toDateTime64('2200-01-01 00:00:00', 3, 'UTC')
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(received_at)
PRIMARY KEY (video_id, view_id)
ORDER BY (video_id, view_id, sequence, topic_id, kafka_partition, kafka_offset)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Player events as the collector accepted them, one row for each Kafka record (so a retry of a player is a row of its own)';

CREATE TABLE IF NOT EXISTS fovea.player_events_late AS fovea.player_events
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(received_at)
PRIMARY KEY (video_id, view_id)
ORDER BY (video_id, view_id, sequence, topic_id, kafka_partition, kafka_offset)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Events received more than 7 days after their view began: counted here, in no other figure';

-- The row of a view with the highest version wins; between equal versions (a conflicting payload was decided anew) the
-- later Kafka offset. row_version says both in one number, so the winner never depends on the order of inserts.

CREATE TABLE IF NOT EXISTS fovea.view_rows
(
    view_id          UUID,
    video_id         UUID,
    viewer_id        UUID,
    view_started_at  DateTime64(3, 'UTC') COMMENT 'server clock when the view was granted',
    last_received_at DateTime64(3, 'UTC') COMMENT 'server clock, of the latest event folded',
    version          UInt32 COMMENT 'number of distinct sequences folded',
    played_ms        UInt64 COMMENT 'media time advanced while playing; rewatching counts again',
    unique_ms        UInt64 COMMENT 'length of the union of played intervals',
    playhead_ms      UInt32 COMMENT 'media time at the highest sequence',
    completed        Bool,
    startup_ms       Nullable(UInt64) COMMENT 'null when the view ended before its first frame',
    rebuffers        UInt32,
    rebuffer_ms      UInt64,
    seeks            UInt32,
    errors           UInt32,
    conflicts        UInt32 COMMENT 'sequences that came with two payloads',
    device           LowCardinality(String),
    region           LowCardinality(String),
    topic_id         UUID,
    kafka_partition  UInt32,
    kafka_offset     UInt64,
    row_version      UInt64 MATERIALIZED bitOr(bitShiftLeft(toUInt64(version), 43), bitAnd(kafka_offset, bitShiftLeft(toUInt64(1), 43) - 1)),
    stored_at        DateTime64(3, 'UTC') MATERIALIZED now64(3, 'UTC') COMMENT 'clock of ClickHouse; differs between copies of one row',
    CONSTRAINT has_view_id CHECK view_id != toUUID('00000000-0000-0000-0000-000000000000'),
    CONSTRAINT has_video_id CHECK video_id != toUUID('00000000-0000-0000-0000-000000000000'),
    CONSTRAINT version_fits CHECK version < 2097152,
    CONSTRAINT view_started_at_is_a_time CHECK view_started_at BETWEEN toDateTime64('2001-09-10 00:00:00', 3, 'UTC') AND toDateTime64('2200-01-01 00:00:00', 3, 'UTC')
)
ENGINE = ReplacingMergeTree(row_version)
PARTITION BY toYYYYMM(view_started_at)
ORDER BY (video_id, view_started_at, view_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every stored version of what is known of a view: read fovea.views';

CREATE TABLE IF NOT EXISTS fovea.retention_rows
(
    view_id          UUID,
    video_id         UUID,
    viewer_id        UUID,
    view_started_at  DateTime64(3, 'UTC') COMMENT 'server clock when the view was granted',
    last_received_at DateTime64(3, 'UTC') COMMENT 'server clock, of the latest event folded',
    version          UInt32 COMMENT 'number of distinct sequences folded',
    played           Array(Tuple(from_ms UInt32, to_ms UInt32, times UInt32)) COMMENT 'disjoint, ascending, half-open [from_ms, to_ms) of media time',
    topic_id         UUID,
    kafka_partition  UInt32,
    kafka_offset     UInt64,
    row_version      UInt64 MATERIALIZED bitOr(bitShiftLeft(toUInt64(version), 43), bitAnd(kafka_offset, bitShiftLeft(toUInt64(1), 43) - 1)),
    stored_at        DateTime64(3, 'UTC') MATERIALIZED now64(3, 'UTC') COMMENT 'clock of ClickHouse; differs between copies of one row',
    CONSTRAINT has_view_id CHECK view_id != toUUID('00000000-0000-0000-0000-000000000000'),
    CONSTRAINT has_video_id CHECK video_id != toUUID('00000000-0000-0000-0000-000000000000'),
    CONSTRAINT version_fits CHECK version < 2097152,
    CONSTRAINT view_started_at_is_a_time CHECK view_started_at BETWEEN toDateTime64('2001-09-10 00:00:00', 3, 'UTC') AND toDateTime64('2200-01-01 00:00:00', 3, 'UTC')
)
ENGINE = ReplacingMergeTree(row_version)
PARTITION BY toYYYYMM(view_started_at)
ORDER BY (video_id, view_started_at, view_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every stored version of which parts a view played: read fovea.retention';

CREATE TABLE IF NOT EXISTS fovea.focus_rows
(
    view_id          UUID,
    video_id         UUID,
    viewer_id        UUID,
    view_started_at  DateTime64(3, 'UTC') COMMENT 'server clock when the view was granted',
    last_received_at DateTime64(3, 'UTC') COMMENT 'server clock, of the latest event folded',
    version          UInt32 COMMENT 'number of distinct sequences folded',
    sessions         Array(Tuple(
        start_sequence UInt32, start_ms Int64, end_ms Int64, focused_ms UInt64, longest_ms UInt64,
        tab_hidden UInt32, window_blurred UInt32, fullscreen_left UInt32, paused_away UInt32)),
    topic_id         UUID,
    kafka_partition  UInt32,
    kafka_offset     UInt64,
    row_version      UInt64 MATERIALIZED bitOr(bitShiftLeft(toUInt64(version), 43), bitAnd(kafka_offset, bitShiftLeft(toUInt64(1), 43) - 1)),
    stored_at        DateTime64(3, 'UTC') MATERIALIZED now64(3, 'UTC') COMMENT 'clock of ClickHouse; differs between copies of one row',
    CONSTRAINT has_view_id CHECK view_id != toUUID('00000000-0000-0000-0000-000000000000'),
    CONSTRAINT has_video_id CHECK video_id != toUUID('00000000-0000-0000-0000-000000000000'),
    CONSTRAINT version_fits CHECK version < 2097152,
    CONSTRAINT view_started_at_is_a_time CHECK view_started_at BETWEEN toDateTime64('2001-09-10 00:00:00', 3, 'UTC') AND toDateTime64('2200-01-01 00:00:00', 3, 'UTC')
)
ENGINE = ReplacingMergeTree(row_version)
PARTITION BY toYYYYMM(view_started_at)
ORDER BY (video_id, view_started_at, view_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every stored version of the focus sessions of a view: read fovea.focus_sessions';

CREATE TABLE IF NOT EXISTS fovea.sink_progress
(
    target          String COMMENT 'table that the topic is stored in',
    topic           String,
    topic_id        UUID COMMENT 'a topic deleted and made anew has another one and starts at 0',
    kafka_partition UInt32,
    next_offset     UInt64 COMMENT 'everything below is stored or dead-lettered',
    stored_at       DateTime64(3, 'UTC') MATERIALIZED now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(next_offset)
ORDER BY (target, topic, topic_id, kafka_partition)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Where the sink goes on. Never expire or erase rows here: it would store a whole topic again';
