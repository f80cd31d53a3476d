package dev.fovea.transcode.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import dev.fovea.transcode.TestFfmpeg;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegRun;
import dev.fovea.transcode.ladder.Ladder;
import dev.fovea.transcode.probe.Source;
import dev.fovea.transcode.probe.SourceProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The frames that spans read one by one are those of the whole film, bit by bit and at the same times. */
class SpanFramesIT {

    @TempDir
    static Path folder;

    private static final Map<String, List<String>> SOURCES = Map.of(
            "b-frames.mp4", List.of("-r", "24", "-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-g", "90"),
            "open-gop.mp4",
                    List.of(
                            "-r",
                            "24",
                            "-c:v",
                            "libx264",
                            "-preset",
                            "veryfast",
                            "-x264-params",
                            "open-gop=1:keyint=60:bframes=3"),
            "film-rate.mkv", List.of("-r", "24000/1001", "-c:v", "libx264", "-preset", "ultrafast", "-g", "50"),
            "hevc.mp4",
                    List.of("-r", "25", "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none"),
            "holes.mkv",
                    List.of(
                            "-vf",
                            "select='not(between(mod(n,150),40,120))'",
                            "-fps_mode",
                            "vfr",
                            "-c:v",
                            "libx264",
                            "-preset",
                            "ultrafast",
                            "-g",
                            "100"),
            "slow.avi", List.of("-r", "10", "-c:v", "mpeg4", "-bf", "2"),
            "high-rate.mp4", List.of("-r", "60000/1001", "-c:v", "libx264", "-preset", "ultrafast"),
            "vp8.webm", List.of("-r", "24", "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", "70"));

    static Stream<String> sources() {
        return SOURCES.keySet().stream().sorted();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sources")
    void areThoseOfTheWholeFilm(String name) throws Exception {
        Path file = folder.resolve(name);
        var arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", "testsrc2=s=320x240:r=30:d=22"));
        arguments.addAll(SOURCES.getOrDefault(name, List.of()));
        arguments.add(file.toString());
        TestFfmpeg.ffmpeg(arguments.toArray(String[]::new));

        var ffmpeg = new Ffmpeg(TestFfmpeg.installation());
        SourceProbe.Probed probed = new SourceProbe(ffmpeg, TestFfmpeg.DEFAULTS).probe(file);
        Source source = probed.source();
        var plan = new Plan(
                source,
                new SourceFile("unused", "unused", 1),
                Ladder.forSource(source.width(), source.height()),
                source.frames(),
                ffmpeg.build());
        List<Unit> spans = Unit.of(plan, probed.index());
        assertThat(spans).hasSizeGreaterThan(1);

        List<String> whole = frames(ffmpeg, plan, new Unit(0, Unit.Kind.VIDEO, 0, plan.frames(), 0, 9, null), file);
        var apart = new ArrayList<String>();
        for (Unit span : spans) {
            List<String> own = frames(ffmpeg, plan, span, file);
            assertThat(own).hasSize((int) span.frames());
            apart.addAll(own);
        }
        assertThat(apart).isEqualTo(whole).hasSize((int) plan.frames());
    }

    /** Time and hash of each frame. */
    private static List<String> frames(Ffmpeg ffmpeg, Plan plan, Unit unit, Path file) throws Exception {
        Path hashes = folder.resolve("frames.txt");
        FfmpegRun run = ffmpeg.start("frames", _ -> {}, command -> {
            EncodeCommand.readFrom(command, plan, unit, file);
            command.addOutput(UrlOutput.toPath(hashes)
                    .addMap("v0")
                    .addArguments("-frames:v", Long.toString(unit.frames()))
                    .setFormat("framemd5"));
        });
        run.await(Duration.ofMinutes(2));
        return Files.readAllLines(hashes).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(",\\s*"))
                .map(fields -> fields[2] + " " + fields[5])
                .toList();
    }
}
