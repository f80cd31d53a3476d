package dev.fovea.standalone.transcode;

import dev.fovea.platform.process.ChildCommand;
import dev.fovea.platform.process.ChildProcess;
import dev.fovea.platform.process.ChildProcesses;
import dev.fovea.standalone.demo.Clip;
import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.ffmpeg.FfmpegInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.bind.Binder;

/** Films to transcode, made by the FFmpeg that transcodes. */
final class Sources {

    private static final TranscodeProperties DEFAULTS =
            new Binder(List.of()).bindOrCreate("fovea.transcode", TranscodeProperties.class);

    private final Path folder;
    private final Path ffmpeg;

    Sources(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.ffmpeg =
                FfmpegInstallation.of(DEFAULTS.ffmpeg(), folder).programs().resolve("ffmpeg");
    }

    Path ffmpeg() {
        return ffmpeg;
    }

    /** So noisy that the encoder's rate control is at its limits, where the timing of threads would show. */
    Path noise(int seconds) throws IOException, InterruptedException {
        return make(
                "noise.mp4",
                List.of(
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=s=640x360:r=24:d=%d,noise=alls=40:allf=t".formatted(seconds),
                        "-f",
                        "lavfi",
                        "-i",
                        "sine=frequency=440:beep_factor=4:sample_rate=48000:d=" + seconds,
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-crf",
                        "28",
                        "-pix_fmt",
                        "yuv420p",
                        "-g",
                        "48",
                        "-c:a",
                        "aac"));
    }

    /** The demo's clip in 1080p30, from its start again as often as it takes. */
    Path film(int seconds) throws IOException, InterruptedException {
        return make(
                "film-%d.mp4".formatted(seconds),
                List.of(
                        "-stream_loop",
                        "-1",
                        "-i",
                        Clip.fetchInto(Clip.cache()).file().toString(),
                        "-t",
                        Integer.toString(seconds),
                        "-r",
                        "30",
                        "-c:v",
                        "libx264",
                        "-preset",
                        "superfast",
                        "-crf",
                        "18",
                        "-pix_fmt",
                        "yuv420p",
                        "-g",
                        "60",
                        "-c:a",
                        "aac",
                        "-ac",
                        "2"));
    }

    /** What a screen recording is like: sharp edges, and nothing moves but a line that is written and a pointer. */
    Path screen(int seconds) throws IOException, InterruptedException {
        String ofAll = ":r=30:d=" + seconds;
        String pictures = "color=white:s=1280x720" + ofAll
                + ",drawgrid=w=24:h=18:t=1:c=gray@0.4,drawbox=x=40:y=40:w=1200:h=40:c=0x3355aa:t=fill[page];"
                + "color=black:s=600x12" + ofAll + "[line];"
                + "color=black:s=14x20" + ofAll + "[pointer];"
                + "[page][line]overlay=x='40-600+min(600,mod(t,2)*300)':y='100+mod(floor(t/2)*24,500)'[written];"
                + "[written][pointer]overlay=x='mod(t*90,1200)':y='mod(t*60,690)'";
        return make(
                "screen.mp4",
                List.of(
                        "-f",
                        "lavfi",
                        "-i",
                        pictures,
                        "-c:v",
                        "libx264",
                        "-preset",
                        "superfast",
                        "-crf",
                        "6",
                        "-pix_fmt",
                        "yuv420p",
                        "-g",
                        "60"));
    }

    /** The clip in 720p as if on fast film stock. */
    Path grain(Path clip) throws IOException, InterruptedException {
        String stock = "scale=1280:720,noise=alls=14:allf=t";
        return make(
                "grain.mp4",
                List.of(
                        "-i",
                        clip.toString(),
                        "-an",
                        "-vf",
                        stock,
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-crf",
                        "14",
                        "-pix_fmt",
                        "yuv420p",
                        "-g",
                        "48"));
    }

    /** The film again and again, without a new encoding. */
    Path repeated(Path film, int times) throws IOException, InterruptedException {
        return make(
                "repeated-" + film.getFileName(),
                List.of("-stream_loop", Integer.toString(times - 1), "-i", film.toString(), "-c", "copy"));
    }

    private Path make(String name, List<String> arguments) throws IOException, InterruptedException {
        Path file = folder.resolve(name);
        var command = new ArrayList<>(List.of(ffmpeg.toString(), "-nostdin", "-v", "error", "-y"));
        command.addAll(arguments);
        command.addAll(List.of("-movflags", "+faststart", file.toString()));
        ChildProcess child = ChildProcesses.start(ChildCommand.of("ffmpeg", command));
        int code = child.onExit().join();
        if (code != 0) {
            throw new IOException("ffmpeg made no source: " + String.join(" | ", child.lastLines()));
        }
        return file;
    }
}
