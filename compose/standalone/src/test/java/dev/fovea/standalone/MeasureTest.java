package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasureTest {

    @Test
    void anUnknownNameIsAnsweredByTheKnownOnes() {
        assertThatThrownBy(() -> Measure.find(List.of("bench", "nothing-like-it")))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("there is no bench called 'nothing-like-it'; there are: ");
        assertThatThrownBy(() -> Measure.find(List.of("chaos")))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("chaos needs a name; there are: ");
    }
}
