package dev.fovea.moderation.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.moderation.ModerationDatabase;
import java.time.Clock;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Processes that start together sign with one key, and a restart finds it again. */
class SigningKeysIT {

    private final ModerationDatabase database = new ModerationDatabase();

    @Test
    void manyStartsAtOnceMakeOneKey() {
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 6; i++) {
                var _ = threads.submit(() -> keys().makeOneIfThereIsNone());
            }
        }
        assertThat(keys().all()).hasSize(1);
    }

    @Test
    void aRestartKeepsTheKey() {
        keys().makeOneIfThereIsNone();
        var before = keys().all().getFirst();
        keys().makeOneIfThereIsNone();
        assertThat(keys().all()).containsExactly(before);
        assertThat(before.publicKey().getModulus().bitLength()).isEqualTo(2048);
        assertThat(before.toString())
                .doesNotContain(before.privateKey().getPrivateExponent().toString());
    }

    private SigningKeys keys() {
        return new SigningKeys(database.client(), database.transactions(), Clock.systemUTC());
    }
}
