package dev.fovea.ingest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.event.EventType;
import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.ingest.IngestServer;
import dev.fovea.testing.Api;
import dev.fovea.testing.Api.Answer;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The collector: a 202 means that Kafka has what was accepted. */
class EventsIT extends IngestServer {

    private static final String EVENTS = "/api/v1/events";
    private final Person viewer = person(Role.USER, Category.EMPLOYEE);

    private Answer playback() throws Exception {
        VideoId id = approvedVideo(viewer, "Watched " + UUID.randomUUID());
        return viewer.api().get("/api/v1/videos/" + id + "/playback");
    }

    private static Map<String, Object> event(Answer playback, long sequence, String type) {
        var event = new HashMap<String, Object>();
        event.put("eventId", UUID.randomUUID().toString());
        event.put("viewId", playback.text("viewId"));
        event.put("sequence", sequence);
        event.put("type", type);
        event.put("viewerTime", 1_767_225_600_000L);
        event.put("playheadMs", 1_000);
        event.put("rate", 1);
        return event;
    }

    private static Map<String, Object> batch(Answer playback, List<?> events) {
        return Map.of("viewToken", playback.text("viewToken"), "events", events);
    }

    @Test
    void whatIsAcceptedIsInKafkaWithWhoAndWhatFromTheToken() throws Exception {
        Answer playback = playback();
        Map<String, Object> odd = event(playback, 1, "TELEPORT");
        Api phone = api().with("User-Agent", "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0")
                .with("CloudFront-Viewer-Country", "de");
        Answer taken = phone.post(
                EVENTS, batch(playback, List.of(event(playback, 0, "PLAY"), odd, event(playback, 2, "PAUSE"))));
        assertThat(taken.status()).as(taken.body()).isEqualTo(202);
        assertThat(taken.json().path("accepted").asInt()).isEqualTo(2);
        assertThat(taken.json().path("rejected").path(0).path("index").asInt()).isEqualTo(1);
        assertThat(taken.json().path("rejected").path(0).path("type").asString())
                .isEqualTo("/problems/event-invalid");

        // No waiting: that is what the 202 says.
        List<PlayerEvent> stored = topics().read(Topics.PLAYER_EVENTS, playback.text("viewId"));
        assertThat(stored).extracting(PlayerEvent::type).containsExactly(EventType.PLAY, EventType.PAUSE);
        PlayerEvent first = stored.getFirst();
        assertThat(first.viewerId()).isEqualTo(viewer.id());
        assertThat(first.device()).isEqualTo("mobile");
        assertThat(first.region()).isEqualTo("DE");
        assertThat(first.receivedAt()).isGreaterThanOrEqualTo(first.viewStartedAt());
    }

    @Test
    void aBeaconMaySayThatItIsText() throws Exception {
        Answer playback = playback();
        Answer taken = api().with("Content-Type", "text/plain;charset=UTF-8")
                .post(EVENTS, batch(playback, List.of(event(playback, 0, "PLAY"))));
        assertThat(taken.status()).as(taken.body()).isEqualTo(202);
        assertThat(taken.json().path("rejected").isEmpty()).isTrue();
        assertThat(api().with("Content-Type", "application/xml")
                        .post(EVENTS, Map.of())
                        .status())
                .isEqualTo(415);
    }

    @Test
    void whatIsNoneOfOursIsRefusedWhole() throws Exception {
        Answer playback = playback();
        assertThat(api().post(EVENTS, Map.of("viewToken", "forged", "events", List.of()))
                        .code())
                .isEqualTo("view-token-invalid");
        assertThat(api().post(EVENTS, Map.of("events", List.of())).code()).isEqualTo("view-token-invalid");
        assertThat(api().post(EVENTS, Map.of("viewToken", viewer.token(), "events", List.of()))
                        .code())
                .isEqualTo("view-token-invalid");
        assertThat(api().send("POST", EVENTS, "no json").code()).isEqualTo("malformed-json");
        var many = new ArrayList<Map<String, Object>>();
        for (int sequence = 0; sequence <= 500; sequence++) {
            many.add(event(playback, sequence, "PLAY"));
        }
        assertThat(api().post(EVENTS, batch(playback, many)).code()).isEqualTo("too-many-events");
        assertThat(api().send("POST", EVENTS, " ".repeat(1_100_000)).code()).isEqualTo("too-many-events");
        assertThat(topics().read(Topics.PLAYER_EVENTS, playback.text("viewId"))).isEmpty();
    }

    @Test
    void aPackedBatchIsUnpackedWithinTheSameLimit() throws Exception {
        Answer playback = playback();
        String json = tools.jackson.databind.json.JsonMapper.shared()
                .writeValueAsString(batch(playback, List.of(event(playback, 0, "PLAY"))));
        assertThat(postPacked(gzip(json.getBytes(StandardCharsets.UTF_8))).statusCode())
                .isEqualTo(202);
        HttpResponse<String> bomb = postPacked(gzip(" ".repeat(50_000_000).getBytes(StandardCharsets.UTF_8)));
        assertThat(bomb.statusCode()).isEqualTo(413);
        assertThat(postPacked("not gzip".getBytes(StandardCharsets.UTF_8)).statusCode())
                .isEqualTo(400);
    }

    private static byte[] gzip(byte[] bytes) throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private HttpResponse<String> postPacked(byte[] body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + EVENTS))
                                .header("Content-Type", "application/json")
                                .header("Content-Encoding", "gzip")
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofString());
    }
}
