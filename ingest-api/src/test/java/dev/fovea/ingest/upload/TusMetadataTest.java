package dev.fovea.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fovea.platform.problem.ClientProblem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TusMetadataTest {

    @Test
    void readsPairsInAnyLanguageAndKeysWithoutAValue() {
        assertThat(TusMetadata.parse("filename ZmlsbS5tcDQ=, title w4RyZ2Vy,is_confidential")
                        .values())
                .isEqualTo(Map.of("filename", "film.mp4", "title", "Ärger", "is_confidential", ""));
    }

    @Test
    void anAbsentHeaderSaysNothing() {
        assertThat(TusMetadata.parse(null).get("default", "title")).isEqualTo("default");
    }

    @ParameterizedTest
    @ValueSource(strings = {"title !!!", "title YQ==,title YQ==", "title YQ==,", ",title YQ==", "filetype YQBi"})
    void refusesWhatTheProtocolDoesNotKnow(String header) {
        assertThatExceptionOfType(ClientProblem.class).isThrownBy(() -> TusMetadata.parse(header));
    }
}
