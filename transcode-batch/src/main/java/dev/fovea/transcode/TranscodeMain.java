package dev.fovea.transcode;

import dev.fovea.platform.PlatformConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;

/** A transcode worker as a process of its own. */
public final class TranscodeMain {

    private TranscodeMain() {}

    public static void main(String[] args) {
        var worker = new SpringApplication(PlatformConfiguration.class, TranscodeConfiguration.class);
        worker.setDefaultProperties(Map.of(
                // A worker among others has time to finish what it encodes; the one of a laptop has not.
                "fovea.transcode.drain-within", "2m",
                // What FFmpeg says is kept with its job; of a damaged file it is a line for each picture.
                "logging.level.com.github.kokorin.jaffree", "off"));
        worker.run(args);
    }
}
