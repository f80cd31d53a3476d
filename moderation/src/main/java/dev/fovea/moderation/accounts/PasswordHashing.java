package dev.fovea.moderation.accounts;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.RetriableProblem;
import jakarta.annotation.PreDestroy;
import java.text.Normalizer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Argon2id, a few at a time on threads of its own: however many sign in at once, hashing takes a bounded share of
 * memory and cores, and who would wait too long is told to come back.
 */
@Component
class PasswordHashing {

    /** OWASP's second choice of equal strength: 19 MiB, 2 passes, 1 lane. */
    private static final int MEMORY_KIB = 19 * 1024;

    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int WAITING_MAX = 64;
    private static final Duration COME_BACK_AFTER = Duration.ofSeconds(5);

    private final Argon2PasswordEncoder argon2 =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES);
    private final ThreadPoolExecutor hashers;
    private final String nobodysHash;

    PasswordHashing(AccountsProperties properties) {
        int threads = properties.passwordHashersMax();
        this.hashers = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().name("password-hasher-", 0).daemon().factory());
        this.nobodysHash = hash("nobody has this password");
    }

    String hash(String password) {
        return run(() -> argon2.encode(normal(password)));
    }

    boolean matches(String password, String hash) {
        return run(() -> argon2.matches(normal(password), hash));
    }

    /** False, after as long as {@link #matches} takes: the time does not tell who has an account. */
    boolean matchesNobody(String password) {
        boolean _ = matches(password, nobodysHash);
        return false;
    }

    /** Whether the hash was made with weaker numbers than ours are now. */
    boolean isOutdated(String hash) {
        return argon2.upgradeEncoding(hash);
    }

    /** Keyboards spell the same letters differently. */
    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }

    private <T> T run(Callable<T> hashing) {
        try {
            return hashers.submit(hashing).get();
        } catch (RejectedExecutionException e) {
            throw new TooManyAtOnce();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a password was hashed", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a password could not be hashed", e.getCause());
        }
    }

    @PreDestroy
    void close() {
        hashers.shutdownNow();
    }

    private static final class TooManyAtOnce extends RetriableProblem {
        TooManyAtOnce() {
            super(ProblemType.TOO_MANY_REQUESTS, "too many people sign in at this moment", COME_BACK_AFTER);
        }
    }
}
