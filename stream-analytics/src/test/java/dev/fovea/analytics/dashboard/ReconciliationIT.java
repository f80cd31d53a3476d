package dev.fovea.analytics.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.analytics.AnalyticsContext;
import dev.fovea.analytics.ClickHouseUnderTest;
import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.event.CollectorTally;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.testing.TestIssuer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReconciliationIT extends AnalyticsContext {

    private static final String EDITOR = TestIssuer.SHARED.token(Role.EDITOR, Category.EMPLOYEE);
    private static final Instant HOUR = Instant.parse("2025-06-01T10:00:00Z");

    @Test
    void anHourThatLacksAnEventIsAnAlertUntilItIsStored() throws Exception {
        tell(new UUID(1, 1), 7);
        tell(new UUID(2, 2), 3);
        store(0, 9);
        store(0, 9); // again, as after a crash
        await().untilAsserted(() -> assertThat(hour().path("accepted").asLong()).isEqualTo(10));

        assertThat(hour().path("inClickHouse").asLong()).isEqualTo(9);
        assertThat(hour().path("missing").asLong()).isEqualTo(1);
        assertThat(hour().path("settled").asBoolean()).isTrue();
        assertThat(read().path("alert").asBoolean()).isTrue();

        store(9, 1);

        assertThat(hour().path("missing").asLong()).isZero();
        assertThat(read().path("alert").asBoolean()).isFalse();
    }

    @Test
    void aWeekIsTheMost() throws Exception {
        HttpResponse<String> answer = get("/analytics/reconciliation?from=2025-06-01&to=2025-06-09", EDITOR, null);

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    private void tell(UUID collector, long accepted) {
        var tally = new CollectorTally(collector, HOUR.toEpochMilli(), accepted, 0);
        publish(Topics.COLLECTOR_TALLIES, tally.key(), tally);
    }

    private JsonNode hour() throws Exception {
        JsonNode hours = read().path("hours");
        assertThat(hours).hasSize(1);
        return hours.get(0);
    }

    private JsonNode read() throws Exception {
        HttpResponse<String> answer =
                get("/analytics/reconciliation?from=2025-06-01T10:00:00Z&to=2025-06-01T11:00:00Z", EDITOR, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static void store(int firstOffset, int count) {
        ClickHouseUnderTest.server().query("""
            INSERT INTO fovea.player_events (event_id, view_id, video_id, viewer_id, type, received_at, topic_id,
                kafka_partition, kafka_offset)
            SELECT generateUUIDv4(), '%1$s', '%1$s', '%1$s', 'PLAY', '2025-06-01 10:30:00', '%1$s', 0, number
            FROM numbers(%2$d, %3$d)\
            """.formatted(VIDEO, firstOffset, count));
    }

    private static final UUID VIDEO = Uuid7.next();
}
