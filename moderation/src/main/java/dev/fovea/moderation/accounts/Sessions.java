package dev.fovea.moderation.accounts;

import dev.fovea.contracts.id.UserId;
import dev.fovea.platform.database.Columns;
import dev.fovea.platform.hash.Sha256;
import dev.fovea.platform.id.Uuid7;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Sessions and their refresh tokens. Each token serves once and yields exactly one successor, so a session is a chain
 * with one living end: a used token that comes back betrays a copy, and the session ends.
 *
 * <p>For {@link #GRACE} a used token whose successor was not used yet yields the same successor again, for an answer
 * that was lost and for two tabs that ask at once. That keeps the chain a chain: whoever copied the token gets the very
 * successor that the owner has, and the second of them to use it ends the session (decision 0071).
 */
@Repository
class Sessions {

    static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofDays(1);
    private static final int TOKEN_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JdbcClient database;
    private final AccountsProperties properties;
    private final Clock clock;

    Sessions(JdbcClient database, AccountsProperties properties, Clock clock) {
        this.database = database;
        this.properties = properties;
        this.clock = clock;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    RefreshToken open(Account account, Origin origin) {
        Instant now = clock.instant();
        Instant end = now.plus(properties.sessionLifeMax());
        UUID id = Uuid7.next();
        database.sql("""
                        insert into moderation.session
                            (id, account_id, account_version, created_at, expires_at, address, user_agent)
                        values (?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        id,
                        account.id().value(),
                        account.version(),
                        Timestamp.from(now),
                        Timestamp.from(end),
                        origin.address(),
                        origin.userAgent())
                .update();
        return store(id, random(), now, end);
    }

    /** What the cookie's token leads to; whoever gets {@link Renewal.Reused} has to commit the session's end. */
    @Transactional(propagation = Propagation.MANDATORY)
    Renewal renew(String token) {
        Optional<Held> held = hold(token);
        if (held.isEmpty()) {
            return new Renewal.Ended();
        }
        Held it = held.get();
        Instant now = clock.instant();
        if (!it.session().isLiveAt(now)) {
            return new Renewal.Ended();
        }
        if (it.usedAt() == null) {
            return it.expiresAt().isAfter(now) ? rotate(it, now) : new Renewal.Ended();
        }
        byte[] salt = it.successorSalt();
        if (salt != null && !now.isAfter(it.usedAt().plus(GRACE))) {
            return new Renewal.Renewed(
                    it.session().account(),
                    it.session().accountVersion(),
                    expiring(successorOf(it.raw(), salt), now, it.session().expiresAt()));
        }
        end(it.session().id(), now);
        return new Renewal.Reused(it.session().account());
    }

    /** Whose session it is, when the token is its living end; an older one ends the session and names nobody. */
    @Transactional(propagation = Propagation.MANDATORY)
    Optional<UserId> close(String token) {
        return hold(token).flatMap(held -> {
            Instant now = clock.instant();
            boolean live = held.session().isLiveAt(now);
            end(held.session().id(), now);
            boolean current = held.usedAt() == null || held.successorSalt() != null;
            return live && current ? Optional.of(held.session().account()) : Optional.empty();
        });
    }

    /** Those that an access token or a cookie may still go on with, last opened first. */
    List<OpenSession> open(UserId account) {
        return database.sql("""
                        select s.id, s.created_at, s.expires_at, s.address, s.user_agent,
                            (select max(t.used_at) from moderation.refresh_token t where t.session_id = s.id) as used_at
                        from moderation.session s join moderation.account a on a.id = s.account_id
                        where s.account_id = ? and s.ended_at is null and s.expires_at > ? and a.enabled
                            and a.version = s.account_version
                        order by s.created_at desc, s.id desc""")
                .params(account.value(), Timestamp.from(clock.instant()))
                .query((row, _) -> new OpenSession(
                        row.getObject("id", UUID.class),
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("expires_at").toInstant(),
                        Columns.instant(row, "used_at"),
                        row.getString("address"),
                        row.getString("user_agent")))
                .list();
    }

    void deleteExpired() {
        database.sql("delete from moderation.session where expires_at < ?")
                .param(Timestamp.from(clock.instant().minus(KEPT_AFTER_EXPIRY)))
                .update();
    }

    private Renewal rotate(Held token, Instant now) {
        byte[] salt = random();
        byte[] successor = successorOf(token.raw(), salt);
        database.sql(
                        "update moderation.refresh_token set used_at = ?, successor_salt = ?, successor_hash = ? where hash = ?")
                .params(Timestamp.from(now), salt, Sha256.of(successor), Sha256.of(token.raw()))
                .update();
        // Its predecessor's grace is over: this token was received.
        database.sql(
                        "update moderation.refresh_token set successor_salt = null where session_id = ? and successor_hash = ?")
                .params(token.session().id(), Sha256.of(token.raw()))
                .update();
        return new Renewal.Renewed(
                token.session().account(),
                token.session().accountVersion(),
                store(token.session().id(), successor, now, token.session().expiresAt()));
    }

    private RefreshToken store(UUID session, byte[] raw, Instant now, Instant sessionEnd) {
        RefreshToken token = expiring(raw, now, sessionEnd);
        database.sql("insert into moderation.refresh_token (hash, session_id, expires_at) values (?, ?, ?)")
                .params(Sha256.of(raw), session, Timestamp.from(token.expiresAt()))
                .update();
        return token;
    }

    private RefreshToken expiring(byte[] raw, Instant now, Instant sessionEnd) {
        Instant idleEnd = now.plus(properties.sessionIdleMax());
        return new RefreshToken(
                Base64.getUrlEncoder().withoutPadding().encodeToString(raw),
                idleEnd.isBefore(sessionEnd) ? idleEnd : sessionEnd);
    }

    private void end(UUID session, Instant now) {
        database.sql("update moderation.session set ended_at = ? where id = ? and ended_at is null")
                .params(Timestamp.from(now), session)
                .update();
    }

    /** Locks the session first, then reads the token: two who come at once see each other's work. */
    private Optional<Held> hold(String token) {
        byte[] raw = decode(token);
        if (raw == null) {
            return Optional.empty();
        }
        Optional<Session> session = database.sql("""
                        select s.id, s.account_id, s.account_version, s.expires_at,
                            s.ended_at is null and a.enabled and a.version = s.account_version as stands
                        from moderation.session s join moderation.account a on a.id = s.account_id
                        where s.id = (select t.session_id from moderation.refresh_token t where t.hash = ?)
                        for update of s""")
                .param(Sha256.of(raw))
                .query(Sessions::readSession)
                .optional();
        return session.map(s -> database.sql("select * from moderation.refresh_token where hash = ?")
                .param(Sha256.of(raw))
                .query((row, _) -> new Held(
                        s,
                        raw,
                        row.getTimestamp("expires_at").toInstant(),
                        Columns.instant(row, "used_at"),
                        row.getBytes("successor_salt")))
                .single());
    }

    private static Session readSession(ResultSet row, int number) throws SQLException {
        return new Session(
                row.getObject("id", UUID.class),
                new UserId(row.getObject("account_id", UUID.class)),
                row.getLong("account_version"),
                row.getTimestamp("expires_at").toInstant(),
                row.getBoolean("stands"));
    }

    private static byte[] random() {
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static byte @Nullable [] decode(String token) {
        try {
            byte[] raw = Base64.getUrlDecoder().decode(token);
            return raw.length == TOKEN_BYTES ? raw : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Needs the token itself and the salt: neither the database nor an old token alone leads to the next. */
    private static byte[] successorOf(byte[] raw, byte[] salt) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt, "HmacSHA256"));
            return mac.doFinal(raw);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private record Session(UUID id, UserId account, long accountVersion, Instant expiresAt, boolean stands) {

        boolean isLiveAt(Instant now) {
            return stands && expiresAt.isAfter(now);
        }
    }

    private record Held(
            Session session,
            byte[] raw,
            Instant expiresAt,
            @Nullable Instant usedAt,
            byte @Nullable [] successorSalt) {}

    /** @param usedAt when it was last gone on with */
    record OpenSession(
            UUID id,
            Instant openedAt,
            Instant expiresAt,
            @Nullable Instant usedAt,
            @Nullable String address,
            @Nullable String userAgent) {}

    record RefreshToken(String value, Instant expiresAt) {

        @Override
        public String toString() {
            return "RefreshToken[until " + expiresAt + "]";
        }
    }

    sealed interface Renewal {
        /** @param accountVersion that the session belongs to: a token made of another one would outlive its end */
        record Renewed(UserId account, long accountVersion, RefreshToken token) implements Renewal {}

        record Reused(UserId account) implements Renewal {}

        record Ended() implements Renewal {}
    }
}
