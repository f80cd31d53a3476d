package dev.fovea.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.ingest.IngestServer;
import dev.fovea.testing.Api.Answer;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Another file under the same address. */
class ReplacementIT extends IngestServer {

    private final Person uploader = person(Role.USER, Category.INTERN);
    private final Person viewer = person(Role.USER, Category.INTERN);

    private Answer replace(Person person, VideoId id) {
        return person.api()
                .post(
                        "/api/v1/videos/" + id + "/replacement",
                        Map.of("filename", "again.mp4", "sizeBytes", 5, "contentType", "video/mp4"));
    }

    private void send(String url) {
        assertThat(tus(uploader)
                        .with("Content-Type", "application/offset+octet-stream")
                        .with("Upload-Offset", "0")
                        .send("PATCH", url, "bytes")
                        .status())
                .isEqualTo(204);
    }

    private String shownGeneration(VideoId id) {
        return viewer.api()
                .get("/api/v1/videos/" + id + "/playback")
                .text("hls")
                .split("/")[4];
    }

    @Test
    void viewersSeeTheApprovedFileUntilTheNewOneIsApproved() throws Exception {
        VideoId id = approvedVideo(uploader, "Replaced");
        Answer begun = replace(uploader, id);
        assertThat(begun.status()).as(begun.body()).isEqualTo(201);
        assertThat(begun.text("videoId")).isEqualTo(id.toString());
        assertThat(begun.json().path("generation").asInt()).isEqualTo(2);
        assertThat(replace(uploader, id).code()).isEqualTo("upload-incomplete");
        assertThat(viewer.api().get("/api/v1/videos/" + id).text("status")).isEqualTo("APPROVED");

        send(begun.text("url"));
        awaitStatus(uploader, id, VideoStatus.UPLOADED);
        becomesReady(uploader, id, 2);
        assertThat(shownGeneration(id)).isEqualTo("1");
        assertThat(uploader.api()
                        .get("/api/v1/videos/" + id)
                        .json()
                        .path("approvedGeneration")
                        .asInt())
                .isEqualTo(1);
        judged(id, 2, Verdict.Outcome.APPROVED, false);
        Awaitility.await("the new file is shown").until(() -> shownGeneration(id), "2"::equals);
    }

    @Test
    void aReplacementThatIsGivenUpLeavesTheVideoAsItWas() throws Exception {
        VideoId id = approvedVideo(uploader, "Kept");
        Answer begun = replace(uploader, id);
        assertThat(uploader.api().send("DELETE", begun.text("url"), null).status())
                .isEqualTo(204);
        awaitStatus(uploader, id, VideoStatus.APPROVED);
        assertThat(shownGeneration(id)).isEqualTo("1");
        Answer again = replace(uploader, id);
        assertThat(again.json().path("generation").asInt())
                .as("bytes that are still leaving the store are not met again")
                .isEqualTo(3);
        send(again.text("url"));
        awaitStatus(uploader, id, VideoStatus.UPLOADED);
    }

    @Test
    void onlyTheUploaderAndAdministratorsReplaceAFile() throws Exception {
        VideoId id = approvedVideo(uploader, "Not yours");
        assertThat(replace(viewer, id).code()).isEqualTo("forbidden");
        assertThat(replace(person(Role.EDITOR, Category.INTERN), id).code()).isEqualTo("forbidden");
        assertThat(replace(person(Role.USER, Category.VENDOR), id).code()).isEqualTo("video-not-found");
        assertThat(replace(person(Role.ADMIN, Category.VENDOR), id).status()).isEqualTo(201);
    }
}
