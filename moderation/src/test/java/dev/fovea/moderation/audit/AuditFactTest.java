package dev.fovea.moderation.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.TestIssuer;
import org.junit.jupiter.api.Test;

/** Text of people who are not to be trusted is harmless by the time it is a row. */
class AuditFactTest {

    @Test
    void noTextBreaksALineOrATerminal() {
        AuditFact fact = AuditFact.of(AuditAction.SIGN_IN_FAILED, "user", "a\r\nb")
                .by(TestIssuer.newUser(), "\u001b[31mEve\u2028\u202Egnp.exe")
                .with("email", "x\0y\ty");
        assertThat(fact.subjectId()).isEqualTo("a  b");
        assertThat(fact.actorName()).isEqualTo(" [31mEve \uFFFDgnp.exe");
        assertThat(fact.detail()).containsEntry("email", "x y y");
    }

    @Test
    void halfACharacterBecomesAWholeOneSoThatTheHashCanBeComputedAgain() {
        assertThat(AuditFact.of(AuditAction.SIGNED_IN, "user", "a\uD83D").subjectId())
                .isEqualTo("a\uFFFD");
    }

    @Test
    void endlessTextIsCut() {
        assertThat(AuditFact.of(AuditAction.SIGNED_IN, "user", "é".repeat(10_000))
                        .subjectId())
                .hasSize(500);
    }
}
