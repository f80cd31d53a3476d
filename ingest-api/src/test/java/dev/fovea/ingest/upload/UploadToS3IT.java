package dev.fovea.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.UploadCompleted;
import dev.fovea.ingest.IngestServer;
import dev.fovea.platform.media.SourceUploads;
import dev.fovea.platform.media.SourceUploads.Multipart;
import dev.fovea.testing.Api.Answer;
import dev.fovea.testing.TestS3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** The same module over S3: parts go straight there, and everything else is as over a disk. */
class UploadToS3IT extends IngestServer {

    private static final TestS3 S3 = TestS3.start();
    private static final int PART_BYTES = 16 * 1024 * 1024;

    @DynamicPropertySource
    static void inS3(DynamicPropertyRegistry properties) {
        S3.use(properties);
    }

    @Autowired
    private SourceUploads sources;

    @Autowired
    private UploadParts parts;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Person uploader = person(Role.USER, Category.EMPLOYEE);

    private Answer begun(long sizeBytes) {
        Answer created = create(uploader, "In parts", sizeBytes);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return created;
    }

    private static String pathOf(Answer created) {
        return "/api/v1/uploads/" + created.text("videoId");
    }

    /** As a browser would: presigned, put, and told by number and ETag. */
    private Map<String, Object> put(Answer created, int number, byte[] bytes) throws Exception {
        Answer presigned = uploader.api().post(pathOf(created) + "/parts", Map.of("numbers", List.of(number)));
        assertThat(presigned.status()).as(presigned.body()).isEqualTo(200);
        JsonNode part = presigned.json().path("parts").path(0);
        assertThat(part.path("number").asInt()).isEqualTo(number);
        assertThat(part.path("expiresAt").isMissingNode()).isFalse();
        HttpResponse<String> stored = http.send(
                HttpRequest.newBuilder(URI.create(part.path("url").asString()))
                        .PUT(BodyPublishers.ofByteArray(bytes))
                        .build(),
                BodyHandlers.ofString());
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
        return Map.of(
                "number", number, "etag", stored.headers().firstValue("ETag").orElseThrow());
    }

    private Answer complete(Answer created, List<Map<String, Object>> tags) {
        return uploader.api().post(pathOf(created) + "/complete", Map.of("parts", tags));
    }

    @Override
    protected VideoId upload(Person person, String title) {
        try {
            Answer created = create(person, title, 10);
            assertThat(complete(created, List.of(put(created, 1, new byte[10]))).status())
                    .isEqualTo(200);
            return VideoId.parse(created.text("videoId"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void partsBecomeAnUploadedVideoAndAreAnnouncedOnce() throws Exception {
        byte[] file = someBytes(PART_BYTES + 1_000);
        Answer created = begun(file.length);
        assertThat(created.text("protocol")).isEqualTo("s3-multipart");
        assertThat(created.json().path("partSizeBytes").asLong()).isEqualTo(PART_BYTES);
        assertThat(created.json().path("partsTotal").asInt()).isEqualTo(2);
        assertThat(created.json().has("url")).isFalse();
        assertThat(uploader.api()
                        .get("/api/v1/videos/" + created.text("videoId"))
                        .text("statusReason"))
                .startsWith("The preview starts when the upload is done");

        var tags = new ArrayList<Map<String, Object>>();
        tags.add(put(created, 1, Arrays.copyOf(file, PART_BYTES)));
        Answer early = complete(created, tags);
        assertThat(early.code()).isEqualTo("upload-incomplete");
        // Another browser goes on: what is there is told by the store.
        JsonNode there = uploader.api().get(pathOf(created) + "/parts").json().path("parts");
        assertThat(there.size()).isEqualTo(1);
        assertThat(there.path(0).path("sizeBytes").asLong()).isEqualTo(PART_BYTES);
        assertThat(uploader.api()
                        .get(pathOf(created))
                        .json()
                        .path("receivedBytes")
                        .asLong())
                .isEqualTo(PART_BYTES);

        tags.add(put(created, 2, Arrays.copyOfRange(file, PART_BYTES, file.length)));
        for (int told = 0; told < 2; told++) {
            Answer completed = complete(created, tags);
            assertThat(completed.status()).as(completed.body()).isEqualTo(200);
            assertThat(completed.text("state")).isEqualTo("COMPLETE");
        }
        VideoId id = VideoId.parse(created.text("videoId"));
        assertThat(uploader.api().get("/api/v1/videos/" + id).text("status")).isEqualTo("UPLOADED");
        try (var in = store.read(MediaLayout.source(id, 1), 0, Long.MAX_VALUE)) {
            assertThat(in.readAllBytes()).isEqualTo(file);
        }
        Awaitility.await()
                .until(() -> !topics().read(Topics.UPLOADS, id.toString()).isEmpty());
        assertThat(topics().read(Topics.UPLOADS, id.toString()))
                .extracting(UploadCompleted::sizeBytes)
                .containsExactly((long) file.length);
    }

    @Test
    void moreThanWasDeclaredNeverBecomesASource() throws Exception {
        Answer created = begun(10);
        Answer refused = complete(created, List.of(put(created, 1, new byte[11])));
        assertThat(refused.code()).isEqualTo("upload-too-long");
        assertThat(store.stat(MediaLayout.source(VideoId.parse(created.text("videoId")), 1)))
                .isEmpty();
        // The right bytes in the same part, and it is well.
        assertThat(complete(created, List.of(put(created, 1, new byte[10]))).status())
                .isEqualTo(200);
    }

    @Test
    void partsThatAreNotThereOrNotItsOwnAreRefused() {
        Answer created = begun(10);
        assertThat(complete(created, List.of(Map.of("number", 1, "etag", "\"made-up\"")))
                        .code())
                .isEqualTo("upload-incomplete");
        assertThat(uploader.api()
                        .post(pathOf(created) + "/parts", Map.of("numbers", List.of(2)))
                        .code())
                .isEqualTo("invalid-request");
        Person other = person(Role.USER, Category.EMPLOYEE);
        assertThat(other.api()
                        .post(pathOf(created) + "/parts", Map.of("numbers", List.of(1)))
                        .code())
                .isEqualTo("upload-not-found");
        assertThat(other.api().get(pathOf(created) + "/parts").code()).isEqualTo("upload-not-found");
    }

    @Test
    void tusIsNotSpokenHere() {
        Answer created = begun(10);
        Answer patched = tus(uploader)
                .with("Content-Type", "application/offset+octet-stream")
                .with("Upload-Offset", "0")
                .send("PATCH", pathOf(created), "0123456789");
        assertThat(patched.code()).isEqualTo("invalid-request");
        assertThat(tus(uploader).send("HEAD", pathOf(created), null).status()).isEqualTo(400);
        assertThat(tus(uploader)
                        .with("Upload-Length", "5")
                        .send("POST", "/api/v1/uploads", null)
                        .code())
                .isEqualTo("invalid-request");
    }

    @Test
    void whatIsGivenUpIsGoneFromTheStore() throws Exception {
        Answer created = begun(10);
        put(created, 1, new byte[10]);
        assertThat(uploader.api().send("DELETE", pathOf(created), null).status())
                .isEqualTo(204);
        assertThat(uploader.api().get(pathOf(created) + "/parts").code()).isEqualTo("upload-gone");
        assertThat(uploader.api()
                        .get("/api/v1/videos/" + created.text("videoId"))
                        .code())
                .isEqualTo("video-not-found");
    }

    @Test
    void aCompletionThatWeDiedInIsFound() throws Exception {
        Answer created = begun(10);
        put(created, 1, new byte[10]);
        String name = MediaLayout.source(VideoId.parse(created.text("videoId")), 1);
        String multipartId = database.sql("select multipart_id from ingest.upload where video_id = ?::uuid")
                .param(created.text("videoId"))
                .query(String.class)
                .single();
        assertThat(sources).isInstanceOfSatisfying(Multipart.class, multipart -> {
            try {
                // The store has it; our row was never written.
                multipart.complete(name, multipartId, multipart.parts(name, multipartId));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        parts.run();
        assertThat(uploader.api().get(pathOf(created)).text("state")).isEqualTo("COMPLETE");
        assertThat(uploader.api()
                        .get("/api/v1/videos/" + created.text("videoId"))
                        .text("status"))
                .isEqualTo("UPLOADED");
    }

    @Test
    void playsFromTheStore() throws Exception {
        VideoId id = approvedVideo(uploader, "From S3");
        byte[] segment = someBytes(50_000);
        store.put(MediaLayout.generation(id, 1) + "v_720/s_00001-0123456789ab.m4s", segment);
        String hls = uploader.api().get("/api/v1/videos/" + id + "/playback").text("hls");
        String folder = hls.substring(0, hls.lastIndexOf('/') + 1);
        HttpResponse<byte[]> part = http.send(
                HttpRequest.newBuilder(
                                URI.create("http://localhost:" + port + folder + "v_720/s_00001-0123456789ab.m4s"))
                        .header("Range", "bytes=100-199")
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(segment, 100, 200));
        assertThat(uploader.api().send("DELETE", "/api/v1/videos/" + id, null).status())
                .isEqualTo(204);
        Awaitility.await().until(() -> store.stat(MediaLayout.source(id, 1)), Optional::isEmpty);
        Awaitility.await().until(() -> store.list("videos/" + id + "/"), List::isEmpty);
    }
}
