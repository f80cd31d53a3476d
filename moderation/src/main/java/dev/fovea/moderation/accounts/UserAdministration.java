package dev.fovea.moderation.accounts;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.moderation.audit.AuditAction;
import dev.fovea.moderation.audit.AuditFact;
import dev.fovea.moderation.audit.AuditTrail;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.edit.Revision;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.problem.ClientProblem;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What admins do to accounts. One enabled admin always remains. */
@Service
class UserAdministration {

    private final Accounts accounts;
    private final PasswordHashing hashing;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    UserAdministration(
            Accounts accounts,
            PasswordHashing hashing,
            AuditTrail audit,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.accounts = accounts;
        this.hashing = hashing;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** @param password valid as it is; without one an initial password is made, shown once and to be changed */
    Created create(
            Caller admin,
            EmailAddress email,
            DisplayName name,
            Role role,
            Category category,
            @Nullable String password) {
        if (password != null) {
            PasswordRules.requireGoodGift(password, email);
        }
        String initial = password == null ? InitialPassword.make() : null;
        String hash = hashing.hash(Objects.requireNonNullElseGet(password, () -> Objects.requireNonNull(initial)));
        Account account = Account.create(
                new UserId(Uuid7.next()), email, name, role, category, hash, initial != null, clock.instant());
        transaction.executeWithoutResult(_ -> {
            if (!accounts.insert(account)) {
                throw new ClientProblem(ProblemType.EMAIL_TAKEN, "there is an account for %s".formatted(email));
            }
            audit.append(
                    AuditFact.of(AuditAction.USER_CREATED, "user", account.id().toString())
                            .by(admin.userId(), admin.displayName())
                            .with("email", email.value())
                            .with("role", role.name())
                            .with("category", category.name()));
        });
        return new Created(account, initial);
    }

    /** @param expected of the account that the admin saw */
    Account change(Caller admin, UserId id, Change change, Revision expected) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            accounts.lockAdmins();
            Account before = accounts.lock(id).orElseThrow(() -> new UserNotFound(id));
            expected.requireCurrent(before.revision());
            Account after = change.applyTo(before, clock);
            if (after.equals(before)) {
                return before;
            }
            if (before.isActiveAdmin() && !after.isActiveAdmin() && !accounts.hasOtherActiveAdmin(id)) {
                throw new ClientProblem(ProblemType.LAST_ADMIN, "this is the last admin who can sign in");
            }
            accounts.save(after);
            audit.append(factOf(before, after).by(admin.userId(), admin.displayName()));
            return after;
        }));
    }

    private static AuditFact factOf(Account before, Account after) {
        AuditFact fact =
                AuditFact.of(AuditAction.USER_CHANGED, "user", before.id().toString());
        fact = withChange(fact, "displayName", before.displayName(), after.displayName());
        fact = withChange(fact, "role", before.role(), after.role());
        fact = withChange(fact, "category", before.category(), after.category());
        return withChange(fact, "enabled", before.enabled(), after.enabled());
    }

    private static AuditFact withChange(AuditFact fact, String name, Object before, Object after) {
        return before.equals(after)
                ? fact
                : fact.with(name + ".before", before.toString()).with(name, after.toString());
    }

    /** @return the new initial password; every session of the account has ended */
    String resetPassword(Caller admin, UserId id) {
        String initial = InitialPassword.make();
        String hash = hashing.hash(initial);
        transaction.executeWithoutResult(_ -> {
            Account account = accounts.lock(id).orElseThrow(() -> new UserNotFound(id));
            accounts.save(account.withPassword(hash, true, clock.instant()));
            audit.append(AuditFact.of(AuditAction.PASSWORD_RESET, "user", id.toString())
                    .by(admin.userId(), admin.displayName()));
        });
        return initial;
    }

    /** All tokens of the account are dead within a second; whoever knows the password may sign in again. */
    void endSessions(Caller admin, UserId id) {
        transaction.executeWithoutResult(_ -> {
            Account account = accounts.lock(id).orElseThrow(() -> new UserNotFound(id));
            accounts.save(account.withSessionsEnded(clock.instant()));
            audit.append(AuditFact.of(AuditAction.SESSIONS_ENDED, "user", id.toString())
                    .by(admin.userId(), admin.displayName()));
        });
    }

    Account find(UserId id) {
        return accounts.find(id).orElseThrow(() -> new UserNotFound(id));
    }

    /** @param initialPassword made by Fovea; null when the admin gave one */
    record Created(Account account, @Nullable String initialPassword) {}

    /** What is null stays as it is. */
    record Change(
            @Nullable DisplayName displayName,
            @Nullable Role role,
            @Nullable Category category,
            @Nullable Boolean enabled) {

        Account applyTo(Account account, Clock clock) {
            DisplayName newName = displayName == null ? account.displayName() : displayName;
            Role newRole = role == null ? account.role() : role;
            Category newCategory = category == null ? account.category() : category;
            boolean nowEnabled = enabled == null ? account.enabled() : enabled;
            boolean same = newName.equals(account.displayName())
                    && newRole == account.role()
                    && newCategory == account.category()
                    && nowEnabled == account.enabled();
            return same ? account : account.withProfile(newName, newRole, newCategory, nowEnabled, clock.instant());
        }
    }

    static final class UserNotFound extends ClientProblem {
        UserNotFound(UserId id) {
            super(ProblemType.USER_NOT_FOUND, "there is no account " + id);
        }
    }
}
