package dev.fovea.platform.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionTest {

    @ParameterizedTest
    @ValueSource(strings = {"\"r7\"", "*", "\"r6\", \"r7\"", " \"r7\" "})
    void whatNamesTheRevisionAtHandIsTaken(String ifMatch) {
        assertThat(Revision.tagOf(7)).isEqualTo("\"r7\"");
        assertThatCode(() -> Revision.required(ifMatch).requireCurrent(7)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"r6\"", "r7", "7", "W/\"r7\"", "\"r77\"", ""})
    void whatDoesNotIsRefused(String ifMatch) {
        assertThatThrownBy(() -> Revision.required(ifMatch).requireCurrent(7)).isInstanceOf(Revision.Outdated.class);
    }

    @Test
    void withoutTheHeaderAnEditIsRefusedWhereItIsRequired() {
        assertThatCode(() -> Revision.optional(null).requireCurrent(7)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Revision.required(null))
                .isInstanceOfSatisfying(
                        ClientProblem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.PRECONDITION_REQUIRED));
    }
}
