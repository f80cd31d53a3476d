package dev.fovea.ingest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import dev.fovea.ingest.playback.ViewTokens.View;
import dev.fovea.ingest.telemetry.EventBatch.Offered;
import dev.fovea.ingest.telemetry.OfferedEvent.Edge;
import dev.fovea.ingest.telemetry.OfferedEvent.Invalid;
import dev.fovea.platform.problem.ClientProblem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventBatchTest {

    private static final View VIEW = new View(
            new ViewId(new UUID(1, 1)),
            new VideoId(new UUID(2, 2)),
            new UserId(new UUID(3, 3)),
            Instant.parse("2026-01-01T00:00:00Z"));
    private static final String EVENT = """
            {"eventId":"00000000-0000-0001-0000-000000000007","viewId":"%s","sequence":3,"type":"PROGRESS",\
            "viewerTime":1767225600000,"playheadMs":5000,"rate":1.5,"fromMs":0,"toMs":5000}""".formatted(VIEW.viewId());

    private static EventBatch batch(String... events) {
        return EventBatch.parse(("{\"viewToken\":\"t\",\"events\":[" + String.join(",", events) + "]}")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static PlayerEvent accepted(Offered offered) throws Invalid {
        return offered.accepted(VIEW, new Edge(99, "desktop", "DE"));
    }

    @Test
    void whoAndWhatComeFromTheView() throws Invalid {
        PlayerEvent event =
                accepted(batch(EVENT.replace("}", ",\"viewerId\":\"x\",\"videoId\":\"y\",\"device\":\"tv\"}"))
                        .events()
                        .getFirst());
        assertThat(event.viewerId()).isEqualTo(VIEW.viewerId());
        assertThat(event.videoId()).isEqualTo(VIEW.videoId());
        assertThat(event.viewStartedAt()).isEqualTo(VIEW.startedAt().toEpochMilli());
        assertThat(event.type()).isEqualTo(EventType.PROGRESS);
        assertThat(event.receivedAt()).isEqualTo(99);
        assertThat(event.device()).isEqualTo("desktop");
        assertThat(event.region()).isEqualTo("DE");
        assertThat(event.rate()).isEqualTo(1.5);
    }

    @Test
    void whatStandsBesideAnEventChangesNothingInIt() throws Invalid {
        String full = EVENT.replace("}", ",\"cause\":\"Stalled\",\"valueMs\":7,\"valueKbps\":900}");
        PlayerEvent alone = accepted(batch(full).events().getFirst());
        assertThat(alone.cause()).isEqualTo("Stalled");
        assertThat(alone.valueMs()).isEqualTo(7);
        assertThat(alone.valueKbps()).isEqualTo(900);
        assertThat(alone.fromMs()).isZero();
        assertThat(alone.toMs()).isEqualTo(5_000);
        EventBatch beside = batch(full.replace("}", ",\"note\":null}"), "7", full);
        assertThat(accepted(beside.events().getFirst())).isEqualTo(alone);
        assertThat(accepted(beside.events().getLast())).isEqualTo(alone);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            "sequence":3            | "sequence":"three"     | sequence
            "sequence":3            | "sequence":-1          | sequence
            "sequence":3            | "sequence":3.5         | sequence
            "sequence":3            | "sequence":99999999999999999999 | sequence
            "sequence":3,           | -                      | sequence
            "type":"PROGRESS"       | "type":"TELEPORT"      | type
            "type":"PROGRESS"       | "type":7               | type
            "type":"PROGRESS"       | "type":"FOCUS_LOST"    | cause
            "playheadMs":5000       | "playheadMs":-1        | playheadMs
            "playheadMs":5000       | "playheadMs":999999999 | playheadMs
            "playheadMs":5000,      | -                      | playheadMs
            "rate":1.5              | "rate":17              | rate
            "rate":1.5,             | -                      | rate
            "toMs":5000             | "toMs":null            | toMs
            "fromMs":0              | "fromMs":6000          | interval
            "rate":1.5              | "rate":1,"valueMs":-1  | valueMs
            "rate":1.5              | "rate":1,"valueKbps":-1 | valueKbps
            "rate":1.5              | "rate":1,"cause":"\\ud83d" | cause
            000000000007",          | 00000000000",          | id
            """)
    void whatIsNoEventSaysWhy(String what, @Nullable String becomes, String named) {
        String event = EVENT.replace(what, becomes == null ? "" : becomes);
        assertThat(event).isNotEqualTo(EVENT);
        Offered offered = batch(event).events().getFirst();
        assertThatExceptionOfType(Invalid.class)
                .isThrownBy(() -> accepted(offered))
                .withMessageContaining(named);
    }

    @Test
    void anEventOfAnotherViewIsNone() {
        String other = EVENT.replace(VIEW.viewId().toString(), new UUID(9, 9).toString());
        Offered offered = batch(other).events().getFirst();
        assertThatExceptionOfType(Invalid.class)
                .isThrownBy(() -> accepted(offered))
                .withMessageContaining("viewId");
    }

    @Test
    void oneThatIsOddDoesNotSpoilItsNeighbours() throws Invalid {
        EventBatch batch = batch(EVENT, "null", "[]", "7", EVENT.replace("\"sequence\":3", "\"sequence\":{}"), EVENT);
        assertThat(batch.viewToken()).isEqualTo("t");
        assertThat(batch.events()).hasSize(6);
        assertThat(accepted(batch.events().getFirst()))
                .isEqualTo(accepted(batch.events().getLast()));
        assertThat(batch.events().subList(1, 5))
                .allSatisfy(offered -> assertThat(offered.invalid()).isNotNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "7",
                "{}",
                "{\"events\":7}",
                "{\"events\":[",
                "null",
                "{\"events\":[]} trailing"
            })
    void whatIsNoBatchIsRefusedWhole(String body) {
        assertThatExceptionOfType(ClientProblem.class)
                .isThrownBy(() -> EventBatch.parse(body.getBytes(StandardCharsets.UTF_8)));
    }
}
