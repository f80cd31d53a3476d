package dev.fovea.platform.access;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;

/**
 * Who makes this request, as a verified token says; take it as a controller method's parameter.
 *
 * @param accountVersion of the account when the token was made; grants derived from it carry it on
 */
public record Caller(
        UserId userId, String email, String displayName, Role role, Category category, long accountVersion) {

    public boolean isAdmin() {
        return role == Role.ADMIN;
    }

    /** EDITOR or ADMIN: may see the queue and give verdicts. */
    public boolean isModerator() {
        return role == Role.EDITOR || role == Role.ADMIN;
    }
}
