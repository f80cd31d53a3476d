package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.contracts.video.VideoChanged;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.testing.Api;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testing.TestTopics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The job page tells the truth: what each attempt did, how fast it goes, when it ends, and all of it while it happens. */
class JobPageIT extends TranscodeContext {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    @Autowired
    EmbeddedKafkaBroker broker;

    @Autowired
    MeterRegistry meters;

    @Value("${fovea.transcode.work-directory}")
    Path work;

    private final UserId admin = TestIssuer.newUser();

    @Test
    void everyAttemptIsToldWhileItHappensAndAfterwards() throws Exception {
        var video = upload(TestFfmpeg.clip(folder, "holiday.mp4", Duration.ofSeconds(40), "640x360", "24"));
        tell(video, "A day by the sea");
        JsonNode waiting = await().atMost(DONE_WITHIN)
                .until(
                        () -> jobOf(video),
                        job -> job != null && job.path("title").asString().equals("A day by the sea"));
        assertThat(waiting.path("filename").asString()).isEqualTo("holiday.mp4");
        String id = waiting.path("id").asString();
        var events = new CopyOnWriteArrayList<String>();
        CompletableFuture<Void> stream = follow("/api/v1/jobs/events?id=" + id, events);

        await().atMost(DONE_WITHIN)
                .until(() -> encoders()
                        .findFirst()
                        .map(ProcessHandle::destroyForcibly)
                        .orElse(false));
        assertThat(outcomeOf(video)).isInstanceOf(Ready.class);
        await().atMost(DONE_WITHIN)
                .until(() ->
                        events.stream().anyMatch(event -> event.startsWith("job") && event.contains("\"COMPLETED\"")));
        assertThat(events.getFirst()).startsWith("job");
        assertThat(events).anyMatch(event -> event.startsWith("unit") && event.contains("\"outcome\":\"RUNNING\""));
        assertThat(events).anyMatch(event -> event.startsWith("job") && event.contains("\"etaSeconds\":"));

        JsonNode job = api().get("/api/v1/jobs/" + id).json();
        JsonNode failed = job.path("units")
                .valueStream()
                .filter(unit -> unit.path("history").size() > 1)
                .findFirst()
                .orElseThrow()
                .path("history");
        assertThat(failed.path(0).path("outcome").asString()).isEqualTo("FAILED");
        assertThat(failed.path(0).path("exitCode").asInt()).isEqualTo(137);
        assertThat(failed.path(0).path("failureKind").asString()).isEqualTo("RESOURCE");
        assertThat(failed.path(0).path("reason").asString()).contains("killed");
        assertThat(failed.path(1).path("outcome").asString()).isEqualTo("ACCEPTED");
        assertThat(failed.path(1).path("exitCode").asInt()).isZero();
        assertThat(failed.path(1).path("command").asString())
                .startsWith("ffmpeg ")
                .contains("libx264");
        assertThat(failed.path(1).path("worker").asString()).isNotEmpty();
        assertThat(Instant.parse(failed.path(1).path("endedAt").asString()))
                .isAfter(Instant.parse(failed.path(0).path("endedAt").asString()));
        assertThat(meters.get("fovea.transcode.unit")
                        .tags("outcome", "failed", "failure", "resource")
                        .timer()
                        .count())
                .isPositive();
        await().until(() -> meters.get("fovea.transcode.jobs")
                        .tags("state", "completed")
                        .gauge()
                        .value()
                > 0);

        assertThat(stream).isNotDone();
        new TestTopics(broker.getBrokersAsString())
                .publish(
                        Topics.ACCOUNTS,
                        admin.toString(),
                        new AccountChanged(
                                admin, "a@b.test", "A", Role.ADMIN, Category.DEALER, true, 99, Instant.EPOCH));
        await().atMost(DONE_WITHIN).until(stream::isDone);
    }

    @Test
    void jobsAreFoundByTheKindOfTheirFailure() throws Exception {
        VideoId text = upload(Files.writeString(folder.resolve("text.mp4"), "This is not a film.\n".repeat(500)));
        outcomeOf(text);
        assertThat(found("?failure=SOURCE")).contains(text.toString());
        assertThat(found("?failure=RESOURCE")).doesNotContain(text.toString());
        assertThat(found("?status=FAILED&failure=SOURCE")).contains(text.toString());
        // It failed a moment ago, and what is at rest is not stuck.
        assertThat(found("?stuckMinutes=1")).doesNotContain(text.toString());
        assertThat(api().get("/api/v1/jobs?stuckMinutes=0").status()).isEqualTo(400);
    }

    private List<String> found(String query) {
        return api().get("/api/v1/jobs" + query)
                .json()
                .path("items")
                .valueStream()
                .map(job -> job.path("videoId").asString())
                .toList();
    }

    private void tell(VideoId video, String title) {
        new TestTopics(broker.getBrokersAsString())
                .publish(
                        Topics.VIDEOS,
                        video.toString(),
                        new VideoChanged(
                                video,
                                1,
                                new UserId(video.value()),
                                "Ann",
                                title,
                                "",
                                Category.DEALER,
                                VideoStatus.PROCESSING,
                                null,
                                null,
                                null,
                                Instant.EPOCH,
                                Instant.EPOCH));
    }

    private @Nullable JsonNode jobOf(VideoId video) {
        return api().get("/api/v1/jobs?status=STARTED")
                .json()
                .path("items")
                .valueStream()
                .filter(job -> job.path("videoId").asString().equals(video.toString())
                        && job.path("unitsTotal").asInt() > 0
                        && encoders().findFirst().isPresent())
                .findFirst()
                .orElse(null);
    }

    private Stream<ProcessHandle> encoders() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> commandOf(process)
                        .filter(line -> line.contains(work.toString()) && line.contains("libx264"))
                        .isPresent());
    }

    private static Optional<String> commandOf(ProcessHandle process) {
        try {
            return Optional.of(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")));
        } catch (IOException e) {
            return Optional.empty(); // ended meanwhile
        }
    }

    /** Server-sent events as "name data", until the stream ends. */
    private CompletableFuture<Void> follow(String path, List<String> events) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer " + token())
                .header("Accept", "text/event-stream")
                .build();
        HttpClient client = HttpClient.newHttpClient();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofLines()).thenAccept(answer -> {
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            var name = new String[1];
            answer.body().forEach(line -> {
                if (line.startsWith("event: ")) {
                    name[0] = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    events.add(name[0] + " " + JSON.readTree(line.substring(6)));
                }
            });
        });
    }

    private String token() {
        return TestIssuer.SHARED.sign(
                TestIssuer.SHARED.claims(admin, Role.ADMIN, Category.DEALER).build());
    }

    private Api api() {
        return Api.at(port).as(TestIssuer.SHARED.token(Role.ADMIN, Category.EMPLOYEE));
    }
}
