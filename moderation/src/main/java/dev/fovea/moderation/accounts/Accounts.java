package dev.fovea.moderation.accounts;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.database.Columns;
import dev.fovea.platform.outbox.Outbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Accounts at rest. What is saved is also announced, in the same transaction. */
@Repository
class Accounts {

    /** Any number that no other lock of this database uses. */
    private static final long ADMINS_LOCK = 0x0f07ea_ad01L;

    private final JdbcClient database;
    private final Outbox outbox;

    Accounts(JdbcClient database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    Optional<Account> find(UserId id) {
        return database.sql("select * from moderation.account where id = ?")
                .param(id.value())
                .query(Accounts::read)
                .optional();
    }

    Optional<Account> find(EmailAddress email) {
        return database.sql("select * from moderation.account where email = ?")
                .param(email.value())
                .query(Accounts::read)
                .optional();
    }

    /** Whoever changes an account holds its row, so that its announcements keep their order. */
    Optional<Account> lock(UserId id) {
        return database.sql("select * from moderation.account where id = ? for update")
                .param(id.value())
                .query(Accounts::read)
                .optional();
    }

    /** Held until the transaction ends: changes that could take away the last admin happen one after another. */
    void lockAdmins() {
        database.sql("select pg_advisory_xact_lock(?)")
                .param(ADMINS_LOCK)
                .query((_, _) -> true)
                .list();
    }

    boolean hasOtherActiveAdmin(UserId than) {
        return database.sql(
                        "select exists (select 1 from moderation.account where role = 'ADMIN' and enabled and id <> ?)")
                .param(than.value())
                .query(Boolean.class)
                .single();
    }

    boolean isEmpty() {
        return database.sql("select not exists (select 1 from moderation.account)")
                .query(Boolean.class)
                .single();
    }

    /** @return false when the email is taken */
    boolean insert(Account account) {
        int inserted = database.sql("""
                        insert into moderation.account (id, email, display_name, role, category, enabled, password_hash,
                            must_change_password, version, revision, sessions_valid_from, created_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (email) do nothing""")
                .params(
                        account.id().value(),
                        account.email().value(),
                        account.displayName().value(),
                        account.role().name(),
                        account.category().name(),
                        account.enabled(),
                        account.passwordHash(),
                        account.mustChangePassword(),
                        account.version(),
                        account.revision(),
                        Timestamp.from(account.sessionsValidFrom()),
                        Timestamp.from(account.createdAt()))
                .update();
        if (inserted == 1) {
            announce(account);
        }
        return inserted == 1;
    }

    void save(Account account) {
        database.sql("""
                        update moderation.account set display_name = ?, role = ?, category = ?, enabled = ?,
                            password_hash = ?, must_change_password = ?, version = ?, revision = ?,
                            sessions_valid_from = ? where id = ?""")
                .params(
                        account.displayName().value(),
                        account.role().name(),
                        account.category().name(),
                        account.enabled(),
                        account.passwordHash(),
                        account.mustChangePassword(),
                        account.version(),
                        account.revision(),
                        Timestamp.from(account.sessionsValidFrom()),
                        account.id().value())
                .update();
        announce(account);
    }

    /** No change of the account as others know it. */
    void recordSignIn(UserId id, Instant at) {
        database.sql("update moderation.account set last_sign_in_at = ? where id = ?")
                .params(Timestamp.from(at), id.value())
                .update();
    }

    /** A stronger hash of the same password: nothing that anybody would notice. */
    void rehash(UserId id, String oldHash, String newHash) {
        database.sql("update moderation.account set password_hash = ? where id = ? and password_hash = ?")
                .params(newHash, id.value(), oldHash)
                .update();
    }

    void announce(Account account) {
        outbox.publish(Topics.ACCOUNTS, account.id().toString(), account.toEvent());
    }

    /** By email, after {@code afterEmail}; {@code text} is looked for in email and display name. */
    List<Account> list(
            @Nullable String text,
            @Nullable Role role,
            @Nullable Category category,
            @Nullable String afterEmail,
            int limit) {
        return database.sql("""
                        select * from moderation.account
                        where (cast(:text as text) is null
                               or position(lower(:text) in email) > 0
                               or position(lower(:text) in lower(display_name)) > 0)
                          and (cast(:role as text) is null or role = :role)
                          and (cast(:category as text) is null or category = :category)
                          and (cast(:after as text) is null or email > :after)
                        order by email limit :limit""")
                .param("text", text)
                .param("role", role == null ? null : role.name())
                .param("category", category == null ? null : category.name())
                .param("after", afterEmail)
                .param("limit", limit)
                .query(Accounts::read)
                .list();
    }

    List<Account> all() {
        return database.sql("select * from moderation.account order by id")
                .query(Accounts::read)
                .list();
    }

    private static Account read(ResultSet row, int number) throws SQLException {
        return new Account(
                new UserId(row.getObject("id", UUID.class)),
                new EmailAddress(row.getString("email")),
                new DisplayName(row.getString("display_name")),
                Role.valueOf(row.getString("role")),
                Category.valueOf(row.getString("category")),
                row.getBoolean("enabled"),
                row.getString("password_hash"),
                row.getBoolean("must_change_password"),
                row.getLong("version"),
                row.getLong("revision"),
                row.getTimestamp("sessions_valid_from").toInstant(),
                row.getTimestamp("created_at").toInstant(),
                Columns.instant(row, "last_sign_in_at"));
    }
}
