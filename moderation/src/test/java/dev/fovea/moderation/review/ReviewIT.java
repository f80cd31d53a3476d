package dev.fovea.moderation.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.contracts.video.Verdict.Outcome;
import dev.fovea.contracts.video.VideoChanged;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.moderation.ModerationServer;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.page.Cursor;
import dev.fovea.testing.Api;
import dev.fovea.testing.Api.Answer;
import dev.fovea.testing.TestIssuer;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** From the catalogue's word on a video to the published verdict. */
class ReviewIT extends ModerationServer {

    private static final Instant MORNING = Instant.parse("2026-03-01T08:00:00Z");
    private static final String MANIFEST = "a".repeat(64);
    private static final String OTHER_MANIFEST = "b".repeat(64);

    private final VideoId video = new VideoId(Uuid7.next());
    private final UserId uploader = TestIssuer.newUser();
    private final UserId editorId = TestIssuer.newUser();

    @Test
    void whatIsReadyWaitsInTheQueueLongestWaitingFirst() {
        VideoId later = new VideoId(Uuid7.next());
        tell(ready(later, 1, MORNING.plusSeconds(60)));
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        JsonNode item = queueOf("READY").getFirst();
        assertThat(item.path("videoId").asString()).isEqualTo(video.toString());
        assertThat(item.path("generation").asInt()).isEqualTo(1);
        assertThat(item.path("title").asString()).isEqualTo("A title");
        assertThat(item.path("description").asString()).isEqualTo("A description");
        assertThat(item.path("category").asString()).isEqualTo("VENDOR");
        assertThat(item.path("uploader").path("id").asString()).isEqualTo(uploader.toString());
        assertThat(item.path("uploader").path("displayName").asString()).isEqualTo("Uma");
        assertThat(item.path("durationSeconds").asDouble()).isEqualTo(30.5);
        assertThat(item.path("manifestHash").asString()).isEqualTo(MANIFEST);
        assertThat(item.path("status").asString()).isEqualTo("READY");
        assertThat(item.path("readyAt").asString()).isEqualTo("2026-03-01T08:00:00Z");
        assertThat(queueOf("READY").get(1).path("videoId").asString()).isEqualTo(later.toString());

        String mine = "/api/v1/moderation/queue?uploader=" + uploader + "&limit=1";
        Answer first = editor().get(mine);
        Answer second = editor().get(mine + "&cursor=" + first.text("next"));
        assertThat(second.json().path("items").path(0).path("videoId").asString())
                .isEqualTo(later.toString());
        assertThat(second.json().has("next")).isFalse();
        assertThat(editor().get(mine + "&category=INTERN").json().path("items").isEmpty())
                .isTrue();
    }

    @Test
    void theQueueIsFilteredByNameAndAge() {
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        String queue = "/api/v1/moderation/queue?uploader=";
        assertThat(videosOf(queue + "uM&limit=200")).contains(video.toString());
        assertThat(videosOf(queue + "nobody")).isEmpty();
        String own = queue + uploader + "&waitingSince=";
        assertThat(videosOf(own + MORNING)).containsExactly(video.toString());
        assertThat(videosOf(own + MORNING.minusSeconds(1))).isEmpty();
    }

    /** Java knows these times, Postgres does not. */
    @Test
    void aTimeOfNoCalendarIsTheClientsMistake() {
        String never = "+1000000-01-01T00:00:00Z";
        String encoded = never.replace("+", "%2B");
        assertThat(editor().get("/api/v1/moderation/queue?waitingSince=" + encoded)
                        .code())
                .isEqualTo("invalid-request");
        assertThat(editor().get("/api/v1/moderation/queue?cursor=" + Cursor.of(Instant.parse(never), video))
                        .code())
                .isEqualTo("invalid-request");
    }

    @Test
    void everyVerdictStaysInTheHistoryNewestFirst() {
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        approve(MANIFEST);
        reject("It is outdated", false);
        JsonNode history =
                editor().get("/api/v1/videos/" + video + "/verdicts").json().path("items");
        assertThat(history.size()).isEqualTo(2);
        assertThat(history.get(0).path("outcome").asString()).isEqualTo("REJECTED");
        assertThat(history.get(0).path("reason").asString()).isEqualTo("It is outdated");
        assertThat(history.get(0).path("moderatorName").asString()).isNotEmpty();
        assertThat(history.get(1).path("outcome").asString()).isEqualTo("APPROVED");
    }

    private List<String> videosOf(String queue) {
        return editor().get(queue)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("videoId").asString())
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = VideoStatus.class,
            names = {"UPLOADING", "UPLOADED", "PROCESSING", "FAILED"})
    void whatIsNotReadyCannotBeJudged(VideoStatus status) {
        tell(changed(video, 1, status, null, MORNING));
        awaitStatus(status.name());
        assertThat(queueOf("READY")).isEmpty();
        assertThat(approve(null).code()).isEqualTo("verdict-outdated");
        assertThat(reject("no", false).code()).isEqualTo("verdict-outdated");
        assertThat(verdicts()).isEmpty();
    }

    @Test
    void anApprovalIsPublishedRecordedAndLeavesTheQueueAtOnce() {
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        Answer approved = approve(MANIFEST);
        assertThat(approved.status()).isEqualTo(200);
        assertThat(approved.text("videoId")).isEqualTo(video.toString());
        assertThat(approved.json().path("generation").asInt()).isEqualTo(1);
        assertThat(approved.text("outcome")).isEqualTo("APPROVED");
        assertThat(queueOf("READY")).isEmpty();
        assertThat(queueOf("APPROVED")).hasSize(1);
        await().untilAsserted(() -> assertThat(verdicts()).singleElement().satisfies(verdict -> {
            assertThat(verdict.manifestHash()).isEqualTo(MANIFEST);
            assertThat(verdict.outcome()).isEqualTo(Outcome.APPROVED);
            assertThat(verdict.moderatorId()).isEqualTo(editorId);
        }));
        assertThat(auditActions()).containsExactly("VIDEO_APPROVED");
    }

    @Test
    void aRejectionTellsItsReason() {
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        Answer rejected = reject("The sound is missing", true);
        assertThat(rejected.text("outcome")).isEqualTo("REJECTED");
        assertThat(queueOf("REJECTED").getFirst().path("statusReason").asString())
                .isEqualTo("The sound is missing");
        await().untilAsserted(() -> assertThat(verdicts()).singleElement().satisfies(verdict -> {
            assertThat(verdict.reason()).isEqualTo("The sound is missing");
            assertThat(verdict.deleteStorage()).isTrue();
        }));
        assertThat(auditActions()).containsExactly("VIDEO_REJECTED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"reason\":\"\"}", "{\"reason\":\" \"}", "{\"reason\":null,\"deleteStorage\":true}", ""})
    void aRejectionWithoutAReasonIsNone(String body) {
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        assertThat(editor().send("POST", "/api/v1/videos/" + video + "/rejection", body)
                        .status())
                .isEqualTo(400);
        assertThat(queueOf("READY")).hasSize(1);
    }

    @Test
    void theSameVerdictAgainIsGivenOnce() {
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        assertThat(approve(MANIFEST).status()).isEqualTo(200);
        assertThat(approve(null).status()).isEqualTo(200);
        assertThat(auditActions()).hasSize(1);
        await().untilAsserted(() -> assertThat(verdicts()).hasSize(1));
    }

    @Test
    void aVerdictIsOnWhatTheModeratorSawAndNothingElse() {
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        Answer outdated = approve(OTHER_MANIFEST);
        assertThat(outdated.status()).isEqualTo(409);
        assertThat(outdated.code()).isEqualTo("verdict-outdated");
        assertThat(queueOf("READY")).hasSize(1);
    }

    @Test
    void anEditorDoesNotJudgeTheOwnUploadAnAdminMay() {
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        Api self = api().as(TestIssuer.SHARED.token(uploader, Role.EDITOR, Category.VENDOR));
        Answer refused = self.post("/api/v1/videos/" + video + "/approval");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("verdict-on-own-upload");
        assertThat(self.post("/api/v1/videos/" + video + "/rejection", Map.of("reason", "x"))
                        .code())
                .isEqualTo("verdict-on-own-upload");
        Api admin = api().as(TestIssuer.SHARED.token(uploader, Role.ADMIN, Category.VENDOR));
        assertThat(admin.post("/api/v1/videos/" + video + "/approval").status()).isEqualTo(200);
    }

    @Test
    void anApprovalMayBeWithdrawnAndARejectionReconsidered() {
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        approve(null);
        tell(changed(video, 1, VideoStatus.APPROVED, MANIFEST, MORNING.plusSeconds(1)));
        assertThat(reject("After all not", false).status()).isEqualTo(200);
        assertThat(queueOf("REJECTED")).hasSize(1);
        assertThat(approve(null).status()).isEqualTo(200);
        assertThat(queueOf("APPROVED")).hasSize(1);
        await().untilAsserted(() -> assertThat(verdicts())
                .extracting(Verdict::outcome)
                .containsExactly(Outcome.APPROVED, Outcome.REJECTED, Outcome.APPROVED));
    }

    @Test
    void whatWasDeletedStaysRejected() {
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        reject("Not this", false);
        // Said later, the deletion is news.
        assertThat(reject("Not this", true).status()).isEqualTo(200);
        assertThat(reject("Not this", true).status()).isEqualTo(200);
        assertThat(reject("Not this", false).status()).isEqualTo(200);
        Answer refused = approve(null);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("video-not-playable");
        await().untilAsserted(() ->
                assertThat(verdicts()).extracting(Verdict::deleteStorage).containsExactly(false, true));
    }

    @Test
    void anotherFileGoesBackToReview() {
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        reject("Not this", true);
        tell(changed(video, 2, VideoStatus.PROCESSING, null, MORNING.plusSeconds(10)));
        awaitStatus("PROCESSING");
        tell(changed(video, 2, VideoStatus.READY, OTHER_MANIFEST, MORNING.plusSeconds(20)));
        awaitStatus("READY");
        JsonNode item = queueOf("READY").getFirst();
        assertThat(item.path("readyAt").asString()).isEqualTo("2026-03-01T08:00:20Z");
        assertThat(item.has("statusReason")).isFalse();
        assertThat(approve(MANIFEST).code()).isEqualTo("verdict-outdated");
        assertThat(approve(OTHER_MANIFEST).json().path("generation").asInt()).isEqualTo(2);
    }

    @Test
    void whatComesLateOrAgainChangesNothing() {
        tell(ready(video, 1, MORNING));
        tell(changed(video, 2, VideoStatus.PROCESSING, null, MORNING.plusSeconds(10)));
        awaitStatus("PROCESSING");
        tell(ready(video, 1, MORNING.plusSeconds(60)));
        tell(changed(video, 2, VideoStatus.UPLOADED, null, MORNING.plusSeconds(5)));
        VideoId last = new VideoId(Uuid7.next());
        tell(ready(last, 1, MORNING));
        await().until(() -> !queueOf("READY").isEmpty());
        assertThat(queueOf("READY")).hasSize(1);
        assertThat(queueOf("PROCESSING").getFirst().path("generation").asInt()).isEqualTo(2);
    }

    @Test
    void aNewTitleDoesNotPutAJudgedVideoBackIntoTheQueue() {
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        approve(null);
        // Told by the catalogue before it heard of the verdict.
        tell(changed(video, 1, VideoStatus.READY, MANIFEST, MORNING.plusSeconds(5)));
        await().until(() -> changedAt().equals(MORNING.plusSeconds(5)));
        assertThat(queueOf("READY")).isEmpty();
        assertThat(queueOf("APPROVED")).hasSize(1);
    }

    @Test
    void aVideoThatIsGoneIsGone() {
        tell(ready(video, 1, MORNING));
        awaitStatus("READY");
        topics().publish(Topics.VIDEOS, video.toString(), null);
        await().until(() -> queueOf("READY").isEmpty());
        assertThat(approve(null).code()).isEqualTo("video-not-found");
        assertThat(editor().post("/api/v1/videos/" + UUID.randomUUID() + "/approval")
                        .status())
                .isEqualTo(404);
    }

    private void tell(VideoChanged change) {
        topics().publish(Topics.VIDEOS, change.videoId().toString(), change);
    }

    private VideoChanged ready(VideoId id, int generation, Instant at) {
        return changed(id, generation, VideoStatus.READY, MANIFEST, at);
    }

    private VideoChanged changed(
            VideoId id, int generation, VideoStatus status, @Nullable String manifest, Instant at) {
        return new VideoChanged(
                id,
                generation,
                uploader,
                "Uma",
                "A title",
                "A description",
                Category.VENDOR,
                status,
                null,
                manifest == null ? null : 30_500L,
                manifest,
                MORNING.minusSeconds(60),
                at);
    }

    private void awaitStatus(String status) {
        await().until(() -> queueOf(status).stream()
                .anyMatch(item -> item.path("videoId").asString().equals(video.toString())));
    }

    private Instant changedAt() {
        return database.sql("select changed_at from moderation.video where id = ?")
                .param(video.value())
                .query(Timestamp.class)
                .single()
                .toInstant();
    }

    private Api editor() {
        return api().as(TestIssuer.SHARED.token(editorId, Role.EDITOR, Category.DEALER));
    }

    private Answer approve(@Nullable String manifest) {
        String path = "/api/v1/videos/" + video + "/approval";
        return manifest == null ? editor().post(path) : editor().post(path, Map.of("manifestHash", manifest));
    }

    private Answer reject(String reason, boolean deleteStorage) {
        return editor().post(
                        "/api/v1/videos/" + video + "/rejection",
                        Map.of("reason", reason, "deleteStorage", deleteStorage));
    }

    /** Of this test's uploader only: the queue is shared. */
    private List<JsonNode> queueOf(String status) {
        return editor().get("/api/v1/moderation/queue?status=" + status + "&uploader=" + uploader)
                .json()
                .path("items")
                .valueStream()
                .toList();
    }

    private List<Verdict> verdicts() {
        return topics().read(Topics.VERDICTS, video.toString());
    }

    private List<String> auditActions() {
        return admin().get("/api/v1/audit?subject=" + video)
                .json()
                .path("items")
                .valueStream()
                .map(row -> row.path("action").asString())
                .toList();
    }
}
