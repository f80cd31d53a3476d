package dev.fovea.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.AccessMatrix;
import org.junit.jupiter.api.Test;

/** Every route of moderation has a line for every kind of caller, and keeps to it. */
class AccessMatrixIT extends ModerationServer {

    @Test
    void everyRouteIsOpenToExactlyWhomItsLineNames() {
        assertThat(AccessMatrix.of(port(), topics()).differencesTo("access-matrix-moderation.txt"))
                .isEmpty();
    }

    @Test
    void aWrongLineAMissingLineAndALineTooManyAreFound() {
        assertThat(AccessMatrix.of(port(), topics()).differencesTo("access-matrix-with-mistakes.txt"))
                .anyMatch(line -> line.startsWith("expected GET /api/v1/users not-signed-in ok"))
                .contains("no route for the line GET /api/v1/no-such")
                .anyMatch(line -> line.startsWith("no line for POST /api/v1/auth/login"));
    }
}
