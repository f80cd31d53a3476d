package dev.fovea.contracts.access;

/** What a person may do, beyond watching what their category shows. */
public enum Role {
    /** Everything, in every category. */
    ADMIN,
    /** The review queue, previews and verdicts in every category, but not on own uploads; else a viewer. */
    EDITOR,
    /** Uploads, and watches approved videos of the own category. */
    USER
}
