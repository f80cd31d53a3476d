-- Where on the film focus was entered, lost, regained and left, and where a viewer jumped: the few events of a view that tell
-- which parts of the film were seen in focus. Copies of one event merge away, so filling it twice does no harm.

CREATE TABLE IF NOT EXISTS fovea.focus_marks
(
    video_id        UUID,
    view_id         UUID,
    view_started_at DateTime64(3, 'UTC') COMMENT 'server clock when the view was granted',
    sequence        UInt32 COMMENT 'of two events for one sequence the one counts whose event_id sorts first as text',
    event_id        UUID,
    type            LowCardinality(String) COMMENT 'FOCUS_START, FOCUS_LOST, FOCUS_REGAINED, FOCUS_END or SEEK',
    left_ms         UInt32 COMMENT 'media time at which the playhead arrived; of SEEK where it left',
    landed_ms       UInt32 COMMENT 'media time from which it goes on; differs of SEEK only'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(view_started_at)
ORDER BY (video_id, view_id, sequence, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Events of player_events that begin or end a part of the film seen in focus; filled by marks_of_player_events';

CREATE MATERIALIZED VIEW IF NOT EXISTS fovea.marks_of_player_events TO fovea.focus_marks AS
SELECT video_id, view_id, view_started_at, sequence, event_id, type,
       if(type = 'SEEK', ifNull(from_ms, playhead_ms), playhead_ms) AS left_ms,
       if(type = 'SEEK', ifNull(to_ms, playhead_ms), playhead_ms) AS landed_ms
FROM fovea.player_events
WHERE (type IN ('FOCUS_START', 'FOCUS_REGAINED', 'FOCUS_END', 'SEEK')
       OR (type = 'FOCUS_LOST' AND cause IN ('TAB_HIDDEN', 'WINDOW_BLURRED', 'FULLSCREEN_LEFT', 'PAUSED_AWAY')))
  AND received_at <= view_started_at + INTERVAL 7 DAY;

-- What was stored before.

INSERT INTO fovea.focus_marks
SELECT video_id, view_id, view_started_at, sequence, event_id, type,
       if(type = 'SEEK', ifNull(from_ms, playhead_ms), playhead_ms) AS left_ms,
       if(type = 'SEEK', ifNull(to_ms, playhead_ms), playhead_ms) AS landed_ms
FROM fovea.player_events
WHERE (type IN ('FOCUS_START', 'FOCUS_REGAINED', 'FOCUS_END', 'SEEK')
       OR (type = 'FOCUS_LOST' AND cause IN ('TAB_HIDDEN', 'WINDOW_BLURRED', 'FULLSCREEN_LEFT', 'PAUSED_AWAY')))
  AND received_at <= view_started_at + INTERVAL 7 DAY;
