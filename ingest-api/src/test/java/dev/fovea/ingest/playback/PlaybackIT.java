package dev.fovea.ingest.playback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.event.ViewRow;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.ingest.IngestServer;
import dev.fovea.testing.Api.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Who may watch, what the origin serves, and how soon a right that ends is gone. */
class PlaybackIT extends IngestServer {

    private static final String SEGMENT = "v_720/s_00001-0123456789ab.m4s";

    @Autowired
    private MeterRegistry meters;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Person uploader = person(Role.USER, Category.EMPLOYEE);
    private final Person viewer = person(Role.USER, Category.EMPLOYEE);

    private static String playbackOf(VideoId id) {
        return "/api/v1/videos/" + id + "/playback";
    }

    private HttpResponse<byte[]> ask(String method, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> fetch(String path, String... headers) throws Exception {
        return ask("GET", path, headers);
    }

    private static String folderOf(Answer playback) {
        assertThat(playback.status()).as(playback.body()).isEqualTo(200);
        String hls = playback.text("hls");
        return hls.substring(0, hls.lastIndexOf('/') + 1);
    }

    @Test
    void aViewerOfTheCategoryPlaysAnApprovedVideo() throws Exception {
        VideoId id = approvedVideo(uploader, "Playable");
        Answer playback = viewer.api().get(playbackOf(id));
        assertThat(playback.status()).as(playback.body()).isEqualTo(200);
        assertThat(playback.text("hls")).startsWith("/media/").endsWith("/" + id + "/1/" + PLAYBACK.hls());
        assertThat(playback.text("poster")).endsWith("poster-0123456789ab.jpg");
        assertThat(playback.json().path("durationSeconds").asDouble()).isEqualTo(30);
        assertThat(playback.json().path("captions").isArray()).isTrue();
        assertThat(playback.json().path("resumeAtSeconds").asDouble()).isZero();
        assertThat(Instant.parse(playback.text("expiresAt"))).isAfter(Instant.now());
        assertThat(fetch(playback.text("hls")).statusCode()).isEqualTo(200);

        Answer renewed = viewer.api().post(playbackOf(id) + "/renewal", Map.of("viewId", playback.text("viewId")));
        assertThat(renewed.status()).as(renewed.body()).isEqualTo(200);
        assertThat(fetch(renewed.text("hls")).statusCode()).isEqualTo(200);
        assertThat(uploader.api()
                        .post(playbackOf(id) + "/renewal", Map.of("viewId", playback.text("viewId")))
                        .code())
                .isEqualTo("video-not-found");
        assertThat(viewer.api().post(playbackOf(id) + "/renewal", Map.of()).status())
                .isEqualTo(400);
    }

    @Test
    void beforeApprovalOnlyItsUploaderAndModeratorsPlayIt() throws Exception {
        VideoId id = upload(uploader, "In review");
        assertThat(uploader.api().get(playbackOf(id)).code()).isEqualTo("video-not-playable");
        becomesReady(uploader, id);
        assertThat(viewer.api().get(playbackOf(id)).code()).isEqualTo("video-not-found");
        for (Person allowed :
                List.of(uploader, person(Role.EDITOR, Category.VENDOR), person(Role.ADMIN, Category.VENDOR))) {
            assertThat(fetch(allowed.api().get(playbackOf(id)).text("hls")).statusCode())
                    .isEqualTo(200);
        }
        judged(id, Verdict.Outcome.APPROVED, false);
        Awaitility.await().until(() -> viewer.api().get(playbackOf(id)).status(), Integer.valueOf(200)::equals);
        assertThat(person(Role.USER, Category.VENDOR).api().get(playbackOf(id)).code())
                .isEqualTo("video-not-found");
    }

    /** Before a request's token is checked nothing is counted of it. */
    @Test
    void whatAPlayerTellsOfItselfIsCountedAndChangesNothing() throws Exception {
        VideoId id = approvedVideo(uploader, "Tells of itself");
        byte[] segment = someBytes(1_000);
        store.put(MediaLayout.generation(id, 1) + SEGMENT, segment);
        String path = folderOf(viewer.api().get(playbackOf(id))) + SEGMENT;
        String told = "?CMCD=ot%3Dtt%2Cmtp%3D48100%2Cnonsense%3D%22";

        HttpResponse<byte[]> byQuery = fetch(path + told);
        HttpResponse<byte[]> byHeaders = fetch(path, "CMCD-Object", "ot=tt", "CMCD-Session", "sid=\"" + id + "\"");
        HttpResponse<byte[]> forged = fetch("/media/forged/" + id + "/1/" + SEGMENT + told);

        assertThat(byQuery.statusCode()).isEqualTo(200);
        assertThat(byQuery.body()).isEqualTo(segment);
        assertThat(byQuery.headers().firstValue("Cache-Control")).hasValue("private, max-age=31536000, immutable");
        assertThat(byHeaders.body()).isEqualTo(segment);
        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(meters.get("fovea.media.cmcd.requests")
                        .tag("object", "tt")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void aSegmentIsServedWholeOrInParts() throws Exception {
        VideoId id = approvedVideo(uploader, "Ranges");
        byte[] segment = someBytes(100_000);
        store.put(MediaLayout.generation(id, 1) + SEGMENT, segment);
        String path = folderOf(viewer.api().get(playbackOf(id))) + SEGMENT;

        HttpResponse<byte[]> whole = fetch(path);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(segment);
        assertThat(whole.headers().firstValue("Content-Type")).hasValue("video/iso.segment");
        assertThat(whole.headers().firstValue("Accept-Ranges")).hasValue("bytes");
        assertThat(whole.headers().firstValue("Cache-Control")).hasValue("private, max-age=31536000, immutable");
        String etag = whole.headers().firstValue("ETag").orElseThrow();
        assertThat(etag).startsWith("\"");

        HttpResponse<byte[]> part = fetch(path, "Range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 10-19/100000");
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(segment, 10, 20));
        HttpResponse<byte[]> tail = fetch(path, "Range", "bytes=-5");
        assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(segment, 99_995, 100_000));

        HttpResponse<byte[]> behind = fetch(path, "Range", "bytes=100000-");
        assertThat(behind.statusCode()).isEqualTo(416);
        assertThat(behind.headers().firstValue("Content-Range")).hasValue("bytes */100000");
        assertThat(new String(behind.body(), StandardCharsets.UTF_8)).contains("range-not-satisfiable");

        assertThat(fetch(path, "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(fetch(path, "Range", "bytes=0-1", "If-Range", etag).statusCode())
                .isEqualTo(206);
        assertThat(fetch(path, "Range", "bytes=0-1", "If-Range", "\"other\"").statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> head = ask("HEAD", path);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).hasValue("100000");
        assertThat(head.body()).isEmpty();

        store.delete(MediaLayout.generation(id, 1) + SEGMENT);
        assertThat(ask("HEAD", path).statusCode()).isEqualTo(404);
        assertThat(fetch(path).statusCode()).isEqualTo(404);
    }

    @Test
    void playlistsArePackedForWhoeverTakesThem() throws Exception {
        VideoId id = approvedVideo(uploader, "Packed");
        String path = viewer.api().get(playbackOf(id)).text("hls");
        HttpResponse<byte[]> packed = fetch(path, "Accept-Encoding", "br, gzip;q=0.5");
        assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(packed.headers().firstValue("Content-Type")).hasValue("application/vnd.apple.mpegurl");
        assertThat(packed.headers().allValues("Vary")).anyMatch(vary -> vary.contains("Accept-Encoding"));
        assertThat(packed.body().length).isLessThan(playlist().length() / 5);
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(playlist());
        }
        HttpResponse<byte[]> plain = fetch(path, "Accept-Encoding", "gzip;q=0");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(new String(plain.body(), StandardCharsets.UTF_8)).isEqualTo(playlist());
        assertThat(plain.headers().firstValue("ETag"))
                .isNotEqualTo(packed.headers().firstValue("ETag"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../../../etc/passwd",
                "..%2f..%2f..%2fsources",
                "%2e%2e/%2e%2e/secret",
                "%252e%252e%252fsecret",
                "v_720/..%5c..%5csecret",
                "v_720//x.m4s",
                ".arriving/x",
                "v_720/%00.m4s",
                "v_720;x=y/s.m4s",
                ""
            })
    void noPathLeadsOutOfTheGeneration(String object) throws Exception {
        VideoId id = approvedVideo(uploader, "Contained");
        String folder = folderOf(viewer.api().get(playbackOf(id)));
        try (var socket = new Socket("localhost", port)) {
            // By hand: a client library would tidy the path up.
            socket.getOutputStream()
                    .write(("GET " + folder + object + " HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).matches("(?s)HTTP/1.1 (400|403|404) .*");
        }
    }

    @Test
    void aPathIsGoodForItsVideoItsGenerationAndItsKindOnly() throws Exception {
        VideoId id = approvedVideo(uploader, "One");
        VideoId other = approvedVideo(uploader, "Other");
        Answer playback = viewer.api().get(playbackOf(id));
        String folder = folderOf(playback);
        String token = folder.split("/")[2];
        for (String path : Set.of(
                folder.replace(id.toString(), other.toString()) + PLAYBACK.hls(),
                folder.replace("/1/", "/2/") + PLAYBACK.hls(),
                folder.replace(token, playback.text("viewToken")) + PLAYBACK.hls(),
                folder.replace(token, viewer.token()) + PLAYBACK.hls(),
                folder.replace(token, "forged") + PLAYBACK.hls())) {
            HttpResponse<byte[]> refused = fetch(path);
            assertThat(refused.statusCode()).as(path).isEqualTo(403);
            assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("media-token-invalid");
        }
        assertThat(fetch(folder + "none-0123456789ab.m4s").statusCode()).isEqualTo(404);
        // The other way round: a media token is no access token, and none for events.
        assertThat(api().as(token).get("/api/v1/videos").status()).isEqualTo(401);
        assertThat(api().post("/api/v1/events", Map.of("viewToken", token, "events", List.of()))
                        .code())
                .isEqualTo("view-token-invalid");
        assertThat(api().as(playback.text("viewToken")).get("/api/v1/videos").status())
                .isEqualTo(401);
    }

    @Test
    void aPostersPathGivesNothingButThePoster() throws Exception {
        VideoId id = approvedVideo(uploader, "Poster");
        String poster = viewer.api().get("/api/v1/videos/" + id).text("posterUrl");
        assertThat(fetch(poster).statusCode()).isEqualTo(200);
        assertThat(fetch(poster).headers().firstValue("Content-Type")).hasValue("image/jpeg");
        assertThat(fetch(poster.replace("poster-0123456789ab.jpg", PLAYBACK.hls()))
                        .statusCode())
                .isEqualTo(403);
        assertThat(viewer.api().get("/api/v1/videos/" + id).text("posterUrl")).isEqualTo(poster);
    }

    @Test
    void aRejectionEndsPlaybackThatRuns() throws Exception {
        VideoId id = approvedVideo(uploader, "Revoked");
        String path = viewer.api().get(playbackOf(id)).text("hls");
        assertThat(fetch(path).statusCode()).isEqualTo(200);
        judged(id, Verdict.Outcome.REJECTED, false);
        Awaitility.await().until(() -> fetch(path).statusCode(), Integer.valueOf(403)::equals);
    }

    @Test
    void aChangedAccountEndsPlaybackThatRuns() throws Exception {
        VideoId id = approvedVideo(uploader, "Account");
        String path = viewer.api().get(playbackOf(id)).text("hls");
        assertThat(fetch(path).statusCode()).isEqualTo(200);
        topics().publish(
                        Topics.ACCOUNTS,
                        viewer.id().toString(),
                        new AccountChanged(
                                viewer.id(), "v@fovea.test", "V", Role.USER, Category.VENDOR, true, 2, Instant.now()));
        Awaitility.await().until(() -> fetch(path).statusCode(), Integer.valueOf(403)::equals);
    }

    @Test
    void aViewGoesOnWhereTheNewestOneStopped() throws Exception {
        VideoId id = approvedVideo(uploader, "Resumed");
        var view = new ViewId(UUID.randomUUID());
        List<ViewRow> rows = List.of(
                row(view, id, 2_000, 5, 12_500, false),
                row(new ViewId(UUID.randomUUID()), id, 1_000, 99, 3_000, true),
                row(view, id, 2_000, 4, 7_000, false));
        rows.forEach(row -> topics().publish(Topics.VIEW_ROWS, row.viewId().toString(), row));
        Awaitility.await()
                .until(
                        () -> viewer.api()
                                .get(playbackOf(id))
                                .json()
                                .path("resumeAtSeconds")
                                .asDouble(),
                        Double.valueOf(12.5)::equals);
        assertThat(viewer.api()
                        .get("/api/v1/videos/" + id)
                        .json()
                        .path("resumeAtSeconds")
                        .asDouble())
                .isEqualTo(12.5);
        assertThat(uploader.api().get("/api/v1/videos/" + id).json().has("resumeAtSeconds"))
                .isFalse();
        ViewRow finished = row(view, id, 2_000, 6, 29_900, false);
        topics().publish(Topics.VIEW_ROWS, view.toString(), finished);
        Awaitility.await()
                .until(
                        () -> viewer.api()
                                .get(playbackOf(id))
                                .json()
                                .path("resumeAtSeconds")
                                .asDouble(),
                        Double.valueOf(0)::equals);
    }

    private ViewRow row(ViewId view, VideoId id, long startedAt, long version, long playheadMs, boolean completed) {
        return new ViewRow(
                view,
                id,
                viewer.id(),
                startedAt,
                startedAt,
                version,
                1,
                1,
                playheadMs,
                completed,
                null,
                0,
                0,
                0,
                0,
                0,
                "desktop",
                "unknown");
    }
}
