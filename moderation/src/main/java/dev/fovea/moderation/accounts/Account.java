package dev.fovea.moderation.accounts;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One person's account. What ends the person's sessions raises {@code version}; every change raises {@code revision}.
 *
 * @param mustChangePassword the password was made by Fovea and has been seen by somebody else
 */
record Account(
        UserId id,
        EmailAddress email,
        DisplayName displayName,
        Role role,
        Category category,
        boolean enabled,
        String passwordHash,
        boolean mustChangePassword,
        long version,
        long revision,
        Instant sessionsValidFrom,
        Instant createdAt,
        @Nullable Instant lastSignInAt) {

    static Account create(
            UserId id,
            EmailAddress email,
            DisplayName displayName,
            Role role,
            Category category,
            String passwordHash,
            boolean mustChangePassword,
            Instant now) {
        return new Account(
                id, email, displayName, role, category, true, passwordHash, mustChangePassword, 1, 1, now, now, null);
    }

    boolean isActiveAdmin() {
        return enabled && role == Role.ADMIN;
    }

    Account withProfile(DisplayName name, Role newRole, Category newCategory, boolean nowEnabled, Instant now) {
        boolean endsSessions = newRole != role || newCategory != category || nowEnabled != enabled;
        return new Account(
                id,
                email,
                name,
                newRole,
                newCategory,
                nowEnabled,
                passwordHash,
                mustChangePassword,
                endsSessions ? version + 1 : version,
                revision + 1,
                endsSessions ? now : sessionsValidFrom,
                createdAt,
                lastSignInAt);
    }

    Account withPassword(String hash, boolean mustChange, Instant now) {
        return new Account(
                id,
                email,
                displayName,
                role,
                category,
                enabled,
                hash,
                mustChange,
                version + 1,
                revision + 1,
                now,
                createdAt,
                lastSignInAt);
    }

    Account withSessionsEnded(Instant now) {
        return withPassword(passwordHash, mustChangePassword, now);
    }

    AccountChanged toEvent() {
        return new AccountChanged(
                id, email.value(), displayName.value(), role, category, enabled, version, sessionsValidFrom);
    }
}
