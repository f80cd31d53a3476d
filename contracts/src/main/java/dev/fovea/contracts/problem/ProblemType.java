package dev.fovea.contracts.problem;

import static dev.fovea.contracts.Require.require;

import java.net.URI;
import java.util.Locale;

/** Every failure a client may have to act on (RFC 9457). Names are API: never rename, only add. */
public enum ProblemType {
    // the request
    INVALID_REQUEST(400),
    MALFORMED_JSON(400),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    REQUEST_TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    PRECONDITION_FAILED(412),
    PRECONDITION_REQUIRED(428),
    TOO_MANY_REQUESTS(429),
    INTERNAL_ERROR(500),
    // access
    NOT_SIGNED_IN(401),
    WRONG_CREDENTIALS(401),
    SESSION_ENDED(401),
    FORBIDDEN(403),
    PASSWORD_CHANGE_REQUIRED(403),
    ACCESS_STATE_STALE(503),
    // people
    USER_NOT_FOUND(404),
    EMAIL_TAKEN(409),
    LAST_ADMIN(409),
    WEAK_PASSWORD(422),
    // upload
    UPLOAD_NOT_FOUND(404),
    UPLOAD_GONE(410),
    UPLOAD_INCOMPLETE(409),
    OFFSET_MISMATCH(409),
    UPLOAD_TOO_LONG(413),
    UPLOAD_EMPTY(422),
    UPLOAD_BUSY(423),
    CHECKSUM_MISMATCH(460),
    STORAGE_FULL(507),
    // catalogue, review, playback
    VIDEO_NOT_FOUND(404),
    VIDEO_NOT_PLAYABLE(409),
    CAPTIONS_INVALID(422),
    CAPTIONS_NOT_FOUND(404),
    CHAPTERS_INVALID(422),
    VERDICT_OUTDATED(409),
    VERDICT_ON_OWN_UPLOAD(403),
    MEDIA_TOKEN_INVALID(403),
    MEDIA_NOT_FOUND(404),
    RANGE_NOT_SATISFIABLE(416),
    // tasks
    TASK_NOT_FOUND(404),
    // jobs
    JOB_NOT_FOUND(404),
    JOB_STATE_CONFLICT(409),
    WORKER_NOT_FOUND(404),
    // events and charts
    VIEW_TOKEN_INVALID(401),
    EVENT_INVALID(422),
    TOO_MANY_EVENTS(413),
    COLLECTOR_OVERLOADED(503),
    ANALYTICS_UNAVAILABLE(503);

    private final int status;

    ProblemType(int status) {
        require(status >= 400 && status < 600, "a problem is a client or server error, was " + status);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** Stable and relative: {@code /problems/offset-mismatch}. */
    public URI uri() {
        return URI.create("/problems/" + slug());
    }

    /** The last part of the URI, also the {@code code} member of the body. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For people: {@code Offset mismatch}. */
    public String title() {
        String words = name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
