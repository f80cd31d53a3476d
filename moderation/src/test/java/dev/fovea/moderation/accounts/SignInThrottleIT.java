package dev.fovea.moderation.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fovea.moderation.ModerationDatabase;
import dev.fovea.moderation.accounts.SignInThrottle.TooManyFailures;
import dev.fovea.testing.TestClock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Guessing gets slow, and the owner never waits for long. */
class SignInThrottleIT {

    private final ModerationDatabase database = new ModerationDatabase();
    private final TestClock clock = new TestClock();
    private final SignInThrottle throttle = new SignInThrottle(database.client(), clock);
    private int addresses;

    @Test
    void theWaitDoublesFromOneSecondToAMinute() {
        for (int i = 1; i < SignInThrottle.FAILURES_OF_ACCOUNT; i++) {
            throttle.begin("a@b.c", newAddress());
        }
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            throttle.begin("a@b.c", newAddress());
            assertThat(waitOf("a@b.c", newAddress())).isEqualTo(Duration.ofSeconds(seconds));
            clock.advance(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void theNextAttemptIsFreeExactlyWhenItWasTold() {
        fail("a@b.c", SignInThrottle.FAILURES_OF_ACCOUNT);
        clock.advance(Duration.ofMillis(999));
        assertThatThrownBy(() -> throttle.begin("a@b.c", newAddress())).isInstanceOf(TooManyFailures.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(throttle.begin("a@b.c", newAddress())).isEqualTo(SignInThrottle.FAILURES_OF_ACCOUNT + 1);
    }

    @Test
    void aRefusedAttemptDoesNotProlongTheWait() {
        fail("a@b.c", SignInThrottle.FAILURES_OF_ACCOUNT);
        for (int i = 0; i < 100; i++) {
            assertThat(waitOf("a@b.c", newAddress())).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void successForgivesTheAccount() {
        fail("a@b.c", SignInThrottle.FAILURES_OF_ACCOUNT);
        clock.advance(Duration.ofSeconds(1));
        throttle.begin("a@b.c", newAddress());
        throttle.succeeded("a@b.c");
        assertThat(throttle.begin("a@b.c", newAddress())).isEqualTo(1);
    }

    @Test
    void aQuarterOfAnHourForgivesTheAccount() {
        fail("a@b.c", SignInThrottle.FAILURES_OF_ACCOUNT);
        clock.advance(SignInThrottle.FORGOTTEN_AFTER.plusMillis(1));
        assertThat(throttle.begin("a@b.c", newAddress())).isEqualTo(1);
    }

    @Test
    void othersAreNotHeldUp() {
        fail("a@b.c", SignInThrottle.FAILURES_OF_ACCOUNT);
        assertThatCode(() -> throttle.begin("d@e.f", "192.0.2.1")).doesNotThrowAnyException();
    }

    @Test
    void manyAtOnceAreNoWayAround() throws Exception {
        int attempts = 40;
        try (var threads = Executors.newFixedThreadPool(attempts)) {
            Callable<Boolean> attempt = () -> {
                try {
                    throttle.begin("a@b.c", "192.0.2.1");
                    return true;
                } catch (TooManyFailures e) {
                    return false;
                }
            };
            long let = 0;
            for (var answer : threads.invokeAll(
                    Stream.generate(() -> attempt).limit(attempts).toList())) {
                let += answer.get() ? 1 : 0;
            }
            assertThat(let).isEqualTo(SignInThrottle.FAILURES_OF_ACCOUNT);
        }
    }

    @Test
    void anAddressThatTriesManyAccountsWaitsToo() {
        for (int i = 0; i < SignInThrottle.FAILURES_OF_ADDRESS; i++) {
            throttle.begin(UUID.randomUUID() + "@b.c", "192.0.2.1");
            throttle.failed("192.0.2.1");
        }
        assertThat(waitOf("new@b.c", "192.0.2.1")).isEqualTo(Duration.ofSeconds(1));
        assertThatCode(() -> throttle.begin("new@b.c", "192.0.2.2")).doesNotThrowAnyException();
        // An account of one's own does not wash the address clean.
        throttle.succeeded("mine@b.c");
        assertThat(waitOf("new@b.c", "192.0.2.1")).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        for (int i = 0; i < SignInThrottle.FAILURES_OF_ADDRESS; i++) {
            throttle.failed("2001:db8:0:1::" + Integer.toHexString(i));
        }
        assertThat(waitOf("a@b.c", "2001:db8:0:1:ffff::1")).isEqualTo(Duration.ofSeconds(1));
        assertThatCode(() -> throttle.begin("a@b.c", "2001:db8:0:2::1")).doesNotThrowAnyException();
    }

    @Test
    void anAttemptThatWasNotMadeDoesNotCount() {
        fail("a@b.c", SignInThrottle.FAILURES_OF_ACCOUNT - 1);
        throttle.begin("a@b.c", newAddress());
        throttle.takeBack("a@b.c");
        assertThat(throttle.begin("a@b.c", newAddress())).isEqualTo(SignInThrottle.FAILURES_OF_ACCOUNT);
    }

    @Test
    void oldFailuresAreDeleted() {
        fail("a@b.c", 2);
        throttle.forgetOld();
        assertThat(rows()).isEqualTo(1);
        clock.advance(SignInThrottle.FORGOTTEN_AFTER.plusMillis(1));
        throttle.forgetOld();
        assertThat(rows()).isZero();
    }

    private void fail(String email, int times) {
        for (int i = 0; i < times; i++) {
            throttle.begin(email, newAddress());
        }
    }

    /** As told in Retry-After, which whole seconds round up. */
    private Duration waitOf(String email, String address) {
        TooManyFailures refused = catchThrowableOfType(TooManyFailures.class, () -> throttle.begin(email, address));
        return Duration.ofSeconds(refused.retryAfter().toSeconds());
    }

    private String newAddress() {
        addresses++;
        return "198.51." + addresses / 250 + "." + addresses % 250;
    }

    private int rows() {
        return database.client()
                .sql("select count(*) from moderation.sign_in_failure")
                .query(Integer.class)
                .single();
    }
}
