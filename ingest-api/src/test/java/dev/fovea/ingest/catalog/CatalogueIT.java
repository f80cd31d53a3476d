package dev.fovea.ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent.Failed;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.contracts.video.TranscodeEvent.Progress;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.contracts.video.VideoChanged;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.ingest.IngestServer;
import dev.fovea.testing.Api.Answer;
import dev.fovea.testing.TestIssuer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The catalogue half of the HTTP contract, with what the other modules tell. */
class CatalogueIT extends IngestServer {

    private static List<String> titles(Answer page) {
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        var titles = new ArrayList<String>();
        page.json()
                .path("items")
                .forEach(video -> titles.add(video.path("title").asString()));
        return titles;
    }

    @Test
    void aVideoShowsWhatTheTranscodeAndTheModeratorsTell() throws Exception {
        Person uploader = person(Role.USER, Category.TECHNICIAN);
        VideoId id = upload(uploader, "Told");
        topics().publish(Topics.TRANSCODES, id.toString(), new Progress(id, 1, 1, Instant.now(), 2, 9));
        awaitStatus(uploader, id, VideoStatus.PROCESSING);
        JsonNode processing = uploader.api().get("/api/v1/videos/" + id).json();
        assertThat(processing.path("progress").path("unitsDone").asInt()).isEqualTo(2);
        assertThat(processing.path("progress").path("unitsTotal").asInt()).isEqualTo(9);
        topics().publish(
                        Topics.TRANSCODES,
                        id.toString(),
                        new Failed(id, 1, 1, Instant.now(), FailureKind.SOURCE, "This is no video."));
        awaitStatus(uploader, id, VideoStatus.FAILED);
        assertThat(uploader.api().get("/api/v1/videos/" + id).text("statusReason"))
                .isEqualTo("This is no video.");

        VideoId good = upload(uploader, "Good");
        becomesReady(uploader, good);
        JsonNode ready = uploader.api().get("/api/v1/videos/" + good).json();
        assertThat(ready.path("durationSeconds").asDouble()).isEqualTo(30);
        assertThat(ready.path("width").asInt()).isEqualTo(1_280);
        assertThat(ready.path("manifestHash").asString()).isEqualTo(MANIFEST);
        assertThat(ready.path("playable").asBoolean()).isTrue();
        judged(good, Verdict.Outcome.REJECTED, true);
        awaitStatus(uploader, good, VideoStatus.REJECTED);
        assertThat(uploader.api().get("/api/v1/videos/" + good).text("statusReason"))
                .isEqualTo("not fit");
        Awaitility.await("the source goes with the verdict")
                .until(() -> store.stat(MediaLayout.source(good, 1)), Optional::isEmpty);
        Awaitility.await()
                .untilAsserted(() -> assertThat(topics().read(Topics.VIDEOS, good.toString()))
                        .extracting(VideoChanged::status)
                        .containsExactly(
                                VideoStatus.UPLOADING, VideoStatus.UPLOADED, VideoStatus.READY, VideoStatus.REJECTED));
    }

    @Test
    void aVerdictOnOtherBytesChangesNothing() throws Exception {
        Person uploader = person(Role.USER, Category.TECHNICIAN);
        VideoId id = upload(uploader, "Other bytes");
        becomesReady(uploader, id);
        topics().publish(
                        Topics.VERDICTS,
                        id.toString(),
                        new Verdict(
                                id,
                                1,
                                "b".repeat(64),
                                Verdict.Outcome.APPROVED,
                                null,
                                false,
                                TestIssuer.newUser(),
                                Instant.now()));
        judged(id, Verdict.Outcome.REJECTED, false);
        awaitStatus(uploader, id, VideoStatus.REJECTED);
    }

    @Test
    void everyCallerSeesTheirOwnPart() throws Exception {
        String run = UUID.randomUUID().toString();
        Person uploader = person(Role.USER, Category.INTERN);
        VideoId approved = approvedVideo(uploader, "Approved " + run);
        VideoId ready = upload(uploader, "Ready " + run);
        becomesReady(uploader, ready);
        upload(uploader, "Uploaded " + run);

        Map<Person, List<String>> seen = Map.of(
                uploader,
                List.of("Uploaded " + run, "Ready " + run, "Approved " + run),
                person(Role.USER, Category.INTERN),
                List.of("Approved " + run),
                person(Role.EDITOR, Category.INTERN),
                List.of("Approved " + run),
                person(Role.USER, Category.VENDOR),
                List.of(),
                person(Role.EDITOR, Category.VENDOR),
                List.of(),
                person(Role.ADMIN, Category.VENDOR),
                List.of("Uploaded " + run, "Ready " + run, "Approved " + run));
        seen.forEach((person, titles) ->
                assertThat(titles(person.api().get("/api/v1/videos?q=" + run))).isEqualTo(titles));

        assertThat(person(Role.USER, Category.VENDOR)
                        .api()
                        .get("/api/v1/videos/" + approved)
                        .code())
                .isEqualTo("video-not-found");
        assertThat(person(Role.USER, Category.INTERN)
                        .api()
                        .get("/api/v1/videos/" + ready)
                        .code())
                .isEqualTo("video-not-found");
        assertThat(person(Role.EDITOR, Category.VENDOR)
                        .api()
                        .get("/api/v1/videos/" + ready)
                        .status())
                .isEqualTo(200);
        assertThat(titles(uploader.api().get("/api/v1/videos?mine=true&status=READY&q=" + run)))
                .containsExactly("Ready " + run);
        assertThat(titles(person(Role.USER, Category.INTERN).api().get("/api/v1/videos?mine=true&q=" + run)))
                .isEmpty();
        assertThat(titles(person(Role.ADMIN, Category.VENDOR).api().get("/api/v1/videos?category=VENDOR&q=" + run)))
                .isEmpty();
    }

    @Test
    void pagesCutTheListOnceAndWithoutGaps() {
        String run = UUID.randomUUID().toString();
        Person uploader = person(Role.USER, Category.STAKEHOLDER);
        List<String> names = List.of("zebra", "Äpfel", "apple", "Zoo", "same", "same", "100%", "a_b");
        names.forEach(name ->
                assertThat(create(uploader, name + " " + run, 5).status()).isEqualTo(201));

        for (String sort : List.of("newest", "title")) {
            List<String> whole = titles(uploader.api().get("/api/v1/videos?limit=200&sort=" + sort + "&q=" + run));
            assertThat(whole).hasSize(names.size());
            var paged = new ArrayList<String>();
            String cursor = "";
            do {
                Answer page = uploader.api().get("/api/v1/videos?limit=3&sort=" + sort + "&q=" + run + cursor);
                paged.addAll(titles(page));
                cursor = page.text("next").isEmpty() ? "" : "&cursor=" + page.text("next");
            } while (!cursor.isEmpty());
            assertThat(paged).isEqualTo(whole);
        }
        assertThat(titles(uploader.api().get("/api/v1/videos?sort=title&q=" + run)))
                .map(title -> title.split(" ", 2)[0])
                .containsExactly("100%", "a_b", "Äpfel", "apple", "same", "same", "zebra", "Zoo");
        assertThat(titles(uploader.api().get("/api/v1/videos?q=ZO%25%20" + run)))
                .containsExactly("Zoo " + run);
        assertThat(titles(uploader.api().get("/api/v1/videos?q=apfel%20" + run)))
                .containsExactly("Äpfel " + run);
        assertThat(titles(uploader.api().get("/api/v1/videos?q=ebra%20" + run))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=201",
                "limit=x",
                "sort=size",
                "status=NONE",
                "category=KING",
                "cursor=!!",
                "cursor=YQ"
            })
    void aListThatCannotBeIsAProblem(String query) {
        Answer refused = person(Role.USER, Category.DEALER).api().get("/api/v1/videos?" + query);
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("invalid-request");
    }

    @Test
    void anEditNamesWhatItIsBasedOn() {
        Person uploader = person(Role.USER, Category.DEALER);
        VideoId id = upload(uploader, "First title");
        String path = "/api/v1/videos/" + id;
        String tag = uploader.api().get(path).header("ETag").orElseThrow();

        assertThat(uploader.api().patch(path, Map.of("title", "x")).code()).isEqualTo("precondition-required");
        Answer edited = uploader.api().with("If-Match", tag).patch(path, Map.of("title", " Second title "));
        assertThat(edited.status()).as(edited.body()).isEqualTo(200);
        assertThat(edited.text("title")).isEqualTo("Second title");
        assertThat(edited.header("ETag")).isNotEqualTo(Optional.of(tag));
        assertThat(uploader.api()
                        .with("If-Match", tag)
                        .patch(path, Map.of("title", "Third"))
                        .code())
                .isEqualTo("precondition-failed");
        assertThat(uploader.api()
                        .with("If-Match", "*")
                        .patch(path, Map.of("description", "Words."))
                        .text("title"))
                .isEqualTo("Second title");
        assertThat(uploader.api()
                        .with("If-Match", "*")
                        .patch(path, Map.of("title", " "))
                        .status())
                .isEqualTo(400);
        assertThat(uploader.api()
                        .with("If-Match", "*")
                        .patch(path, Map.of("title", "x".repeat(201)))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void onlyTheUploaderAndAdministratorsChangeAVideo() throws Exception {
        Person uploader = person(Role.USER, Category.DEALER);
        VideoId id = approvedVideo(uploader, "Mine");
        String path = "/api/v1/videos/" + id;
        for (Person other : List.of(person(Role.USER, Category.DEALER), person(Role.EDITOR, Category.DEALER))) {
            assertThat(other.api()
                            .with("If-Match", "*")
                            .patch(path, Map.of("title", "Theirs"))
                            .code())
                    .isEqualTo("forbidden");
            assertThat(other.api().send("DELETE", path, null).code()).isEqualTo("forbidden");
        }
        Person admin = person(Role.ADMIN, Category.VENDOR);
        assertThat(admin.api()
                        .with("If-Match", "*")
                        .patch(path, Map.of("title", "Named"))
                        .status())
                .isEqualTo(200);
        assertThat(admin.api().send("DELETE", path, null).status()).isEqualTo(204);
        assertThat(uploader.api().get(path).code()).isEqualTo("video-not-found");
        Awaitility.await().until(() -> store.list("videos/" + id + "/"), List::isEmpty);
        Awaitility.await().until(() -> store.list("sources/" + id + "/"), List::isEmpty);
    }

    @Test
    void anIdThatIsNoneIsAProblem() {
        Answer refused = person(Role.USER, Category.DEALER).api().get("/api/v1/videos/1-1-1-1-1");
        assertThat(refused.code()).isEqualTo("invalid-request");
    }
}
