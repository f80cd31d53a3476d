-- What analysts and dashboards read: each view of a video once, in its latest version.

CREATE VIEW IF NOT EXISTS fovea.views AS
SELECT view_id, video_id, viewer_id, view_started_at, last_received_at, version,
       played_ms, unique_ms, playhead_ms, completed, startup_ms, rebuffers, rebuffer_ms, seeks, errors, conflicts,
       device, region
FROM fovea.view_rows FINAL;

CREATE VIEW IF NOT EXISTS fovea.retention AS
SELECT view_id, video_id, viewer_id, view_started_at, last_received_at, version,
       part.from_ms AS from_ms, part.to_ms AS to_ms, part.times AS times
FROM fovea.retention_rows FINAL
ARRAY JOIN played AS part;

CREATE VIEW IF NOT EXISTS fovea.focus_sessions AS
SELECT view_id, video_id, viewer_id, view_started_at, last_received_at, version,
       session.start_sequence AS start_sequence, session.start_ms AS start_ms, session.end_ms AS end_ms,
       session.end_ms - session.start_ms AS session_ms, session.focused_ms AS focused_ms, session.longest_ms AS longest_ms,
       session.tab_hidden AS tab_hidden, session.window_blurred AS window_blurred,
       session.fullscreen_left AS fullscreen_left, session.paused_away AS paused_away,
       session.tab_hidden + session.window_blurred + session.fullscreen_left + session.paused_away AS interruptions
FROM fovea.focus_rows FINAL
ARRAY JOIN sessions AS session;
