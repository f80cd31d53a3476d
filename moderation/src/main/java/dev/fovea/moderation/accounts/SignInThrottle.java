package dev.fovea.moderation.accounts;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.RetriableProblem;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes guessing slow without letting a guesser lock anybody out for long: from the fifth failure on an account, and
 * from the thirtieth from an address, each further one doubles a wait from 1 s up to 60 s; a quarter of an hour without
 * failure forgets them all. Known to every process, through the database.
 */
@Component
class SignInThrottle {

    static final int FAILURES_OF_ACCOUNT = 5;
    static final int FAILURES_OF_ADDRESS = 30;
    static final Duration WAIT_MAX = Duration.ofSeconds(60);
    static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);
    private static final int DOUBLINGS_MAX = 6;
    private static final int SUBJECT_LENGTH_MAX = 300;
    private static final int NETWORK_BYTES = 8;

    private final JdbcClient database;
    private final Clock clock;

    SignInThrottle(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Counts an attempt as failed before it is made, so that many at once are not a way around.
     *
     * @return failures of the account with this one
     * @throws TooManyFailures when the account or the address has to wait
     */
    int begin(String email, String address) {
        Instant now = clock.instant();
        database.sql("select blocked_until from moderation.sign_in_failure where subject = ? and blocked_until > ?")
                .params(subjectOfAddress(address), Timestamp.from(now))
                .query(Timestamp.class)
                .optional()
                .ifPresent(until -> {
                    throw new TooManyFailures(Duration.between(now, until.toInstant()));
                });
        return count(subjectOfAccount(email), FAILURES_OF_ACCOUNT, now);
    }

    /** The attempt that began was wrong. */
    void failed(String address) {
        try {
            int _ = count(subjectOfAddress(address), FAILURES_OF_ADDRESS, clock.instant());
        } catch (TooManyFailures e) {
            // Others from there failed in the meantime: the address waits already.
        }
    }

    /** The attempt was right, and shows that whoever failed before is the owner. An address earns no such trust. */
    void succeeded(String email) {
        database.sql("delete from moderation.sign_in_failure where subject = ?")
                .param(subjectOfAccount(email))
                .update();
    }

    /** The attempt was not made after all. */
    void takeBack(String email) {
        database.sql("update moderation.sign_in_failure set failures = failures - 1, blocked_until = last_at"
                        + " where subject = ? and failures > 0")
                .param(subjectOfAccount(email))
                .update();
    }

    void forgetOld() {
        database.sql("delete from moderation.sign_in_failure where last_at < ?")
                .param(Timestamp.from(clock.instant().minus(FORGOTTEN_AFTER)))
                .update();
    }

    private int count(String subject, int free, Instant now) {
        return database.sql("""
                        insert into moderation.sign_in_failure as f (subject, failures, last_at, blocked_until)
                        values (:subject, 1, :now, :now)
                        on conflict (subject) do update set
                            failures = case when f.last_at < :forgotten then 1 else f.failures + 1 end,
                            last_at = :now,
                            blocked_until = case
                                when f.last_at < :forgotten or f.failures + 1 < :free then :now
                                else cast(:now as timestamptz) + interval '1 second' * least(:waitMax,
                                    power(2, least(f.failures + 1 - :free, :doublingsMax))) end
                        where f.blocked_until <= :now
                        returning failures""")
                .param("subject", subject)
                .param("now", Timestamp.from(now))
                .param("forgotten", Timestamp.from(now.minus(FORGOTTEN_AFTER)))
                .param("free", free)
                .param("waitMax", WAIT_MAX.toSeconds())
                .param("doublingsMax", DOUBLINGS_MAX)
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> new TooManyFailures(waitOf(subject, now)));
    }

    private Duration waitOf(String subject, Instant now) {
        return database.sql("select blocked_until from moderation.sign_in_failure where subject = ?")
                .param(subject)
                .query(Timestamp.class)
                .optional()
                .map(until -> Duration.between(now, until.toInstant()))
                .orElse(Duration.ZERO);
    }

    private static String subjectOfAccount(String email) {
        String subject = "account " + email;
        return subject.substring(0, Math.min(subject.length(), SUBJECT_LENGTH_MAX));
    }

    /** Who has one IPv6 address has its whole network of 64 bits. */
    private static String subjectOfAddress(String address) {
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address six
                    ? "network " + HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), NETWORK_BYTES))
                    : "address " + address;
        } catch (IllegalArgumentException e) {
            return "address unknown";
        }
    }

    static final class TooManyFailures extends RetriableProblem {
        TooManyFailures(Duration wait) {
            super(
                    ProblemType.TOO_MANY_REQUESTS,
                    "too many failed sign-ins, try again in a moment",
                    // Rounded up: who comes back after the told seconds is let in.
                    wait.plusMillis(999));
        }
    }
}
