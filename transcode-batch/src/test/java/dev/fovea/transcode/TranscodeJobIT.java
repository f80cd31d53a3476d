package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** An uploaded file becomes a film that plays, frame for frame. */
class TranscodeJobIT extends TranscodeContext {

    @TempDir
    Path folder;

    @Test
    @EnabledIfSystemProperty(named = "fovea.clip", matches = ".+")
    void aRealClipPlaysWholly() throws Exception {
        VideoId video = upload(TestFfmpeg.realClip().orElseThrow());
        var ready = (TranscodeEvent.Ready) outcomeOf(video);
        Path film = download(video, folder.resolve("film"));
        List<String> times = TestFfmpeg.ffprobe(
                "-allowed_extensions",
                "ALL",
                "-extension_picky",
                "0",
                "-select_streams",
                "v:0",
                "-show_entries",
                "packet=pts_time",
                "-of",
                "csv=p=0",
                film.resolve(ready.playback().hls()).toString());
        assertThat(times).hasSize(720);
    }

    @Test
    void aClipPlaysWholly() throws Exception {
        Path clip = TestFfmpeg.clip(folder, "clip.mp4", Duration.ofSeconds(20), "640x360", "24");
        VideoId video = upload(clip);
        var ready = (TranscodeEvent.Ready) outcomeOf(video);
        assertThat(ready.durationMs()).isEqualTo(20_000);
    }
}
