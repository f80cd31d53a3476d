package dev.fovea.transcode;

import dev.fovea.platform.PlatformConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;

/** A transcode worker as a process of its own. */
public final class TranscodeMain {

    private TranscodeMain() {}

    public static void main(String[] args) {
        var application = new SpringApplication(PlatformConfiguration.class, TranscodeConfiguration.class);
        // A worker among others has time to finish what it encodes; the one of a laptop has not.
        application.setDefaultProperties(Map.of("fovea.transcode.drain-within", "2m"));
        application.run(args);
    }
}
