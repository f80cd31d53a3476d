package dev.fovea.analytics;

import dev.fovea.platform.PlatformConfiguration;
import org.springframework.boot.SpringApplication;

/** This module as a process of its own. */
public final class AnalyticsMain {

    private AnalyticsMain() {}

    public static void main(String[] args) {
        SpringApplication.run(new Class<?>[] {PlatformConfiguration.class, AnalyticsConfiguration.class}, args);
    }
}
