package dev.fovea.analytics.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class XapiStatementsTest {

    private static final String EXTENSION = "https://w3id.org/xapi/video/extensions/";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final UUID VIEWER = UUID.fromString("0199a000-0000-7000-8000-000000000001");
    private static final XapiStatements.Subject SUBJECT = new XapiStatements.Subject(
            "https://fovea.test",
            UUID.fromString("0199a000-0000-7000-8000-000000000003"),
            new UserId(VIEWER),
            VideoId.parse("0199a000-0000-7000-8000-000000000002"),
            "A film",
            60_000L);

    private final List<Rows.OfEvent> events = List.of(
            event(0, "PLAY", 0, null, null),
            event(1, "PROGRESS", 30_000, 0L, 30_000L),
            event(2, "SEEK", 20_000, 30_000L, 20_000L),
            event(3, "PROGRESS", 40_500, 20_000L, 40_500L),
            event(4, "PAUSE", 40_500, null, null),
            event(5, "PROGRESS", 60_000, 40_500L, 60_000L),
            event(6, "COMPLETE", 60_000, null, null));

    @Test
    void beginsWithInitializedAndEndsWithTerminated() {
        assertThat(verbs(XapiStatements.of(SUBJECT, events)))
                .containsExactly("initialized", "played", "seeked", "paused", "completed", "terminated");
    }

    @Test
    void tellsWhatWasPlayedSoFar() {
        List<Map<String, Object>> statements = XapiStatements.of(SUBJECT, events);

        JsonNode paused = extensions(statements.get(3));
        assertThat(paused.path(EXTENSION + "time").asDouble()).isEqualTo(40.5);
        assertThat(paused.path(EXTENSION + "played-segments").asString()).isEqualTo("0.0[.]40.5");
        assertThat(paused.path(EXTENSION + "progress").asDouble()).isEqualTo(0.675);
        JsonNode seeked = extensions(statements.get(2));
        assertThat(seeked.path(EXTENSION + "time-from").asDouble()).isEqualTo(30);
        assertThat(seeked.path(EXTENSION + "time-to").asDouble()).isEqualTo(20);
    }

    @Test
    void keepsPartsThatDoNotTouchApart() {
        List<Map<String, Object>> statements = XapiStatements.of(
                SUBJECT,
                List.of(
                        event(0, "PROGRESS", 50_000, 40_000L, 50_000L),
                        event(1, "PROGRESS", 10_000, 0L, 10_000L),
                        event(2, "PAUSE", 10_000, null, null)));

        assertThat(verbs(statements)).doesNotContain("completed");
        assertThat(extensions(statements.get(1))
                        .path(EXTENSION + "played-segments")
                        .asString())
                .isEqualTo("0.0[.]10.0[,]40.0[.]50.0");
    }

    @Test
    void givesTheSameViewTheSameIds() {
        assertThat(XapiStatements.of(SUBJECT, events)).isEqualTo(XapiStatements.of(SUBJECT, events));
        assertThat(XapiStatements.of(SUBJECT, events)).extracting("id").doesNotHaveDuplicates();
    }

    private static List<String> verbs(List<Map<String, Object>> statements) {
        return statements.stream()
                .map(statement -> JSON.valueToTree(statement).at("/verb/id").asString())
                .map(id -> id.substring(id.lastIndexOf('/') + 1))
                .toList();
    }

    private static JsonNode extensions(Map<String, Object> statement) {
        return JSON.valueToTree(statement).at("/result/extensions");
    }

    private static Rows.OfEvent event(
            long sequence, String type, long playheadMs, @Nullable Long fromMs, @Nullable Long toMs) {
        return new Rows.OfEvent(
                sequence, VIEWER, type, 1_795_338_000_000L + sequence * 1_000, playheadMs, 1, fromMs, toMs);
    }
}
