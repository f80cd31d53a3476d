package dev.fovea.standalone;

import dev.fovea.standalone.demo.Clip;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a film to a chart, through everything that {@code ./fovea run} starts. */
class JourneyIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    @TempDir
    Path data;

    private final int port = FreePorts.block(Ports.LAST_OFFSET + 1);

    @Test
    void aBrowserAndCurlGoFromAFilmToAChart() throws Exception {
        Path clip = Clip.fetchInto(Clip.cache()).file();
        try (var fovea = RunningFovea.start(data, port)) {
            Journeys.inChromium(ROOT, fovea.url(), clip);
            Journeys.byCurl(ROOT, fovea.url(), clip);
            fovea.stop();
        }
    }

    @Test
    void aBrowserGoesTheSameWayWithS3() throws Exception {
        Path clip = Clip.fetchInto(Clip.cache()).file();
        try (var fovea = RunningFovea.launch(data, port, Map.of("FOVEA_MEDIA_STORE", "s3"), "--no-demo")) {
            fovea.awaitReady();
            Journeys.inChromium(ROOT, fovea.url(), clip);
            fovea.stop();
        }
    }
}
