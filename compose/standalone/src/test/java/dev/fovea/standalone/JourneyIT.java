package dev.fovea.standalone;

import dev.fovea.standalone.demo.Clip;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a film to a chart, through everything that {@code ./fovea run} starts. */
class JourneyIT {

    @TempDir
    private static Path data;

    private static RunningFovea fovea;

    @TempDir
    private Path films;

    @BeforeAll
    static void startFovea() throws Exception {
        fovea = RunningFovea.start(data, FreePorts.block(Ports.LAST_OFFSET + 1));
    }

    @AfterAll
    static void stopFovea() throws Exception {
        try (var running = fovea) {
            running.stop();
        }
    }

    @Test
    void aBrowserGoesFromAFilmToAChart() throws Exception {
        Journeys.inChromium("journey", fovea.url(), Clip.fetchInto(Clip.cache()).file());
    }

    @Test
    void curlGoesFromAFilmToAChart() throws Exception {
        Journeys.byCurl(fovea.url(), Journeys.film(films, "640x360", 12));
    }

    /** Long enough that there is something to watch before its end is sent. */
    @Test
    void aFilmIsWatchedInThePageThatStillSendsIt() throws Exception {
        Journeys.inChromium("early", fovea.url(), Journeys.film(films, "320x240", 90));
    }
}
