package dev.fovea.moderation.accounts;

import org.jspecify.annotations.Nullable;

/**
 * Told once, on the very first start. Declare a bean of this type to tell people in a way of your own; without one it
 * goes to the log.
 */
@FunctionalInterface
public interface FirstAdministratorAnnouncement {

    /** @param initialPassword made by Fovea and to be changed; null when {@code fovea.accounts.admin-password} gave one */
    void created(String email, @Nullable String initialPassword);
}
