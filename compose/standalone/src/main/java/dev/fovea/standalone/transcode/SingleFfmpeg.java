package dev.fovea.standalone.transcode;

import dev.fovea.platform.process.ChildCommand;
import dev.fovea.platform.process.ChildProcess;
import dev.fovea.platform.process.ChildProcesses;
import dev.fovea.transcode.ladder.Ladder;
import dev.fovea.transcode.ladder.Rendition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The anchor: the same ladder as HLS by ffmpeg alone, as somebody who knows it well would write the command. */
final class SingleFfmpeg {

    private static final int GOP_FRAMES = 60;
    private static final List<Rendition> LADDER = Ladder.forSource(1920, 1080);

    private final Path ffmpeg;
    private final Path folder;

    SingleFfmpeg(Path ffmpeg, Path folder) {
        this.ffmpeg = ffmpeg;
        this.folder = folder;
    }

    /** One decode, each size scaled from the one above it, all encoders at once. */
    void ladder(Path film) throws IOException {
        var filter = new StringBuilder("[0:v:0]null");
        for (int i = LADDER.size() - 1; i >= 0; i--) {
            filter.append(",scale=%d:%d:flags=bicubic,setsar=1,format=yuv420p"
                    .formatted(LADDER.get(i).width(), LADDER.get(i).height()));
            filter.append(i == 0 ? "[v0]" : ",split=2[v%d][x%d];[x%d]null".formatted(i, i, i));
        }
        List<String> command = input(film);
        command.addAll(List.of("-filter_complex", filter.toString()));
        for (int i = 0; i < LADDER.size(); i++) {
            command.addAll(List.of("-map", "[v%d]".formatted(i)));
            command.addAll(video(LADDER.get(i)));
        }
        command.addAll(audio());
        run(command);
    }

    /** A run for each size, one after the other; the first brings the sound too. */
    void oneByOne(Path film) throws IOException {
        for (int i = 0; i < LADDER.size(); i++) {
            Rendition rendition = LADDER.get(i);
            List<String> command = input(film);
            command.addAll(List.of(
                    "-map",
                    "0:v:0",
                    "-vf",
                    "scale=%d:%d:flags=bicubic,setsar=1".formatted(rendition.width(), rendition.height())));
            command.addAll(video(rendition));
            if (i == 0) {
                command.addAll(audio());
            }
            run(command);
        }
    }

    private List<String> input(Path film) {
        return new ArrayList<>(List.of(ffmpeg.toString(), "-nostdin", "-v", "error", "-y", "-i", film.toString()));
    }

    private List<String> video(Rendition rendition) throws IOException {
        var output = new ArrayList<>(List.of(
                "-c:v",
                "libx264",
                "-preset",
                "veryfast",
                "-profile:v",
                "high",
                "-crf",
                "23",
                "-maxrate",
                rendition.bitrateMaxKbps() + "k",
                "-bufsize",
                2 * rendition.bitrateMaxKbps() + "k",
                "-g",
                Integer.toString(GOP_FRAMES),
                "-keyint_min",
                Integer.toString(GOP_FRAMES),
                "-sc_threshold",
                "0",
                "-flags",
                "+cgop",
                "-pix_fmt",
                "yuv420p"));
        output.addAll(hls(rendition.name()));
        return output;
    }

    private List<String> audio() throws IOException {
        var output =
                new ArrayList<>(List.of("-map", "0:a:0", "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"));
        output.addAll(hls("audio"));
        return output;
    }

    private List<String> hls(String name) throws IOException {
        Path target = Files.createDirectories(folder.resolve(name));
        return List.of(
                "-f",
                "hls",
                "-hls_time",
                "6",
                "-hls_list_size",
                "0",
                "-hls_segment_type",
                "fmp4",
                "-hls_segment_filename",
                target.resolve("s_%05d.m4s").toString(),
                target.resolve("index.m3u8").toString());
    }

    private static void run(List<String> command) throws IOException {
        ChildProcess child = ChildProcesses.start(ChildCommand.of("anchor", command));
        int code = child.onExit().join();
        if (code != 0) {
            throw new IOException(
                    "the anchor ended with code %d: %s".formatted(code, String.join(" | ", child.lastLines())));
        }
    }
}
