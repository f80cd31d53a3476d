package dev.fovea.transcode;

import dev.fovea.platform.PlatformConfiguration;
import org.springframework.boot.SpringApplication;

/** A transcode worker as a process of its own. */
public final class TranscodeMain {

    private TranscodeMain() {}

    public static void main(String[] args) {
        SpringApplication.run(new Class<?>[] {PlatformConfiguration.class, TranscodeConfiguration.class}, args);
    }
}
