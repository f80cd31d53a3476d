package dev.fovea.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.UploadCompleted;
import dev.fovea.contracts.video.VideoChanged;
import dev.fovea.contracts.video.VideoStatus;
import dev.fovea.ingest.IngestServer;
import dev.fovea.platform.media.MediaStore.StoredObject;
import dev.fovea.testing.Api;
import dev.fovea.testing.Api.Answer;
import dev.fovea.testing.Seeds;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The upload half of the HTTP contract, by real requests. */
class UploadIT extends IngestServer {

    @Autowired
    private AbandonedUploads abandoned;

    private final Person uploader = person(Role.USER, Category.DEALER);

    private Api chunkAt(Person person, long offset) {
        return tus(person)
                .with("Content-Type", "application/offset+octet-stream")
                .with("Upload-Offset", Long.toString(offset));
    }

    private static long offsetOf(Answer answer) {
        return Long.parseLong(answer.header("Upload-Offset").orElseThrow());
    }

    private String begun(long sizeBytes) {
        Answer created = create(uploader, "Begun", sizeBytes);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return created.text("url");
    }

    private static VideoId videoOf(String url) {
        return VideoId.parse(url.substring(url.lastIndexOf('/') + 1));
    }

    private byte[] sourceOf(VideoId id) throws Exception {
        try (InputStream in = store.read(MediaLayout.source(id, 1), 0, Long.MAX_VALUE)) {
            return in.readAllBytes();
        }
    }

    @Test
    void aFileInTwoPiecesBecomesAnUploadedVideoAndIsAnnouncedOnce() throws Exception {
        Answer created = create(uploader, "Two pieces", 10);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("protocol")).isEqualTo("tus");
        String url = created.text("url");
        assertThat(created.header("Location")).hasValue(url);

        Answer first = chunkAt(uploader, 0).send("PATCH", url, "01234");
        assertThat(first.status()).isEqualTo(204);
        assertThat(offsetOf(first)).isEqualTo(5);
        Answer head = tus(uploader).send("HEAD", url, null);
        assertThat(head.status()).isEqualTo(200);
        assertThat(offsetOf(head)).isEqualTo(5);
        assertThat(head.header("Upload-Length")).hasValue("10");
        assertThat(head.header("Cache-Control")).hasValue("no-store");
        assertThat(head.header("Tus-Resumable")).hasValue("1.0.0");
        Answer second = chunkAt(uploader, 5).send("PATCH", url, "56789");
        assertThat(second.status()).isEqualTo(204);
        // Its answer was lost: told again, it changes nothing.
        assertThat(chunkAt(uploader, 10).send("PATCH", url, "").status()).isEqualTo(204);

        VideoId id = videoOf(url);
        assertThat(sourceOf(id)).asString(StandardCharsets.UTF_8).isEqualTo("0123456789");
        Answer video = uploader.api().get("/api/v1/videos/" + id);
        assertThat(video.text("status")).isEqualTo("UPLOADED");
        assertThat(video.text("category")).isEqualTo("DEALER");
        Awaitility.await()
                .until(() -> !topics().read(Topics.UPLOADS, id.toString()).isEmpty());
        assertThat(topics().read(Topics.UPLOADS, id.toString()))
                .extracting(UploadCompleted::sourceObject, UploadCompleted::sizeBytes, UploadCompleted::uploaderId)
                .containsExactly(tuple(MediaLayout.source(id, 1), 10L, uploader.id()));
        Awaitility.await()
                .untilAsserted(() -> assertThat(topics().read(Topics.VIDEOS, id.toString()))
                        .extracting(VideoChanged::status)
                        .containsExactly(VideoStatus.UPLOADING, VideoStatus.UPLOADED));
        assertThat(uploader.api().get(url).json().path("state").asString()).isEqualTo("COMPLETE");
    }

    @Test
    void anOffsetThatIsNotTheUploadsIsRefusedAndNothingChanges() {
        String url = begun(10);
        assertThat(chunkAt(uploader, 0).send("PATCH", url, "0123").status()).isEqualTo(204);
        Answer wrong = chunkAt(uploader, 3).send("PATCH", url, "xx");
        assertThat(wrong.status()).isEqualTo(409);
        assertThat(wrong.code()).isEqualTo("offset-mismatch");
        assertThat(wrong.header("Tus-Resumable")).hasValue("1.0.0");
        assertThat(offsetOf(tus(uploader).send("HEAD", url, null))).isEqualTo(4);
    }

    @Test
    void moreThanWasDeclaredIsRefusedBeforeItIsTaken() {
        String url = begun(4);
        Answer refused = chunkAt(uploader, 0).send("PATCH", url, "01234");
        assertThat(refused.code()).isEqualTo("upload-too-long");
        assertThat(offsetOf(tus(uploader).send("HEAD", url, null))).isZero();
    }

    @Test
    void moreThanWasDeclaredInAChunkWithoutALengthDoesNotComplete() throws Exception {
        String url = begun(4);
        String answer =
                raw("PATCH " + url + " HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
                        + "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nTus-Resumable: 1.0.0\r\n"
                        + "Authorization: " + bearer(uploader) + "\r\n\r\n5\r\n01234\r\n0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413").contains("upload-too-long");
        assertThat(offsetOf(tus(uploader).send("HEAD", url, null))).isZero();
    }

    @Test
    void aChunkThatIsNotItsChecksumIsRefusedWith460AndForgotten() {
        String url = begun(10);
        Answer wrong = chunkAt(uploader, 0)
                .with("Upload-Checksum", "sha1 " + Base64.getEncoder().encodeToString(new byte[20]))
                .send("PATCH", url, "01234");
        assertThat(wrong.status()).isEqualTo(460);
        assertThat(wrong.code()).isEqualTo("checksum-mismatch");
        assertThat(offsetOf(tus(uploader).send("HEAD", url, null))).isZero();
        Answer good = chunkAt(uploader, 0)
                .with("Upload-Checksum", "sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=")
                .send("PATCH", url, "hello");
        assertThat(good.status()).as(good.body()).isEqualTo(204);
        assertThat(chunkAt(uploader, 5)
                        .with("Upload-Checksum", "crc9 AAAA")
                        .send("PATCH", url, "x")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"0.2.2", "''", "2.0.0"})
    void anotherVersionOfTusIsRefusedAndOursIsTold(String version) {
        String url = begun(10);
        Answer refused = uploader.api().with("Tus-Resumable", version).send("HEAD", url, null);
        assertThat(refused.status()).isEqualTo(412);
        assertThat(refused.header("Tus-Version")).hasValue("1.0.0");
    }

    @Test
    void tellsWhatItSpeaks() {
        Answer options = api().send("OPTIONS", "/api/v1/uploads", null);
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("Tus-Version")).hasValue("1.0.0");
        assertThat(options.header("Tus-Extension")).hasValue("creation,termination,checksum");
        assertThat(options.header("Tus-Max-Size")).hasValue(Long.toString(200L << 30));
        assertThat(options.header("Tus-Checksum-Algorithm").orElse("")).contains("sha1");
    }

    @Test
    void aChunkOfAnotherTypeIsRefused() {
        Answer refused = chunkAt(uploader, 0).with("Content-Type", "text/plain").send("PATCH", begun(3), "abc");
        assertThat(refused.status()).isEqualTo(415);
    }

    @Test
    void tusCreatesByItsOwnRequest() {
        Answer created = tus(uploader)
                .with("Upload-Length", "3")
                .with("Upload-Metadata", "filename ZmlsbS5tcDQ=,title w4RyZ2Vy,filetype dmlkZW8vbXA0")
                .send("POST", "/api/v1/uploads", null);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        String url = created.header("Location").orElseThrow();
        assertThat(uploader.api().get("/api/v1/videos/" + videoOf(url)).text("title"))
                .isEqualTo("Ärger");
        assertThat(uploader.api().get(url).text("filename")).isEqualTo("film.mp4");
        assertThat(tus(uploader).send("POST", "/api/v1/uploads", null).status()).isEqualTo(400);
    }

    @Test
    void anEmptyFileIsRefusedAtOnce() {
        Answer refused = create(uploader, "Empty", 0);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("upload-empty");
    }

    @Test
    void aFileAboveTheLimitIsRefusedAtOnce() {
        assertThat(create(uploader, "Huge", 1L << 50).code()).isEqualTo("upload-too-long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"title\":\" \",\"filename\":\"a\",\"sizeBytes\":1,\"contentType\":\"video/mp4\"}",
                "{\"title\":\"a\",\"filename\":\"a\\u0000b\",\"sizeBytes\":1,\"contentType\":\"video/mp4\"}",
                "{\"title\":\"a\",\"filename\":\"a\",\"sizeBytes\":-1,\"contentType\":\"video/mp4\"}",
                "{\"title\":\"a\",\"filename\":\"a\",\"contentType\":\"video/mp4\"}",
                "{\"title\":\"a\",\"filename\":\"a\",\"sizeBytes\":1,\"contentType\":\"video/mp4\",\"category\":\"KING\"}",
                "no json"
            })
    void aCreationThatIsNoneIsAProblem(String body) {
        Answer refused = uploader.api().send("POST", "/api/v1/uploads", body);
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.isProblem()).isTrue();
    }

    @Test
    void onlyAnAdministratorUploadsForAnotherCategory() {
        Map<String, Object> creation = Map.of(
                "title",
                "Other",
                "filename",
                "o.mp4",
                "sizeBytes",
                3,
                "contentType",
                "video/mp4",
                "category",
                "VENDOR");
        assertThat(uploader.api().post("/api/v1/uploads", creation).code()).isEqualTo("forbidden");
        Person admin = person(Role.ADMIN, Category.DEALER);
        Answer created = admin.api().post("/api/v1/uploads", creation);
        assertThat(admin.api().get("/api/v1/videos/" + created.text("videoId")).text("category"))
                .isEqualTo("VENDOR");
    }

    @Test
    void nobodyElseSeesAnUploadOrGoesOnWithIt() {
        String url = begun(10);
        Person other = person(Role.ADMIN, Category.DEALER);
        assertThat(tus(other).send("HEAD", url, null).status()).isEqualTo(404);
        assertThat(chunkAt(other, 0).send("PATCH", url, "xx").code()).isEqualTo("upload-not-found");
        assertThat(other.api().get(url).code()).isEqualTo("upload-not-found");
        assertThat(other.api().send("DELETE", url, null).code()).isEqualTo("upload-not-found");
        assertThat(api().get(url).status()).isEqualTo(401);
    }

    @Test
    void aTerminatedUploadIsGoneWithItsVideoAndItsBytes() throws Exception {
        String url = begun(10);
        VideoId id = videoOf(url);
        assertThat(chunkAt(uploader, 0).send("PATCH", url, "0123").status()).isEqualTo(204);
        assertThat(tus(uploader).send("DELETE", url, null).status()).isEqualTo(204);
        assertThat(tus(uploader).send("HEAD", url, null).status()).isEqualTo(410);
        assertThat(chunkAt(uploader, 4).send("PATCH", url, "x").code()).isEqualTo("upload-gone");
        assertThat(uploader.api().get("/api/v1/videos/" + id).code()).isEqualTo("video-not-found");
        assertThat(uploader.api().get(url).text("state")).isEqualTo("ABANDONED");
        Awaitility.await().until(() -> store.stat(MediaLayout.source(id, 1)), Optional::isEmpty);
    }

    @Test
    void aRequestWhoseClientIsGoneDoesNotBlockItsReturn() throws Exception {
        String url = begun(10);
        try (var hanging = hangingChunk(url, 10, "0123")) {
            Awaitility.await("the first bytes are in the file")
                    .until(
                            () -> store.stat(MediaLayout.source(videoOf(url), 1))
                                    .map(StoredObject::sizeBytes)
                                    .orElse(0L),
                            Long.valueOf(4)::equals);
            // The connection is open and silent, as after a lost network.
            Answer head = tus(uploader).send("HEAD", url, null);
            assertThat(offsetOf(head)).isEqualTo(4);
            Answer rest = chunkAt(uploader, 4).send("PATCH", url, "456789");
            assertThat(rest.status()).isEqualTo(204);
            // The old one wakes up: what it still says counts for nothing.
            hanging.getOutputStream().write("XXXXXX".getBytes(StandardCharsets.UTF_8));
            String answer = new String(hanging.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 423");
        }
        assertThat(sourceOf(videoOf(url))).asString(StandardCharsets.UTF_8).isEqualTo("0123456789");
    }

    @Test
    void aPatchAlsoTakesOverFromOneThatHangs() throws Exception {
        String url = begun(10);
        try (var hanging = hangingChunk(url, 10, "0123")) {
            Awaitility.await()
                    .until(
                            () -> store.stat(MediaLayout.source(videoOf(url), 1))
                                    .map(StoredObject::sizeBytes)
                                    .orElse(0L),
                            Long.valueOf(4)::equals);
            // Its offset is older than what the hanging one left, so it is told where to go on.
            Answer stale = chunkAt(uploader, 0).send("PATCH", url, "01");
            assertThat(stale.code()).isEqualTo("offset-mismatch");
            assertThat(chunkAt(uploader, 4).send("PATCH", url, "456789").status())
                    .isEqualTo(204);
        }
    }

    @Test
    void whatArrivedBeforeTheClientHungUpIsKept() throws Exception {
        String url = begun(10);
        hangingChunk(url, 10, "0123").close();
        Awaitility.await().until(() -> offsetOf(tus(uploader).send("HEAD", url, null)), Long.valueOf(4)::equals);
    }

    @Test
    void aFileThatEndsAtACheckpointIsCompletedByItsOwnRequest() {
        int checkpoint = 16 << 20;
        String url = begun(checkpoint);
        assertThat(chunkAt(uploader, 0)
                        .send("PATCH", url, "x".repeat(checkpoint))
                        .status())
                .isEqualTo(204);
    }

    /** So that a span is encoded as soon as its bytes are there, however slow the line. */
    @Test
    void whatASlowClientSentIsOnRecordBeforeItsRequestEnds() throws Exception {
        String url = begun(10_000);
        try (var slow = hangingChunk(url, 10_000, "0")) {
            Awaitility.await().until(() -> {
                slow.getOutputStream().write('1');
                return uploader.api().get(url).json().path("receivedBytes").asLong() > 0;
            });
            JsonNode video =
                    uploader.api().get("/api/v1/videos/" + videoOf(url)).json();
            assertThat(video.path("receivedBytes").asLong()).isPositive();
        }
    }

    @Test
    void aDeletedVideoTakesItsUploadWithIt() throws Exception {
        String url = begun(10);
        VideoId id = videoOf(url);
        assertThat(chunkAt(uploader, 0).send("PATCH", url, "0123").status()).isEqualTo(204);
        assertThat(uploader.api().send("DELETE", "/api/v1/videos/" + id, null).status())
                .isEqualTo(204);
        assertThat(tus(uploader).send("HEAD", url, null).status()).isEqualTo(410);
        Awaitility.await().until(() -> store.list("sources/" + id + "/"), List::isEmpty);
    }

    @Test
    void anUploadThatNobodyGoesOnWithIsGivenUp() throws Exception {
        String url = begun(10);
        String other = begun(10);
        assertThat(chunkAt(uploader, 0).send("PATCH", url, "0123").status()).isEqualTo(204);
        database.sql("update ingest.upload set changed_at = changed_at - interval '8 days' where video_id = ?::uuid")
                .param(videoOf(url).toString())
                .update();
        abandoned.run();
        assertThat(tus(uploader).send("HEAD", url, null).status()).isEqualTo(410);
        assertThat(uploader.api().get("/api/v1/videos/" + videoOf(url)).code()).isEqualTo("video-not-found");
        Awaitility.await().until(() -> store.stat(MediaLayout.source(videoOf(url), 1)), Optional::isEmpty);
        assertThat(tus(uploader).send("HEAD", other, null).status()).isEqualTo(200);
    }

    /** Clients that hang up, hang, or come twice: the file arrives whole, and once. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fovea.testing.Seeds#ten")
    void whateverTheNetworkDoesTheFileArrives(long seed) throws Exception {
        var random = Seeds.random(seed);
        byte[] file = new byte[random.nextInt(1, 3_000_000)];
        random.nextBytes(file);
        String url = begun(file.length);
        var hanging = new ArrayList<Socket>();
        try {
            long offset = 0;
            while (offset < file.length) {
                int from = Math.toIntExact(offset);
                int length = random.nextInt(1, file.length - from + 1);
                int sent = random.nextInt(0, length + 1);
                Socket socket = chunk(url, from, length, Arrays.copyOfRange(file, from, from + sent));
                if (random.nextBoolean()) {
                    socket.close();
                } else {
                    hanging.add(socket);
                }
                offset = offsetOf(tus(uploader).send("HEAD", url, null));
                assertThat(offset).isBetween((long) from, (long) file.length);
            }
        } finally {
            for (Socket socket : hanging) {
                socket.close();
            }
        }
        assertThat(sourceOf(videoOf(url))).isEqualTo(file);
        Awaitility.await()
                .until(() ->
                        !topics().read(Topics.UPLOADS, videoOf(url).toString()).isEmpty());
        assertThat(topics().read(Topics.UPLOADS, videoOf(url).toString())).hasSize(1);
    }

    @Test
    void aNetworkThatKnowsNoPatchMayOverrideTheMethod() {
        String url = begun(4);
        Answer patched =
                chunkAt(uploader, 0).with("X-HTTP-Method-Override", "PATCH").send("POST", url, "0123");
        assertThat(patched.status()).as(patched.body()).isEqualTo(204);
        assertThat(offsetOf(patched)).isEqualTo(4);
        String other = begun(4);
        assertThat(tus(uploader)
                        .with("X-HTTP-Method-Override", "DELETE")
                        .send("POST", other, null)
                        .status())
                .isEqualTo(204);
        assertThat(tus(uploader)
                        .with("X-HTTP-Method-Override", "PUT")
                        .send("POST", begun(4), null)
                        .status())
                .isEqualTo(405);
    }

    private Socket hangingChunk(String url, int length, String sent) throws Exception {
        return chunk(url, 0, length, sent.getBytes(StandardCharsets.UTF_8));
    }

    /** A PATCH of {@code length} bytes, of which some are sent; the rest is up to the test. */
    private Socket chunk(String url, long offset, int length, byte[] sent) throws Exception {
        var socket = new Socket("localhost", port);
        socket.getOutputStream()
                .write(("PATCH " + url + " HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Length: " + length
                                + "\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: " + offset
                                + "\r\nTus-Resumable: 1.0.0\r\nAuthorization: " + bearer(uploader) + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(sent);
        return socket;
    }

    private String raw(String request) throws Exception {
        try (var socket = new Socket("localhost", port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String bearer(Person person) {
        return "Bearer " + person.token();
    }
}
