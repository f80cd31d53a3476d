package dev.fovea.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsDocumentTest {

    /** The pages link to these: a heading may be added here, none may go. */
    private static final List<String> ANCHORS = List.of(
            "view",
            "played_ms",
            "unique_ms",
            "completion",
            "start-up time",
            "rebuffer ratio",
            "focus session",
            "interruption",
            "focus ratio",
            "longest unbroken stretch",
            "drop-off",
            "re-watch",
            "audienceWatchRatio",
            "unique viewers",
            "watching now",
            "device",
            "region",
            "category",
            "late");

    @Test
    void hasAHeadingForEachFigureThatPagesLinkTo() throws IOException {
        List<String> headings = Files.readAllLines(Path.of("../docs/metrics.md")).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", ""))
                .toList();

        assertThat(headings).containsAll(ANCHORS);
    }
}
