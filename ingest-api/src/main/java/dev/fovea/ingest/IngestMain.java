package dev.fovea.ingest;

import dev.fovea.platform.PlatformConfiguration;
import org.springframework.boot.SpringApplication;

/** This module as a process of its own. */
final class IngestMain {

    private IngestMain() {}

    public static void main(String[] args) {
        SpringApplication.run(new Class<?>[] {PlatformConfiguration.class, IngestConfiguration.class}, args);
    }
}
