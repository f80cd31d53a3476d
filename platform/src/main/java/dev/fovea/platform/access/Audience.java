package dev.fovea.platform.access;

/** Who may take a route at all; what they may see behind it is the route's own business. */
public enum Audience {
    /** Also without a token. */
    ANYONE,
    /** Everyone signed in. */
    VIEWER,
    /** EDITOR and ADMIN. */
    MODERATOR,
    ADMIN
}
