package dev.fovea.transcode;

import dev.fovea.transcode.ffmpeg.FfmpegInstallation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Binder;

/** The FFmpeg of the product, to make sources with and to look at results with, outside of the product's own code. */
public final class TestFfmpeg {

    public static final TranscodeProperties DEFAULTS =
            new Binder(List.of()).bindOrCreate("fovea.transcode", TranscodeProperties.class);

    private TestFfmpeg() {}

    /** Unpacked when it is first needed. */
    public static FfmpegInstallation installation() {
        return Holder.INSTALLATION;
    }

    private static final class Holder {
        static final FfmpegInstallation INSTALLATION = install();
    }

    private static FfmpegInstallation install() {
        try {
            return FfmpegInstallation.of(DEFAULTS.ffmpeg(), Path.of("target/test-ffmpeg"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A folder of programs of which FFmpeg is a script around the real one.
     *
     * @param script with the real one as {@code %1$s}, the folder as {@code %2$s}
     */
    static Path scripted(String script) {
        try {
            Path folder = Files.createTempDirectory("scripted-ffmpeg");
            Path real = installation().programs();
            program(folder.resolve("ffprobe"), "exec '%s' \"$@\"".formatted(real.resolve("ffprobe")));
            program(folder.resolve("ffmpeg"), script.formatted(real.resolve("ffmpeg"), folder));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void program(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Runs {@code ffmpeg -v error -y …} and expects it to succeed. */
    public static List<String> ffmpeg(String... arguments) {
        var command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
        command.addAll(Arrays.asList(arguments));
        return run(command, true);
    }

    /** Runs {@code ffprobe -v error …} and gives its lines. */
    public static List<String> ffprobe(String... arguments) {
        var command = new ArrayList<>(List.of("ffprobe", "-v", "error"));
        command.addAll(Arrays.asList(arguments));
        return run(command, false);
    }

    private static List<String> run(List<String> command, boolean withErrors) {
        try {
            var absolute = new ArrayList<>(command);
            absolute.set(
                    0, installation().programs().resolve(command.getFirst()).toString());
            Process process = new ProcessBuilder(absolute)
                    .redirectErrorStream(withErrors)
                    .redirectError(withErrors ? Redirect.PIPE : Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            List<String> lines;
            try (var reader = process.inputReader()) {
                lines = reader.readAllLines();
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + String.join("\n", lines));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A clip whose every frame is told from its neighbours by its brightness, with a tone. */
    public static Path clip(Path folder, String name, Duration length, String size, String rate, String... more) {
        Path file = folder.resolve(name);
        String seconds = Double.toString(length.toMillis() / 1_000.0);
        var arguments = new ArrayList<>(List.of(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=s=%s:r=%s:d=%s,eq=brightness='0.2*sin(n*2.4)':eval=frame".formatted(size, rate, seconds),
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:beep_factor=4:sample_rate=44100:d=" + seconds,
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-g",
                "100",
                "-bf",
                "2",
                "-pix_fmt",
                "yuv420p",
                "-c:a",
                "aac",
                "-shortest"));
        arguments.addAll(Arrays.asList(more));
        arguments.add(file.toString());
        ffmpeg(arguments.toArray(String[]::new));
        return file;
    }

    /** The real clip that a developer has at hand, if any. */
    public static Optional<Path> realClip() {
        return Optional.ofNullable(System.getProperty("fovea.clip"))
                .map(Path::of)
                .filter(Files::exists);
    }
}
