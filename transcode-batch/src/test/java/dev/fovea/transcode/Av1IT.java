package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.TestPropertySource;

/** Beside H.264 every rendition is there in AV1, frame for frame, and each time with the same bytes. */
@TestPropertySource(properties = "fovea.transcode.av1=true")
class Av1IT extends TranscodeContext {

    private static final int FRAMES = 480;

    @TempDir
    Path folder;

    /** The values of an attribute in the order of the playlist, one for each tag. */
    private static List<String> attributes(List<String> playlist, String tag, String name) {
        return playlist.stream()
                .filter(line -> line.startsWith(tag + ":"))
                .map(line -> line.replaceFirst(".*" + name + "=\"([^\"]*)\".*", "$1"))
                .toList();
    }

    private static Path playlistOf(Path film, String track) throws IOException {
        try (Stream<Path> files = Files.list(film.resolve(track))) {
            return files.filter(file -> file.getFileName().toString().startsWith("index-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void standsBehindH264() throws Exception {
        Path clip = TestFfmpeg.clip(folder, "clip.mp4", Duration.ofSeconds(20), "640x360", "24000/1001");
        VideoId video = upload(clip);
        var ready = (Ready) outcomeOf(video);
        Path film = download(video, folder.resolve("film"));

        List<String> playlist = Files.readAllLines(film.resolve(ready.playback().hls()));
        for (String tag : List.of("#EXT-X-STREAM-INF", "#EXT-X-I-FRAME-STREAM-INF")) {
            assertThat(attributes(playlist, tag, "CODECS"))
                    .hasSize(4)
                    .satisfies(
                            codecs -> assertThat(codecs.subList(0, 2)).allMatch(codec -> codec.startsWith("avc1.64")))
                    .satisfies(codecs -> assertThat(codecs.subList(2, 4))
                            .allMatch(codec -> codec.matches("av01\\.0\\.0\\dM\\.08(,mp4a\\.40\\.2)?")));
        }
        assertThat(Files.readString(
                        film.resolve(Objects.requireNonNull(ready.playback().dash()))))
                .containsOnlyOnce("<AdaptationSet id=\"2\" contentType=\"video\"");

        for (String track : List.of("240p", "360p", "240p-av1", "360p-av1")) {
            List<Double> times = TestFfmpeg.ffprobe(
                            "-show_entries",
                            "frame=pts_time",
                            "-of",
                            "csv=p=0",
                            playlistOf(film, track).toString())
                    .stream()
                    .map(line -> Double.valueOf(line.replaceAll("[^0-9.]", "")))
                    .toList();
            assertThat(times).as(track).hasSizeBetween(FRAMES - 1, FRAMES);
            for (int frame = 0; frame < times.size(); frame++) {
                assertThat(times.get(frame)).as(track).isCloseTo(frame * 1_001 / 24_000.0, within(0.001));
            }
        }

        assertThat(((Ready) outcomeOf(upload(clip))).manifestHash()).isEqualTo(ready.manifestHash());
    }
}
