package dev.fovea.moderation.accounts;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.moderation.audit.AuditAction;
import dev.fovea.moderation.audit.AuditFact;
import dev.fovea.moderation.audit.AuditTrail;
import dev.fovea.platform.id.Uuid7;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where there is no account at all, makes the administrator: before the first request, and once over all processes. */
@Component
class FirstAdministrator implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(FirstAdministrator.class);
    private static final DisplayName NAME = new DisplayName("Administrator");

    private final AccountsProperties properties;
    private final Accounts accounts;
    private final PasswordHashing hashing;
    private final AuditTrail audit;
    private final ObjectProvider<FirstAdministratorAnnouncement> announcement;
    private final TransactionTemplate transaction;
    private final Clock clock;

    FirstAdministrator(
            AccountsProperties properties,
            Accounts accounts,
            PasswordHashing hashing,
            AuditTrail audit,
            ObjectProvider<FirstAdministratorAnnouncement> announcement,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.properties = properties;
        this.accounts = accounts;
        this.hashing = hashing;
        this.audit = audit;
        this.announcement = announcement;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (!accounts.isEmpty()) {
            return;
        }
        String given = properties.adminPassword();
        String initial = given == null || given.isBlank() ? InitialPassword.make() : null;
        String hash = hashing.hash(initial == null ? Objects.requireNonNull(given) : initial);
        Account admin = Account.create(
                new UserId(Uuid7.next()),
                EmailAddress.parse(properties.adminEmail()),
                NAME,
                Role.ADMIN,
                Category.EMPLOYEE,
                hash,
                initial != null,
                clock.instant());
        if (Boolean.TRUE.equals(transaction.execute(_ -> insertIfStillEmpty(admin)))) {
            announcement
                    .getIfAvailable(() -> FirstAdministrator::log)
                    .created(admin.email().value(), initial);
        }
    }

    private boolean insertIfStillEmpty(Account admin) {
        accounts.lockAdmins();
        if (!accounts.isEmpty() || !accounts.insert(admin)) {
            return false;
        }
        audit.append(AuditFact.of(AuditAction.USER_CREATED, "user", admin.id().toString())
                .with("email", admin.email().value())
                .with("role", admin.role().name())
                .with("category", admin.category().name()));
        return true;
    }

    private static void log(String email, @Nullable String initialPassword) {
        if (initialPassword == null) {
            LOG.info("the administrator {} was created", email);
        } else {
            LOG.warn("the administrator {} was created with the initial password {}", email, initialPassword);
        }
    }
}
