package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaBroker;

/** A browser that can play both shows the same in AV1 as in H.264. */
class Av1PlaysIT extends ServicesContext {

    private static final Duration WITHIN = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    private final int port = FreePorts.block(2);
    private final Uploader uploader = new Uploader(port);

    @Test
    void inChromium(EmbeddedKafkaBroker broker) throws Exception {
        Services services = start(port, broker, directory, Map.of("fovea.transcode.av1", true));
        try {
            String video = "/api/v1/videos/" + uploader.upload(Journeys.film(directory, "426x240", 8));
            await().atMost(WITHIN)
                    .until(() -> uploader.api().get(video).text("status"), Set.of("READY", "FAILED")::contains);
            assertThat(uploader.api().get(video).text("status")).isEqualTo("READY");

            String hls = uploader.api().get(video + "/playback").text("hls");
            Journeys.inChromium("av1", Map.of("FOVEA_HLS", uploader.at(hls).toString()));
        } finally {
            services.stop();
        }
    }
}
