package dev.fovea.moderation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.contracts.id.UserId;
import dev.fovea.moderation.ModerationDatabase;
import dev.fovea.moderation.audit.AuditTrail.Verification;
import dev.fovea.testing.TestClock;
import dev.fovea.testing.TestIssuer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.json.JsonMapper;

/** The chain holds from the first row, and whoever goes around the application is found out. */
class AuditTrailIT {

    private static final UserId ANNA = new UserId(UUID.fromString("01900000-0000-7000-8000-000000000001"));

    private final ModerationDatabase database = new ModerationDatabase();
    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T08:00:00.123456Z"));
    private final AuditTrail trail = new AuditTrail(database.client(), JsonMapper.shared(), clock);

    @Test
    void anEmptyChainIsWhole() {
        assertThat(trail.verify()).isEqualTo(new Verification(0, true, null));
    }

    @Test
    void theHashIsTheOneThatAnybodyCanCompute() throws NoSuchAlgorithmException {
        append(AuditFact.of(AuditAction.USER_CHANGED, "user", "7")
                .by(ANNA, "Anna \"Größe\" 😀")
                .with("role.before", "USER")
                .with("role", "EDITOR"));
        String canonical = "{\"action\":\"USER_CHANGED\",\"actorId\":\"01900000-0000-7000-8000-000000000001\","
                + "\"actorName\":\"Anna \\\"Größe\\\" 😀\",\"at\":\"2026-03-01T08:00:00.123456Z\","
                + "\"detail\":{\"role\":\"EDITOR\",\"role.before\":\"USER\"},\"previousHash\":\"" + "0".repeat(64)
                + "\",\"sequence\":1,\"subjectId\":\"7\",\"subjectType\":\"user\"}";
        String expected = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8)));
        assertThat(only().hash()).isEqualTo(expected);
        assertThat(trail.verify()).isEqualTo(new Verification(1, true, null));
    }

    @Test
    void eachRowHoldsTheHashOfTheOneBefore() {
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMillis(7));
            append(AuditFact.of(AuditAction.SIGNED_IN, "user", Integer.toString(i)));
        }
        var rows = trail.list(null, null, null, null, 10);
        assertThat(rows).extracting(AuditRow::sequence).containsExactly(3L, 2L, 1L);
        assertThat(rows.get(0).previousHash()).isEqualTo(rows.get(1).hash());
        assertThat(rows.get(1).previousHash()).isEqualTo(rows.get(2).hash());
        assertThat(rows.get(2).previousHash()).isEqualTo("0".repeat(64));
    }

    @Test
    void whatIsRolledBackLeavesNoGap() {
        append(AuditFact.of(AuditAction.SIGNED_IN, "user", "1"));
        assertThatThrownBy(() -> database.inTransaction(() -> {
                    trail.append(AuditFact.of(AuditAction.SIGNED_IN, "user", "2"));
                    throw new IllegalStateException("after all not");
                }))
                .hasMessage("after all not");
        append(AuditFact.of(AuditAction.SIGNED_IN, "user", "3"));
        assertThat(trail.verify()).isEqualTo(new Verification(2, true, null));
    }

    @Test
    void manyAtOnceMakeOneChain() {
        int writers = 8;
        int each = 50;
        try (var threads = Executors.newFixedThreadPool(writers)) {
            for (int i = 0; i < writers * each; i++) {
                String id = Integer.toString(i);
                var _ = threads.submit(() -> append(AuditFact.of(AuditAction.SIGNED_IN, "user", id)));
            }
        }
        assertThat(trail.verify()).isEqualTo(new Verification(writers * each, true, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update moderation.audit set actor_name = 'Eve'",
                "delete from moderation.audit",
                "truncate moderation.audit"
            })
    void theTableTakesNoChange(String statement) {
        appendFive();
        assertThatThrownBy(() -> database.client().sql(statement).update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("append-only");
        assertThat(trail.verify().valid()).isTrue();
    }

    /** Who may switch the trigger off can change rows, but not so that nobody sees it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "update moderation.audit set actor_name = 'Eve' where sequence = 3 ; 3",
                "update moderation.audit set actor_id = null where sequence = 3 ; 3",
                "update moderation.audit set action = 'SIGNED_OUT' where sequence = 1 ; 1",
                "update moderation.audit set subject_id = 'x' where sequence = 5 ; 5",
                "update moderation.audit set subject_type = 'x' where sequence = 5 ; 5",
                "update moderation.audit set at = at + interval '1 microsecond' where sequence = 2 ; 2",
                "update moderation.audit set detail = detail || '{\"n\":\"9\"}' where sequence = 4 ; 4",
                "update moderation.audit set hash = repeat('a', 64) where sequence = 4 ; 4",
                "update moderation.audit set previous_hash = repeat('a', 64) where sequence = 4 ; 4",
                "delete from moderation.audit where sequence = 1 ; 1",
                "delete from moderation.audit where sequence = 3 ; 3",
                "delete from moderation.audit where sequence = 5 ; 5",
                "delete from moderation.audit ; 1",
                "update moderation.audit set sequence = 9 where sequence = 5 ; 5"
            })
    void aChangeBehindOurBackIsFound(String statement, long brokenAt) {
        appendFive();
        assertThat(trail.verify()).isEqualTo(new Verification(5, true, null));
        database.client()
                .sql("alter table moderation.audit disable trigger audit_is_append_only")
                .update();
        assertThat(database.client().sql(statement).update()).isPositive();
        Verification found = trail.verify();
        assertThat(found.valid()).isFalse();
        assertThat(found.brokenAt()).isEqualTo(brokenAt);
    }

    @Test
    void twoRowsThatChangedPlacesAreFound() {
        appendFive();
        database.client()
                .sql("alter table moderation.audit disable trigger audit_is_append_only")
                .update();
        database.client()
                .sql(
                        "update moderation.audit set sequence = case sequence when 2 then -3 else -2 end where sequence in (2, 3)")
                .update();
        database.client()
                .sql("update moderation.audit set sequence = -sequence where sequence < 0")
                .update();
        assertThat(trail.verify().brokenAt()).isEqualTo(2);
    }

    @Test
    void theListIsFiltered() {
        UserId bert = TestIssuer.newUser();
        append(AuditFact.of(AuditAction.SIGNED_IN, "user", "a").by(ANNA, "Anna"));
        append(AuditFact.of(AuditAction.SIGNED_OUT, "user", "a").by(ANNA, "Anna"));
        append(AuditFact.of(AuditAction.SIGNED_IN, "user", "b").by(bert, "Bert"));
        assertThat(trail.list("ann", null, null, null, 10)).hasSize(2);
        assertThat(trail.list(ANNA.toString(), null, null, null, 10)).hasSize(2);
        assertThat(trail.list(null, AuditAction.SIGNED_IN, null, null, 10)).hasSize(2);
        assertThat(trail.list(null, null, "b", null, 10)).hasSize(1);
        assertThat(trail.list("bert", AuditAction.SIGNED_OUT, null, null, 10)).isEmpty();
        assertThat(trail.list("%", null, null, null, 10)).isEmpty();
        assertThat(trail.list(null, null, null, 3L, 1))
                .extracting(AuditRow::sequence)
                .containsExactly(2L);
    }

    private void appendFive() {
        for (int i = 1; i <= 5; i++) {
            append(AuditFact.of(AuditAction.SIGNED_IN, "user", Integer.toString(i))
                    .by(ANNA, "Anna")
                    .with("n", Integer.toString(i)));
        }
    }

    private void append(AuditFact fact) {
        database.inTransaction(() -> {
            trail.append(fact);
            return true;
        });
    }

    private AuditRow only() {
        return trail.list(null, null, null, null, 10).getFirst();
    }
}
