package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.standalone.Measurement.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    @ParameterizedTest
    @EnumSource
    void theStartScriptNamesAllThatThereAre(Kind kind) throws IOException {
        List<String> known = ServiceLoader.load(Measurement.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(measurement -> measurement.kind() == kind)
                .map(Measurement::name)
                .toList();
        Matcher usage = Pattern.compile("(?m)^\\./fovea " + kind.name().toLowerCase(Locale.ROOT) + " (\\S+)")
                .matcher(Files.readString(Path.of("../../fovea")));
        assertThat(usage.find()).isTrue();
        assertThat(usage.group(1).split("\\|")).containsExactlyInAnyOrderElementsOf(known);
    }
}
