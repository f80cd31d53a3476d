package dev.fovea.contracts.event;

/** Why focus was lost. Presence on the page, never called attention. */
public enum FocusCause {
    TAB_HIDDEN,
    WINDOW_BLURRED,
    FULLSCREEN_LEFT,
    PAUSED_AWAY
}
