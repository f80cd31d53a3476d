package dev.fovea.transcode.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import dev.fovea.transcode.TestFfmpeg;
import dev.fovea.transcode.encode.Reader.Film;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes out of the filters can be shown on an ordinary screen. */
class PicturesIT {

    private final Reader reader = new Reader();

    @TempDir
    Path folder;

    @Test
    void fieldsAreNotWovenAnyMore() throws Exception {
        Path woven = folder.resolve("woven.mp4");
        TestFfmpeg.ffmpeg(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=s=320x240:r=50:d=2,rotate=t*2,interlace=scan=tff",
                "-c:v",
                "libx264",
                "-preset",
                "veryfast",
                "-flags",
                "+ilme+ildct",
                woven.toString());
        assertThat(combedFrames(woven)).isGreaterThan(30);
        assertThat(combedFrames(shown(woven))).isZero();
    }

    /** As FFmpeg's own detector sees it, from the pictures and not from their marks. */
    private static long combedFrames(Path file) {
        List<String> log = TestFfmpeg.ffmpeg(
                "-i",
                file.toString(),
                "-vf",
                "setfield=prog,idet,metadata=print:key=lavfi.idet.multiple.current_frame:file=-",
                "-f",
                "null",
                "-");
        return log.stream()
                .filter(line -> line.endsWith("=tff") || line.endsWith("=bff"))
                .count();
    }

    /** The white of paper, 203 cd/m2, is 58 % of a PQ signal and 75 % of an HLG one (ITU-R BT.2408). */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"smpte2084,573", "arib-std-b67,721"})
    void whiteOfHighDynamicRangeIsTheWhiteOfTheScreen(String transfer, int white) throws Exception {
        Path bright = folder.resolve("bright.mp4");
        TestFfmpeg.ffmpeg(
                "-f",
                "lavfi",
                "-i",
                ("color=s=320x240:r=25:d=1,format=yuv420p10le,geq=lum=%d:cb=512:cr=512,"
                                + "setparams=color_trc=%s:color_primaries=bt2020:colorspace=bt2020nc:range=tv")
                        .formatted(white, transfer),
                "-c:v",
                "libx265",
                "-preset",
                "ultrafast",
                "-x265-params",
                "log-level=none",
                bright.toString());
        assertThat(brightness(bright)).isCloseTo(white / 4.0, within(2.0));
        Path shown = shown(bright);
        assertThat(brightness(shown)).isCloseTo(202, within(2.0)); // 85 % of the way from black to white
        assertThat(TestFfmpeg.ffprobe(
                        "-show_entries", "stream=pix_fmt,color_transfer", "-of", "csv=p=0", shown.toString()))
                .containsExactly("yuv420p,bt709");
    }

    private static double brightness(Path file) {
        return TestFfmpeg.ffmpeg(
                        "-i",
                        file.toString(),
                        "-vf",
                        "format=yuv420p,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-",
                        "-f",
                        "null",
                        "-")
                .stream()
                .filter(line -> line.startsWith("lavfi.signalstats.YAVG="))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf('=') + 1)))
                .average()
                .orElseThrow();
    }

    private Path shown(Path source) throws Exception {
        Film film = reader.open(source);
        Path pictures = folder.resolve("shown.mkv");
        reader.read(film, film.whole(), UrlOutput.toPath(pictures).addArguments("-c:v", "ffv1"));
        return pictures;
    }
}
