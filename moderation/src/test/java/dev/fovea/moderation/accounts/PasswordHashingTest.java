package dev.fovea.moderation.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.platform.problem.RetriableProblem;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Argon2id within bounds, whoever knocks. */
class PasswordHashingTest {

    private final PasswordHashing hashing = new PasswordHashing(new AccountsProperties(
            "http://fovea.test", "a@b.c", null, Duration.ofMinutes(15), Duration.ofDays(7), Duration.ofDays(30), 1));

    @AfterEach
    void close() {
        hashing.close();
    }

    @Test
    void aHashIsArgon2idWithOurNumbersAndItsOwnSalt() {
        String hash = hashing.hash("blue kettle");
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(hashing.hash("blue kettle")).isNotEqualTo(hash);
        assertThat(hashing.matches("blue kettle", hash)).isTrue();
        assertThat(hashing.matches("Blue kettle", hash)).isFalse();
        assertThat(hashing.matchesNobody("nobody has this password")).isFalse();
    }

    @Test
    void howAKeyboardSpellsALetterDoesNotMatter() {
        assertThat(hashing.matches("Gro\u0308\u00dfe", hashing.hash("Gr\u00f6\u00dfe")))
                .isTrue();
    }

    @Test
    void aHashOfWeakerNumbersIsOutdated() {
        assertThat(hashing.isOutdated("$argon2id$v=19$m=4096,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaA"))
                .isTrue();
        assertThat(hashing.isOutdated(hashing.hash("blue kettle"))).isFalse();
    }

    @Test
    void aCrowdIsAskedToComeBackInsteadOfTakingAllMemory() throws Exception {
        int crowd = 200;
        Callable<Boolean> signIn = () -> {
            try {
                return !hashing.hash("blue kettle").isEmpty();
            } catch (RetriableProblem e) {
                return false;
            }
        };
        int served = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer :
                    threads.invokeAll(Stream.generate(() -> signIn).limit(crowd).toList())) {
                served += answer.get() ? 1 : 0;
            }
        }
        // All that may wait: when every hasher is idle, the queue can fill before one takes from it.
        assertThat(served).isBetween(64, crowd - 1);
    }
}
