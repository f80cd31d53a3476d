package dev.fovea.contracts.account;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import java.time.Instant;

/**
 * An account's present state. Compacted topic {@code accounts}; every service keeps it in memory to judge tokens.
 *
 * @param version raised by each change that ends sessions (role, category, password, disable, logout); a token with a
 *     lower one is refused
 * @param sessionsValidFrom the same border for tokens of external issuers, which carry no version
 */
public record AccountChanged(
        UserId userId,
        String email,
        String displayName,
        Role role,
        Category category,
        boolean enabled,
        long version,
        Instant sessionsValidFrom) {

    public AccountChanged {
        require(version >= 1, "versions count from 1, was " + version);
    }
}
