package dev.fovea.moderation.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.moderation.ModerationDatabase;
import dev.fovea.moderation.accounts.Sessions.RefreshToken;
import dev.fovea.moderation.accounts.Sessions.Renewal;
import dev.fovea.moderation.accounts.Sessions.Renewal.Ended;
import dev.fovea.moderation.accounts.Sessions.Renewal.Renewed;
import dev.fovea.moderation.accounts.Sessions.Renewal.Reused;
import dev.fovea.testing.Seeds;
import dev.fovea.testing.TestClock;
import dev.fovea.testing.TestIssuer;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A session is a chain of tokens with one living end, whatever is lost, repeated, raced or stolen. */
class SessionsIT {

    private static final Duration JUST_IN_TIME = Sessions.GRACE;
    private static final Duration TOO_LATE = Sessions.GRACE.plusMillis(1);

    private final ModerationDatabase database = new ModerationDatabase();
    private final TestClock clock = new TestClock();
    private final AccountsProperties properties = new AccountsProperties(
            "http://fovea.test", "a@b.c", null, Duration.ofMinutes(15), Duration.ofDays(7), Duration.ofDays(30), 1);
    private final Sessions sessions = new Sessions(database.client(), properties, clock);
    private final Account account = insertAccount();

    @Test
    void eachTokenLeadsToTheNext() {
        String token = open();
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofMinutes(15));
            token = renewed(token);
        }
        assertThat(tokensStored()).isEqualTo(6);
    }

    @Test
    void aUsedTokenYieldsTheSameSuccessorForTheGrace() {
        String first = open();
        String second = renewed(first);
        clock.advance(JUST_IN_TIME);
        assertThat(renewed(first)).isEqualTo(second);
        assertThat(tokensStored()).isEqualTo(2);
    }

    @Test
    void afterTheGraceAUsedTokenEndsTheSession() {
        String first = open();
        String second = renewed(first);
        clock.advance(TOO_LATE);
        assertThat(renew(first)).isEqualTo(new Reused(account.id()));
        assertThat(renew(second)).isInstanceOf(Ended.class);
        assertThat(renew(first)).isInstanceOf(Ended.class);
    }

    @Test
    void onceItsSuccessorIsUsedATokenHasNoGraceLeft() {
        String first = open();
        renewed(renewed(first));
        assertThat(renew(first)).isEqualTo(new Reused(account.id()));
    }

    /** The grace gives a thief nothing that detection would not take away again. */
    @Test
    void aThiefWithinTheGraceIsFoundOutAtTheNextUse() {
        String stolen = open();
        String owners = renewed(stolen);
        String thiefs = renewed(stolen);
        assertThat(thiefs).isEqualTo(owners);
        clock.advance(Duration.ofMinutes(15));
        String next = renewed(thiefs);
        clock.advance(TOO_LATE);
        assertThat(renew(owners)).isEqualTo(new Reused(account.id()));
        assertThat(renew(next)).isInstanceOf(Ended.class);
    }

    @Test
    void anotherSessionOfTheAccountGoesOn() {
        String first = open();
        String other = open();
        renewed(renewed(first));
        assertThat(renew(first)).isInstanceOf(Reused.class);
        assertThat(renew(other)).isInstanceOf(Renewed.class);
    }

    @Test
    void anotherVersionOfTheAccountEndsEverySession() {
        String token = open();
        database.client().sql("update moderation.account set version = 2").update();
        assertThat(renew(token)).isInstanceOf(Ended.class);
    }

    @Test
    void aDisabledAccountHasNoSession() {
        String token = open();
        database.client().sql("update moderation.account set enabled = false").update();
        assertThat(renew(token)).isInstanceOf(Ended.class);
    }

    @Test
    void aBrowserThatIsNotUsedSignsInAgain() {
        String token = open();
        clock.advance(Duration.ofDays(7).minusSeconds(1));
        token = renewed(token);
        clock.advance(Duration.ofDays(7));
        assertThat(renew(token)).isInstanceOf(Ended.class);
    }

    @Test
    void aBrowserThatIsAlwaysUsedSignsInAgainAfterAMonth() {
        String token = open();
        for (int day = 1; day < 30; day++) {
            clock.advance(Duration.ofDays(1));
            token = renewed(token);
        }
        assertThat(((Renewed) renew(token)).token().expiresAt())
                .isEqualTo(clock.instant().plus(Duration.ofDays(1)));
        clock.advance(Duration.ofDays(1));
        assertThat(renew(token)).isInstanceOf(Ended.class);
    }

    @Test
    void closingNamesTheAccountOnceAndOnlyForTheLivingEnd() {
        String first = open();
        String second = renewed(first);
        assertThat(close(second)).contains(account.id());
        assertThat(close(second)).isEmpty();
        assertThat(renew(second)).isInstanceOf(Ended.class);

        String third = open();
        String fourth = renewed(renewed(third));
        assertThat(close(third)).isEmpty();
        assertThat(renew(fourth)).isInstanceOf(Ended.class);
    }

    @Test
    void noTokenIsInTheDatabase() {
        String first = open();
        String second = renewed(first);
        String everything = String.join(
                "\n",
                database.client()
                        .sql(
                                "select encode(hash, 'base64') || coalesce(encode(successor_salt, 'base64'), '') || r::text"
                                        + " from moderation.refresh_token r")
                        .query(String.class)
                        .list());
        for (String token : List.of(first, second)) {
            byte[] raw = Base64.getUrlDecoder().decode(token);
            assertThat(everything)
                    .doesNotContain(HexFormat.of().formatHex(raw))
                    .doesNotContain(Base64.getEncoder().encodeToString(raw))
                    .doesNotContain(token);
        }
    }

    @Test
    void expiredSessionsAreForgottenWithTheirTokens() {
        renewed(open());
        sessions.deleteExpired();
        assertThat(tokensStored()).isEqualTo(2);
        clock.advance(Duration.ofDays(32));
        sessions.deleteExpired();
        assertThat(tokensStored()).isZero();
    }

    /** Tabs that wake up together all get the one successor. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#ten")
    void manyAtOnceGetOneSuccessor(long seed) throws Exception {
        int tabs = Seeds.random(seed).nextInt(2, 12);
        String token = open();
        var work = new ArrayList<Callable<String>>();
        for (int i = 0; i < tabs; i++) {
            work.add(() -> renewed(token));
        }
        var successors = new HashSet<String>();
        try (var threads = Executors.newFixedThreadPool(tabs)) {
            for (Future<String> successor : threads.invokeAll(work)) {
                successors.add(successor.get());
            }
        }
        assertThat(successors).hasSize(1);
        assertThat(renew(successors.iterator().next())).isInstanceOf(Renewed.class);
    }

    private String open() {
        RefreshToken token = database.inTransaction(() -> sessions.open(account, new Origin("127.0.0.1", "a test")));
        return token.value();
    }

    private Renewal renew(String token) {
        return database.inTransaction(() -> sessions.renew(token));
    }

    private String renewed(String token) {
        Renewal renewal = renew(token);
        assertThat(renewal).isInstanceOf(Renewed.class);
        return ((Renewed) renewal).token().value();
    }

    private Optional<UserId> close(String token) {
        return database.inTransaction(() -> sessions.close(token));
    }

    private int tokensStored() {
        return database.client()
                .sql("select count(*) from moderation.refresh_token")
                .query(Integer.class)
                .single();
    }

    private Account insertAccount() {
        Account made = Account.create(
                TestIssuer.newUser(),
                EmailAddress.parse("someone@fovea.test"),
                DisplayName.parse("Someone"),
                Role.USER,
                Category.DEALER,
                "no hash",
                false,
                clock.instant());
        database.client()
                .sql("""
                        insert into moderation.account (id, email, display_name, role, category, enabled, password_hash,
                            must_change_password, version, revision, sessions_valid_from, created_at)
                        values (?, 'someone@fovea.test', 'Someone', 'USER', 'DEALER', true, '', false, 1, 1, ?, ?)""")
                .params(made.id().value(), Timestamp.from(clock.instant()), Timestamp.from(clock.instant()))
                .update();
        return made;
    }
}
