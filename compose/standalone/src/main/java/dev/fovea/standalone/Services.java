package dev.fovea.standalone;

import dev.fovea.analytics.AnalyticsConfiguration;
import dev.fovea.ingest.IngestConfiguration;
import dev.fovea.moderation.ModerationConfiguration;
import dev.fovea.platform.PlatformConfiguration;
import dev.fovea.transcode.TranscodeConfiguration;
import dev.fovea.transcode.ffmpeg.FfmpegInstallation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** The stages and the site in one context; where the nodes are stands above what anybody else configures. */
final class Services {

    /** In flow order. */
    private static final List<Class<?>> STAGES = List.of(
            IngestConfiguration.class,
            TranscodeConfiguration.class,
            ModerationConfiguration.class,
            AnalyticsConfiguration.class);

    private final ConfigurableApplicationContext context;

    private Services(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static Services start(Map<String, Object> whereTheNodesAre, Map<String, Object> defaults) {
        var configurations = new ArrayList<Class<?>>(List.of(PlatformConfiguration.class, SiteConfiguration.class));
        configurations.addAll(STAGES);
        var application = new SpringApplication(configurations.toArray(Class<?>[]::new));
        application.setDefaultProperties(defaults);
        application.setBannerMode(Banner.Mode.OFF);
        application.setRegisterShutdownHook(false); // it is a part among others, and the first to end
        application.addInitializers(starting -> starting.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("launcher", whereTheNodesAre)));
        return new Services(application.run());
    }

    /** The one that transcodes, in its sandbox. */
    Path ffmpeg() {
        return context.getBean(FfmpegInstallation.class).programs().resolve("ffmpeg");
    }

    void stop() {
        context.close();
    }
}
