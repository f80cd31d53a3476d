package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.contracts.video.UploadCompleted;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.testing.Api;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testing.TestTopics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import tools.jackson.databind.JsonNode;

/** What people may do to jobs, and what becomes of one whose video is deleted. */
class JobControlIT extends TranscodeContext {

    @TempDir
    Path folder;

    @Autowired
    EmbeddedKafkaBroker broker;

    @Test
    void aPausedJobFinishesWhatItEncodesAndGoesOnLater() throws Exception {
        VideoId video = upload(TestFfmpeg.clip(folder, "clip.mp4", Duration.ofSeconds(90), "640x480", "30"));
        String path = "/api/v1/jobs/" + encoding(video).path("id").asString();
        assertThat(api().post(path + "/pause").status()).isEqualTo(202);
        JsonNode paused =
                await().atMost(DONE_WITHIN).until(() -> api().get(path).json(), job -> is(job, "STOPPED"));
        assertThat(paused.path("pausing").asBoolean()).isFalse();
        int done = paused.path("unitsDone").asInt();
        assertThat(done).isPositive().isLessThan(paused.path("unitsTotal").asInt());
        assertThat(paused.path("units").findValues("outcome"))
                .hasSize(done)
                .allSatisfy(outcome -> assertThat(outcome.asString()).isEqualTo("ACCEPTED"));
        assertThat(api().post(path + "/pause").code()).isEqualTo("job-state-conflict");

        assertThat(api().post(path + "/restart").status()).isEqualTo(202);
        assertThat(outcomeOf(video)).isInstanceOf(Ready.class);
        await().atMost(DONE_WITHIN).until(() -> is(api().get(path).json(), "COMPLETED"));
        assertThat(api().post(path + "/priority", Map.of("priority", 5)).code()).isEqualTo("job-state-conflict");
    }

    @Test
    void allThatFailedForOneReasonAreTriedAgain() throws Exception {
        VideoId text = upload(Files.writeString(folder.resolve("text.mp4"), "This is not a film.\n".repeat(500)));
        outcomeOf(text);
        String path = "/api/v1/jobs/"
                + await().atMost(DONE_WITHIN)
                        .until(() -> jobOf(text, "FAILED"), Objects::nonNull)
                        .path("id")
                        .asString();
        await().atMost(DONE_WITHIN)
                .until(() -> api().post("/api/v1/jobs/restarts", Map.of("failure", "SOURCE"))
                                .json()
                                .path("restarted")
                                .asInt()
                        > 0);
        await().atMost(DONE_WITHIN)
                .until(() -> eventsOf(text).stream()
                        .anyMatch(event -> event instanceof TranscodeEvent.Failed && event.attempt() == 2));
        assertThat(api().post("/api/v1/jobs/restarts", Map.of("failure", "INTERNAL"))
                        .json()
                        .path("restarted")
                        .asInt())
                .isZero();
        assertThat(api().post("/api/v1/jobs/restarts", Map.of("failure", "MOOD"))
                        .status())
                .isEqualTo(400);
        assertThat(api().post(path + "/priority", Map.of("priority", 5))
                        .json()
                        .path("priority")
                        .asInt())
                .isEqualTo(5);
        assertThat(api().post(path + "/priority", Map.of("priority", 101)).code())
                .isEqualTo("invalid-request");
    }

    @Test
    void aDeletedVideosJobEndsAndLeavesNothing() throws Exception {
        VideoId video = upload(TestFfmpeg.clip(folder, "clip.mp4", Duration.ofSeconds(60), "640x480", "30"));
        String path = "/api/v1/jobs/" + encoding(video).path("id").asString();
        new TestTopics(broker.getBrokersAsString()).publish(Topics.VIDEOS, video.toString(), null);
        await().atMost(DONE_WITHIN).until(() -> is(api().get(path).json(), "STOPPED"));
        await().atMost(DONE_WITHIN)
                .until(() -> store.list(MediaLayout.generation(video, 1)).isEmpty()
                        && store.list(MediaLayout.work(video, 1)).isEmpty());
        assertThat(api().post(path + "/restart").code()).isEqualTo("job-state-conflict");

        // News of another file that was on its way does not bring it back.
        tell(new UploadCompleted(video, 2, new UserId(Uuid7.next()), "sources/x/2", "late.mp4", 1, Instant.now()));
        VideoId after = upload(Files.createFile(folder.resolve("empty.mp4")));
        outcomeOf(after);
        assertThat(eventsOf(video)).noneMatch(event -> event.generation() == 2);
    }

    /** Some of it is done, some is not. */
    private JsonNode encoding(VideoId video) {
        return await().atMost(DONE_WITHIN)
                .until(
                        () -> jobOf(video, "STARTED"),
                        job -> job != null && job.path("unitsDone").asInt() > 0);
    }

    private @Nullable JsonNode jobOf(VideoId video, String status) {
        return api().get("/api/v1/jobs?status=" + status)
                .json()
                .path("items")
                .valueStream()
                .filter(job -> job.path("videoId").asString().equals(video.toString()))
                .findFirst()
                .orElse(null);
    }

    private static boolean is(JsonNode job, String status) {
        return job.path("status").asString().equals(status);
    }

    private Api api() {
        return Api.at(port).as(TestIssuer.SHARED.token(Role.ADMIN, Category.EMPLOYEE));
    }
}
