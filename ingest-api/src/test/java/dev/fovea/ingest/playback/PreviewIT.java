package dev.fovea.ingest.playback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent.Accepted;
import dev.fovea.contracts.video.TranscodeEvent.PreviewSegment;
import dev.fovea.contracts.video.TranscodeEvent.PreviewTrack;
import dev.fovea.contracts.video.TranscodeEvent.Progress;
import dev.fovea.contracts.video.UploadProgress;
import dev.fovea.ingest.IngestServer;
import dev.fovea.testing.Api.Answer;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Uploader and moderators look at a film's beginning while the rest is encoded; nobody else does. */
class PreviewIT extends IngestServer {

    private static final int UNITS = 3;

    private final Person uploader = person(Role.USER, Category.EMPLOYEE);

    private static String previewOf(VideoId id) {
        return "/api/v1/videos/" + id + "/preview";
    }

    private void progress(VideoId id, int done, @Nullable Accepted accepted) {
        topics().publish(
                        Topics.TRANSCODES, id.toString(), new Progress(id, 1, 1, Instant.now(), done, UNITS, accepted));
    }

    private static Accepted span(int unit) {
        return new Accepted(
                unit,
                false,
                List.of(new PreviewTrack(
                        "360p",
                        "avc1.64001e",
                        640,
                        360,
                        900,
                        "360p/init-0123456789ab.mp4",
                        unit,
                        List.of(new PreviewSegment("360p/s_0000" + unit + "-0123456789ab.m4s", 6_000_000)))));
    }

    private Answer awaitReady(VideoId id, double seconds) {
        return Awaitility.await()
                .until(
                        () -> uploader.api().get(previewOf(id)),
                        answer -> answer.json().path("readySeconds").asDouble() == seconds);
    }

    @Test
    void itGrowsForThoseWhoMayAndEndsWithThePublication() throws Exception {
        VideoId id = upload(uploader, "Growing");
        assertThat(uploader.api().get(previewOf(id)).code()).isEqualTo("video-not-playable");
        progress(id, 0, null);
        progress(id, 1, span(0));
        Answer preview = awaitReady(id, 6);
        assertThat(preview.json().path("complete").asBoolean()).isFalse();
        String film = preview.text("hls");
        assertThat(api().get(film).body()).contains("360p.m3u8");
        String media = film.replace("film.m3u8", "360p.m3u8");
        String before = api().get(media).body();
        assertThat(before).contains("TYPE:EVENT").contains("../360p/s_00000-0123456789ab.m4s");
        assertThat(api().get(media).header("Cache-Control")).hasValue("private, no-cache");
        store.put(MediaLayout.generation(id, 1) + "360p/s_00000-0123456789ab.m4s", new byte[] {1, 2, 3});
        assertThat(api().get(film.replace("preview/film.m3u8", "360p/s_00000-0123456789ab.m4s"))
                        .status())
                .isEqualTo(200);

        progress(id, 2, span(1));
        awaitReady(id, 12);
        assertThat(api().get(media).body()).startsWith(before).contains("s_00001");
        assertThat(person(Role.EDITOR, Category.VENDOR).api().get(previewOf(id)).status())
                .isEqualTo(200);
        assertThat(person(Role.USER, Category.EMPLOYEE).api().get(previewOf(id)).code())
                .isEqualTo("video-not-found");
        assertThat(api().get(media.replace("360p.m3u8", "480p.m3u8")).code()).isEqualTo("media-not-found");

        progress(id, 3, span(2));
        awaitReady(id, 18);
        assertThat(api().get(media).body()).endsWith("#EXT-X-ENDLIST\n");
        becomesReady(uploader, id);
        assertThat(uploader.api().get(previewOf(id)).code()).isEqualTo("video-not-playable");
        // Whoever is in the middle of it watches on.
        assertThat(api().get(media).status()).isEqualTo(200);
    }

    @Test
    void itIsThereWhileTheFileStillArrives() {
        Answer created = create(uploader, "Arriving", 1_000_000);
        VideoId id = VideoId.parse(created.text("videoId"));
        tus(uploader)
                .with("Content-Type", "application/offset+octet-stream")
                .with("Upload-Offset", "0")
                .send("PATCH", created.text("url"), "x".repeat(500_000));
        assertThat(toldOfProgress(id, 1)).returns(500_000L, UploadProgress::durableBytes);

        Accepted span = span(0);
        progress(id, 1, new Accepted(0, true, span.tracks()));
        Answer preview = awaitReady(id, 6);
        assertThat(uploader.api().get("/api/v1/videos/" + id).text("status")).isEqualTo("UPLOADING");
        assertThat(api().get(preview.text("hls")).body()).contains("360p.m3u8").doesNotContain("audio");

        assertThat(uploader.api().send("DELETE", created.text("url"), null).status())
                .isEqualTo(204);
        assertThat(toldOfProgress(id, 2)).returns(true, UploadProgress::abandoned);
    }

    private UploadProgress toldOfProgress(VideoId id, int times) {
        return Awaitility.await()
                .until(() -> topics().read(Topics.UPLOAD_PROGRESS, id.toString()), told -> told.size() == times)
                .getLast();
    }

    @Test
    void aTryFromTheBeginningForgetsWhatWasThere() {
        VideoId id = upload(uploader, "Again");
        progress(id, 0, null);
        progress(id, 1, span(0));
        awaitReady(id, 6);
        progress(id, 0, null);
        Awaitility.await().until(() -> uploader.api().get(previewOf(id)).code(), "video-not-playable"::equals);
    }
}
