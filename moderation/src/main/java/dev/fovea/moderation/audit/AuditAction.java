package dev.fovea.moderation.audit;

/** What the audit knows to have happened. Names are API and part of each row's hash: never rename, only add. */
public enum AuditAction {
    SIGNED_IN,
    SIGN_IN_FAILED,
    SIGN_IN_THROTTLED,
    SIGNED_OUT,
    SESSION_REUSED,
    PASSWORD_CHANGED,
    PASSWORD_RESET,
    USER_CREATED,
    USER_CHANGED,
    VIDEO_APPROVED,
    VIDEO_REJECTED,
    SESSIONS_ENDED
}
