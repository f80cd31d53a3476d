package dev.fovea.contracts.event;

/** What a player tells. The meaning of each is written in docs/metrics.md. */
public enum EventType {
    PLAY,
    PAUSE,
    /** Carries the interval of media time played since the last event, {@code [fromMs, toMs)}. */
    PROGRESS,
    /** The playhead reached the end; may carry the last played interval. */
    COMPLETE,
    /** {@code fromMs -> toMs} is the jump. */
    SEEK,
    /** {@code rate} is the new one. */
    RATE,
    /** The viewer entered focus mode. */
    FOCUS_START,
    /** The viewer left focus mode. */
    FOCUS_END,
    /** Something interrupted the focus: {@code cause} says what. */
    FOCUS_LOST,
    FOCUS_REGAINED,
    /** First frame shown; {@code valueMs} is the time since play was asked for. */
    STARTUP,
    REBUFFER_START,
    REBUFFER_END,
    /** {@code valueKbps} is the bitrate now played. */
    RENDITION,
    /** {@code cause} is the player's error code. */
    ERROR
}
