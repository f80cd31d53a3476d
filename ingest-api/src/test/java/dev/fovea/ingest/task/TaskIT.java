package dev.fovea.ingest.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.event.RetentionRow;
import dev.fovea.contracts.event.RetentionRow.Played;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.ingest.IngestServer;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.testing.Api.Answer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From an editor's list to the viewer who has watched all of it. */
class TaskIT extends IngestServer {

    private final Person uploader = person(Role.USER, Category.DEALER);
    private final Person editor = person(Role.EDITOR, Category.EMPLOYEE);
    private final Person viewer = person(Role.USER, Category.DEALER);

    @Test
    void aTaskIsDoneOnceTheViewsOfAPersonTogetherCoverItsVideos() throws IOException {
        VideoId first = approvedVideo(uploader, "Task one");
        VideoId second = approvedVideo(uploader, "Task two");
        enrol(viewer, "Vera of tasks");
        String task = create(Map.of(
                "title",
                "Before Monday",
                "category",
                "DEALER",
                "videos",
                List.of(second, first),
                "dueAt",
                "2026-12-01T08:00:00Z"));
        JsonNode mine = mine(viewer, task);
        assertThat(mine.path("videos")
                        .valueStream()
                        .map(one -> one.path("title").asString()))
                .containsExactly("Task two", "Task one");
        assertThat(mine.path("done").asInt()).isZero();
        assertThat(mine.path("dueAt").asString()).isEqualTo("2026-12-01T08:00:00Z");
        assertThat(mine.has("people")).isFalse();

        // Two halves in two views, told late, twice and in the wrong order, cover what one view did not.
        RetentionRow half = row(viewer.id(), first, 2, new Played(15_000, 30_000, 1));
        tell(half);
        tell(row(viewer.id(), first, 5, new Played(0, 12_000, 2)));
        tell(half);
        await().untilAsserted(() -> {
            assertThat(mine(viewer, task).path("done").asInt()).isEqualTo(1);
            assertThat(mine(viewer, task)
                            .path("videos")
                            .get(1)
                            .path("watchedRatio")
                            .asDouble())
                    .isEqualTo(0.9);
        });
        JsonNode people =
                editor.api().get("/api/v1/tasks/" + task + "/people").json().path("items");
        assertThat(people.valueStream()).anySatisfy(one -> {
            assertThat(one.path("displayName").asString()).isEqualTo("Vera of tasks");
            assertThat(one.path("done").asInt()).isEqualTo(1);
            assertThat(one.path("total").asInt()).isEqualTo(2);
        });
        tell(row(viewer.id(), second, 1, new Played(0, 26_999, 1)));
        tell(row(viewer.id(), second, 1, new Played(26_999, 27_000, 1)));
        await().untilAsserted(() ->
                assertThat(mine(viewer, task).path("done").asInt()).isEqualTo(2));
    }

    @Test
    void onlyThoseItIsForSeeATask() throws IOException {
        VideoId video = approvedVideo(uploader, "For few");
        enrol(viewer, "Vito of tasks");
        String task = create(Map.of("title", "For Vito", "people", List.of(viewer.id()), "videos", List.of(video)));
        assertThat(mine(viewer, task).path("title").asString()).isEqualTo("For Vito");
        Person other = person(Role.USER, Category.DEALER);
        assertThat(other.api().get("/api/v1/tasks/" + task).code()).isEqualTo("task-not-found");
        assertThat(other.api()
                        .get("/api/v1/tasks")
                        .json()
                        .path("items")
                        .valueStream()
                        .map(one -> one.path("id").asString()))
                .doesNotContain(task);
        assertThat(other.api().get("/api/v1/tasks?mine=false").code()).isEqualTo("forbidden");
        assertThat(editor.api()
                        .get("/api/v1/tasks/" + task)
                        .json()
                        .path("people")
                        .get(0)
                        .path("displayName")
                        .asString())
                .isEqualTo("Vito of tasks");
        assertThat(editor.api()
                        .get("/api/v1/people?q=vito")
                        .json()
                        .path("items")
                        .get(0)
                        .path("id")
                        .asString())
                .isEqualTo(viewer.id().toString());
    }

    @Test
    void anEditOfAnOlderTaskIsRefusedAndADeletedVideoLeavesIt() throws IOException {
        VideoId kept = approvedVideo(uploader, "Kept");
        VideoId removed = approvedVideo(uploader, "Removed");
        String task = create(Map.of("title", "Both", "category", "DEALER", "videos", List.of(kept, removed)));
        Map<String, Object> edit =
                Map.of("title", "Both, renamed", "category", "DEALER", "videos", List.of(removed, kept));
        String path = "/api/v1/tasks/" + task;
        assertThat(editor.api().put(path, edit).code()).isEqualTo("precondition-required");
        String seen = editor.api().get(path).header("ETag").orElseThrow();
        Answer edited = put(path, edit, seen);
        assertThat(edited.status()).isEqualTo(200);
        assertThat(edited.text("title")).isEqualTo("Both, renamed");
        assertThat(edited.header("ETag"))
                .hasValue(editor.api().get(path).header("ETag").orElseThrow())
                .isNotEqualTo(Optional.of(seen));
        assertThat(put(path, edit, seen).code()).isEqualTo("precondition-failed");
        assertThat(uploader.api()
                        .send("DELETE", "/api/v1/videos/" + removed, null)
                        .status())
                .isEqualTo(204);
        assertThat(mine(viewer, task)
                        .path("videos")
                        .valueStream()
                        .map(one -> one.path("title").asString()))
                .containsExactly("Kept");
        assertThat(editor.api().send("DELETE", path, null).status()).isEqualTo(204);
        assertThat(viewer.api().get(path).code()).isEqualTo("task-not-found");
    }

    @Test
    void aTaskForNobodyOrOfNothingIsRefused() throws IOException {
        VideoId video = approvedVideo(uploader, "Alone");
        assertThat(post(Map.of("title", "x", "videos", List.of(video))).code()).isEqualTo("invalid-request");
        assertThat(post(Map.of("title", "x", "category", "DEALER", "videos", List.of()))
                        .status())
                .isEqualTo(400);
        assertThat(post(Map.of("title", "x", "category", "DEALER", "videos", List.of(UUID.randomUUID())))
                        .code())
                .isEqualTo("video-not-found");
        assertThat(post(Map.of("title", "x", "people", List.of(UUID.randomUUID()), "videos", List.of(video)))
                        .code())
                .isEqualTo("user-not-found");
        for (String never : List.of("+1000000-01-01T00:00:00Z", "-4714-01-01T00:00:00Z")) {
            assertThat(post(Map.of("title", "x", "category", "DEALER", "videos", List.of(video), "dueAt", never))
                            .code())
                    .isEqualTo("invalid-request");
        }
        assertThat(viewer.api().post("/api/v1/tasks", Map.of("title", "x")).code())
                .isEqualTo("forbidden");
    }

    private Answer post(Map<String, Object> task) {
        return editor.api().post("/api/v1/tasks", task);
    }

    private Answer put(String path, Map<String, Object> task, String ifMatch) {
        return editor.api().with("If-Match", ifMatch).put(path, task);
    }

    private String create(Map<String, Object> task) {
        Answer created = post(task);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return created.text("id");
    }

    private static JsonNode mine(Person person, String task) {
        return person.api()
                .get("/api/v1/tasks")
                .json()
                .path("items")
                .valueStream()
                .filter(one -> one.path("id").asString().equals(task))
                .findFirst()
                .orElseThrow();
    }

    private void tell(RetentionRow row) {
        topics().publish(Topics.RETENTION_ROWS, row.viewId().toString(), row);
    }

    private static RetentionRow row(UserId viewer, VideoId video, long version, Played... played) {
        long now = Instant.now().toEpochMilli();
        return new RetentionRow(new ViewId(Uuid7.next()), video, viewer, now, now, version, List.of(played));
    }

    /** As moderation would tell of the account. */
    private void enrol(Person person, String name) {
        var account = new AccountChanged(
                person.id(), person.id() + "@tasks.test", name, Role.USER, Category.DEALER, true, 1, Instant.EPOCH);
        topics().publish(Topics.ACCOUNTS, person.id().toString(), account);
        await().until(() -> !editor.api()
                .get("/api/v1/people?q=" + name.replace(' ', '+'))
                .json()
                .path("items")
                .isEmpty());
    }
}
