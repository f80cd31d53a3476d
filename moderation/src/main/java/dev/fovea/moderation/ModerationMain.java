package dev.fovea.moderation;

import dev.fovea.platform.PlatformConfiguration;
import org.springframework.boot.SpringApplication;

/** Moderation as a process of its own. */
public final class ModerationMain {

    private ModerationMain() {}

    public static void main(String[] args) {
        SpringApplication.run(new Class<?>[] {PlatformConfiguration.class, ModerationConfiguration.class}, args);
    }
}
