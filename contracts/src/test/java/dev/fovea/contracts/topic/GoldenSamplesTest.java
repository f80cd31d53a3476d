package dev.fovea.contracts.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** What was once on the wire stays readable: samples in {@code src/test/golden} are added, never changed. */
class GoldenSamplesTest {

    private static final Path GOLDEN = Path.of("src/test/golden");
    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    static final List<Topic<?>> TOPICS = Topics.ALL;

    static Stream<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsReadAndWrittenBackAsItWas(Path sample) throws IOException {
        Topic<?> topic = topicOf(sample);
        Object value = JSON.readValue(Files.readString(sample), topic.value());
        assertThat(JSON.valueToTree(value).toString())
                .isEqualTo(JSON.readTree(Files.readString(sample)).toString());
    }

    @ParameterizedTest
    @FieldSource("TOPICS")
    void everyTopicHasASample(Topic<?> topic) {
        assertThat(GOLDEN.resolve(topic.name() + ".1.json")).exists();
    }

    @Test
    void aSampleBelongsToATopic() throws IOException {
        assertThat(samples()).allSatisfy(sample -> assertThat(topicOf(sample)).isNotNull());
    }

    private static Topic<?> topicOf(Path sample) {
        String name = sample.getFileName().toString().replaceFirst("\\.\\d+\\.json$", "");
        return Topics.ALL.stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no topic for " + sample));
    }
}
