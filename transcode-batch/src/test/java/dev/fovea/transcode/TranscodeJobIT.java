package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.contracts.video.TranscodeEvent.Progress;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.testing.TestIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An uploaded file becomes a film that plays, frame for frame; what is none is refused with a sentence. */
class TranscodeJobIT extends TranscodeContext {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    @Test
    void aClipBecomesAFilmWithEveryFrameInItsPlace() throws Exception {
        Path clip = TestFfmpeg.clip(folder, "clip.mp4", Duration.ofSeconds(20), "640x360", "24000/1001");
        VideoId video = upload(clip);
        var ready = (Ready) outcomeOf(video);
        assertThat(ready.width()).isEqualTo(640);

        Path film = download(video, folder.resolve("film"));
        long frames = TestFfmpeg.ffprobe(
                        "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0", clip.toString())
                .size();
        assertThat(frames).isGreaterThan(470);
        assertThat(ready.durationMs()).isEqualTo(Math.round(frames * 1_001 / 24.0));
        for (String rendition : List.of("240p", "360p")) {
            List<String> times = packetTimes(playlistOf(film, rendition), "v:0");
            assertThat(times).hasSize((int) frames);
            assertStepsOfOneFrame(times, 1_001.0 / 24_000);
        }
        assertThat(worstPsnr(clip, playlistOf(film, "360p"))).isGreaterThan(25);
        assertThat(packetTimes(playlistOf(film, "audio"), "a:0").getFirst()).isEqualTo("0.000000");
        for (String manifest : List.of(
                ready.playback().hls(), Objects.requireNonNull(ready.playback().dash()))) {
            assertThat(TestFfmpeg.ffprobe(
                            "-show_entries",
                            "stream=codec_name",
                            "-of",
                            "csv=p=0",
                            film.resolve(manifest).toString()))
                    .contains("h264", "aac");
        }

        assertThat(Files.size(film.resolve(ready.playback().poster()))).isGreaterThan(1_000);
        String storyboard = Files.readString(film.resolve(ready.playback().storyboard()));
        assertThat(storyboard).startsWith("WEBVTT").contains("00:00:00.000 --> 00:00:02.002");
        assertManifestHolds(ready, film);
        assertThat(eventsOf(video).stream().filter(Progress.class::isInstance).map(e -> ((Progress) e).unitsDone()))
                .containsSequence(0, 1, 2, 3);
        assertJobPage(video);
        assertRemovedByAVerdict(video, ready);
    }

    /** Each frame of the film against the source's frame of the same number: a frame out of place differs in brightness. */
    private double worstPsnr(Path clip, Path playlist) throws IOException {
        Path log = folder.resolve("psnr.log");
        TestFfmpeg.ffmpeg(
                "-i",
                playlist.toString(),
                "-i",
                clip.toString(),
                "-lavfi",
                "[0:v]settb=AVTB,setpts=N[a];[1:v]fps=fps=24000/1001:start_time=0,settb=AVTB,setpts=N[b];[a][b]psnr=stats_file="
                        + log,
                "-f",
                "null",
                "-");
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSizeGreaterThan(470);
        return lines.stream()
                .map(line -> line.replaceAll(".*psnr_y:(\\S+).*", "$1"))
                .filter(value -> !value.equals("inf"))
                .mapToDouble(Double::parseDouble)
                .min()
                .orElseThrow();
    }

    private static Path playlistOf(Path film, String track) throws IOException {
        try (var files = Files.list(film.resolve(track))) {
            return files.filter(file -> file.getFileName().toString().startsWith("index-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<String> packetTimes(Path playlist, String stream) {
        return TestFfmpeg.ffprobe(
                "-select_streams", stream, "-show_entries", "packet=pts_time", "-of", "csv=p=0", playlist.toString());
    }

    private static void assertStepsOfOneFrame(List<String> times, double frame) {
        double[] sorted =
                times.stream().mapToDouble(Double::parseDouble).sorted().toArray();
        for (int i = 0; i < sorted.length; i++) {
            assertThat(sorted[i]).isBetween(i * frame - 0.0001, i * frame + 0.0001);
        }
    }

    /** What {@code sha256sum -c} would do, and nothing lies beside what the manifest names. */
    private static void assertManifestHolds(Ready ready, Path film) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Path manifest;
        try (var files = Files.list(film)) {
            manifest = files.filter(file -> file.getFileName().toString().matches("manifest-[0-9a-f]{12}\\.txt"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(manifest);
        assertThat(HexFormat.of().formatHex(digest.digest(bytes))).isEqualTo(ready.manifestHash());
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        for (String line : lines) {
            byte[] object = Files.readAllBytes(film.resolve(line.substring(66)));
            assertThat(HexFormat.of().formatHex(digest.digest(object))).isEqualTo(line.substring(0, 64));
        }
        try (var files = Files.walk(film)) {
            Set<String> stored = files.filter(Files::isRegularFile)
                    .map(file -> film.relativize(file).toString())
                    .collect(Collectors.toSet());
            assertThat(stored).hasSize(lines.size() + 1);
        }
    }

    private void assertJobPage(VideoId video) throws Exception {
        JsonNode job = JSON.readTree(get("/api/v1/jobs", Role.ADMIN).body())
                .path("items")
                .valueStream()
                .filter(item -> item.path("videoId").asString().equals(video.toString()))
                .findFirst()
                .orElseThrow();
        assertThat(job.path("unitsDone").asInt())
                .isEqualTo(job.path("unitsTotal").asInt())
                .isPositive();
        String path = "/api/v1/jobs/" + job.path("id").asString();
        JsonNode one = Awaitility.await()
                .until(
                        () -> JSON.readTree(get(path, Role.ADMIN).body()),
                        read -> read.path("steps").size() == 6
                                && read.path("steps")
                                        .path(5)
                                        .path("status")
                                        .asString()
                                        .equals("COMPLETED"));
        assertThat(one.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(one.path("steps").valueStream().map(step -> step.path("name").asString()))
                .containsExactly("probe", "plan", "encode", "package", "verify", "publish");
        assertThat(one.path("renditions").valueStream().map(r -> r.path("name").asString()))
                .containsExactly("240p", "360p");
        assertThat(one.path("renditions").path(0).path("storedBytes").asLong()).isPositive();
        assertThat(one.path("units")
                        .valueStream()
                        .map(unit -> unit.path("state").asString()))
                .containsOnly("ACCEPTED");
        assertThat(one.path("source").path("frameRate").asDouble()).isBetween(23.97, 23.98);
        assertThat(one.path("verification")
                        .valueStream()
                        .map(check -> check.path("outcome").asString()))
                .isNotEmpty()
                .doesNotContain("FAILED");

        assertThat(post(path + "/restart").statusCode()).isEqualTo(409);
        assertThat(post(path + "/stop").body()).contains("job-state-conflict");
        assertThat(get("/api/v1/jobs/" + Uuid7.next(), Role.ADMIN).body()).contains("job-not-found");
        assertThat(get("/api/v1/jobs?status=NONSENSE", Role.ADMIN).statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/jobs", Role.EDITOR).statusCode()).isEqualTo(403);
    }

    private void assertRemovedByAVerdict(VideoId video, Ready ready) throws IOException {
        String generation = MediaLayout.generation(video, 1);
        assertThat(store.list(generation)).isNotEmpty();
        transaction.executeWithoutResult(_ -> outbox.publish(
                Topics.VERDICTS,
                video.toString(),
                new Verdict(
                        video,
                        1,
                        ready.manifestHash(),
                        Verdict.Outcome.REJECTED,
                        "not ours",
                        true,
                        new UserId(Uuid7.next()),
                        Instant.now())));
        Awaitility.await().until(() -> eventsOf(video).stream().anyMatch(TranscodeEvent.Removed.class::isInstance));
        assertThat(store.list(generation)).isEmpty();
    }

    @Test
    void aFileThatIsNoFilmIsRefusedWithASentence() throws Exception {
        Path clip = TestFfmpeg.clip(folder, "whole.mp4", Duration.ofSeconds(12), "320x240", "25");
        byte[] bytes = Files.readAllBytes(clip);
        Path front = TestFfmpeg.clip(
                folder, "front.mp4", Duration.ofSeconds(12), "320x240", "25", "-movflags", "+faststart");
        byte[] frontBytes = Files.readAllBytes(front);
        Path sound = folder.resolve("sound.m4a");
        TestFfmpeg.ffmpeg("-i", clip.toString(), "-vn", "-c", "copy", sound.toString());

        VideoId text = upload(Files.writeString(folder.resolve("text.mp4"), "This is not a film.\n".repeat(500)));
        VideoId playlist = upload(Files.writeString(
                folder.resolve("playlist.mp4"),
                "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n" + clip + "\n#EXT-X-ENDLIST\n"));
        VideoId empty = upload(Files.createFile(folder.resolve("empty.mp4")));
        VideoId headless = upload(Files.write(folder.resolve("headless.mp4"), Arrays.copyOf(bytes, bytes.length / 2)));
        VideoId cut = upload(Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(frontBytes, frontBytes.length / 2)));
        VideoId audio = upload(sound);

        assertThat(refusalOf(text)).contains("not a video");
        assertThat(refusalOf(playlist)).contains("not a video");
        assertThat(refusalOf(empty)).contains("empty");
        assertThat(refusalOf(headless)).contains("cut off");
        assertThat(refusalOf(cut)).contains("cut off").contains("it lasts 12 seconds");
        assertThat(refusalOf(audio)).contains("sound but no pictures");
    }

    private String refusalOf(VideoId video) throws IOException {
        var failed = (TranscodeEvent.Failed) outcomeOf(video);
        assertThat(failed.failure()).isEqualTo(FailureKind.SOURCE);
        assertThat(failed.attempt()).isEqualTo(1);
        assertThat(store.list(MediaLayout.generation(video, 1))).isEmpty();
        return failed.reason();
    }

    @Test
    void aBroadcastRecordingWithoutSoundIsCopiedOnceAndPlays() throws Exception {
        Path clip = TestFfmpeg.clip(folder, "clip.mp4", Duration.ofSeconds(14), "320x240", "25");
        Path recording = folder.resolve("recording.ts");
        TestFfmpeg.ffmpeg("-i", clip.toString(), "-an", "-c", "copy", recording.toString());
        VideoId video = upload(recording);
        assertThat(outcomeOf(video)).isInstanceOf(Ready.class);
        Path film = download(video, folder.resolve("film"));
        assertThat(packetTimes(playlistOf(film, "240p"), "v:0")).hasSize(14 * 25);
        assertThat(film.resolve("audio")).doesNotExist();
    }

    @Test
    void aStoppedJobGoesOnWhenItIsRestarted() throws Exception {
        Path clip = TestFfmpeg.clip(folder, "clip.mp4", Duration.ofSeconds(40), "640x480", "30");
        VideoId video = upload(clip);
        String path = Awaitility.await()
                .until(
                        () -> "/api/v1/jobs/"
                                + JSON.readTree(get("/api/v1/jobs?status=STARTED", Role.ADMIN)
                                                .body())
                                        .path("items")
                                        .valueStream()
                                        .filter(job ->
                                                job.path("videoId").asString().equals(video.toString())
                                                        && job.path("unitsDone").asInt() > 0)
                                        .map(job -> job.path("id").asString())
                                        .findFirst()
                                        .orElse(""),
                        found -> found.length() > 20);
        assertThat(post(path + "/stop").statusCode()).isEqualTo(202);
        JsonNode stopped = Awaitility.await()
                .until(
                        () -> JSON.readTree(get(path, Role.ADMIN).body()),
                        job -> job.path("status").asString().equals("STOPPED"));
        int done = stopped.path("unitsDone").asInt();
        assertThat(done).isPositive().isLessThan(stopped.path("unitsTotal").asInt());
        Awaitility.await().until(() -> post(path + "/restart").statusCode() == 202);
        assertThat(outcomeOf(video)).isInstanceOf(Ready.class);
        JsonNode finished = JSON.readTree(get(path, Role.ADMIN).body());
        assertThat(finished.path("attempt").asInt()).isEqualTo(1);
        assertThat(finished.path("units")
                        .valueStream()
                        .mapToInt(unit -> unit.path("attempts").asInt()))
                .containsOnly(1);
    }

    @Test
    @EnabledIfSystemProperty(named = "fovea.clip", matches = ".+")
    void aRealClipPlaysWholly() throws Exception {
        VideoId video = upload(TestFfmpeg.realClip().orElseThrow());
        var ready = (Ready) outcomeOf(video);
        Path film = download(video, folder.resolve("film"));
        assertThat(packetTimes(film.resolve(ready.playback().hls()), "v:0")).hasSize(720);
    }

    private HttpResponse<String> get(String path, Role role) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).GET(), role);
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()), Role.ADMIN);
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, Role role)
            throws IOException, InterruptedException {
        String token = TestIssuer.SHARED.token(role, Category.EMPLOYEE);
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    request.header("Authorization", "Bearer " + token).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
