package dev.fovea.standalone;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over an object store everything goes the same way. */
class S3JourneyIT {

    @TempDir
    private Path data;

    @TempDir
    private Path films;

    @Test
    void aBrowserGoesFromAFilmToAChart() throws Exception {
        int port = FreePorts.block(Ports.LAST_OFFSET + 1);
        try (var fovea = RunningFovea.launch(data, port, Map.of("FOVEA_MEDIA_STORE", "s3"), "--no-demo")) {
            fovea.awaitReady();
            Journeys.inChromium("journey", fovea.url(), Journeys.film(films, "640x360", 12));
            fovea.stop();
        }
    }
}
