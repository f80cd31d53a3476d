package dev.fovea.standalone;

import dev.fovea.standalone.demo.Clip;
import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.ffmpeg.FfmpegInstallation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;

/** From a film to a chart, through everything that {@code ./fovea run} starts. */
class JourneyIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    @TempDir
    Path data;

    @TempDir
    Path films;

    private final int port = FreePorts.block(Ports.LAST_OFFSET + 1);

    @Test
    void aBrowserAndCurlGoFromAFilmToAChart() throws Exception {
        Path clip = Clip.fetchInto(Clip.cache()).file();
        try (var fovea = RunningFovea.start(data, port)) {
            Journeys.inChromium(ROOT, "journey", fovea.url(), clip);
            Journeys.byCurl(ROOT, fovea.url(), clip);
            fovea.stop();
        }
    }

    @Test
    void aFilmIsWatchedInThePageThatStillSendsIt() throws Exception {
        Path film = filmWithItsIndexInFront();
        try (var fovea = RunningFovea.start(data, port)) {
            Journeys.inChromium(ROOT, "early", fovea.url(), film);
            fovea.stop();
        }
    }

    /** Ninety seconds; its key frames stand where no segment begins, so it is not good as it is. */
    private Path filmWithItsIndexInFront() throws IOException, InterruptedException {
        var properties = new Binder(List.of()).bindOrCreate("fovea.transcode", TranscodeProperties.class);
        Path ffmpeg =
                FfmpegInstallation.of(properties.ffmpeg(), films).programs().resolve("ffmpeg");
        Path film = films.resolve("film.mp4");
        String arguments = "-nostdin -v error -f lavfi -i testsrc2=s=320x240:r=25:d=90"
                + " -f lavfi -i sine=frequency=440:beep_factor=4:sample_rate=48000:d=90"
                + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 100 -c:a aac -movflags +faststart";
        var command = new ArrayList<>(List.of(ffmpeg.toString()));
        command.addAll(List.of(arguments.split(" ")));
        command.add(film.toString());
        Journeys.run(new ProcessBuilder(command));
        return film;
    }

    @Test
    void aBrowserGoesTheSameWayWithS3() throws Exception {
        Path clip = Clip.fetchInto(Clip.cache()).file();
        try (var fovea = RunningFovea.launch(data, port, Map.of("FOVEA_MEDIA_STORE", "s3"), "--no-demo")) {
            fovea.awaitReady();
            Journeys.inChromium(ROOT, "journey", fovea.url(), clip);
            fovea.stop();
        }
    }
}
