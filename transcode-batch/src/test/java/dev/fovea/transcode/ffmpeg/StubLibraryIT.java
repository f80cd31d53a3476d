package dev.fovea.transcode.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.transcode.TestFfmpeg;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FFmpeg encodes with empty libraries in place of those that a bare server lacks. */
class StubLibraryIT {

    private static final List<String> STUBS =
            List.of("libxcb.so.1", "libxcb-shm.so.0", "libasound.so.2", "libpulse.so.0", "libudev.so.1");

    @TempDir
    Path folder;

    @Test
    void whatAKilledProcessUnpackedGoes() throws Exception {
        Path cache = Files.createDirectory(folder.resolve("cache"));
        Path old = Files.createDirectory(cache.resolve(".arriving-old"));
        Files.writeString(old.resolve("ffmpeg"), "half of it");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        Path other = Files.createDirectory(cache.resolve(".arriving-other"));
        Path version = FfmpegUnpacker.unpackInto(cache);
        assertThat(old).doesNotExist();
        assertThat(other).as("its process may live").isDirectory();
        assertThat(version.resolve("ffmpeg")).isExecutable();
    }

    @Test
    void theLoaderTakesThemAndFfmpegEncodes() throws Exception {
        TestFfmpeg.installation();
        Path programs = FfmpegUnpacker.unpackInto(TestFfmpeg.DEFAULTS.ffmpeg().cache());
        Path stubs = Files.createDirectory(folder.resolve("stubs"));
        for (String stub : STUBS) {
            Files.write(stubs.resolve(stub), StubLibrary.named(stub));
        }
        List<String> loaded = run(programs, stubs, true, "-version");
        for (String stub : STUBS) {
            assertThat(loaded).anyMatch(line -> line.contains(stub + " => " + stubs.resolve(stub)));
        }
        Path film = folder.resolve("film.mp4");
        run(
                programs,
                stubs,
                false,
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=s=64x64:d=1",
                "-f",
                "lavfi",
                "-i",
                "sine=d=1",
                "-c:v",
                "libx264",
                "-c:a",
                "aac",
                film.toString());
        assertThat(TestFfmpeg.ffprobe(
                        "-count_packets",
                        "-select_streams",
                        "v",
                        "-show_entries",
                        "stream=nb_read_packets",
                        "-of",
                        "csv=p=0",
                        film.toString()))
                .containsExactly("25");
    }

    private static List<String> run(Path programs, Path stubs, boolean tellLibraries, String... arguments)
            throws Exception {
        var command = new ArrayList<>(List.of(programs.resolve("ffmpeg").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LD_LIBRARY_PATH", stubs + ":" + programs);
        if (tellLibraries) {
            builder.environment().put("LD_TRACE_LOADED_OBJECTS", "1");
        }
        Process process = builder.start();
        process.getOutputStream().close();
        List<String> lines = process.inputReader().readAllLines();
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
