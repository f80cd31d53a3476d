package dev.fovea.platform.id;

import dev.fovea.contracts.id.EventId;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Ids reach controllers parsed, from paths and parameters. */
@Configuration(proxyBeanMethods = false)
class IdConverters implements WebMvcConfigurer {

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, VideoId.class, VideoId::parse);
        registry.addConverter(String.class, UserId.class, UserId::parse);
        registry.addConverter(String.class, ViewId.class, ViewId::parse);
        registry.addConverter(String.class, EventId.class, EventId::parse);
    }
}
