package dev.fovea.platform;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The calls speak JSON, whatever mapper stands on the class path: s3proxy brings one for XML, and Spring would take and
 * answer XML by it.
 */
@Configuration(proxyBeanMethods = false)
public class JsonOnlyConfiguration implements WebMvcConfigurer {

    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.configureMessageConvertersList(converters ->
                converters.removeIf(converter -> converter.getSupportedMediaTypes().stream()
                        .anyMatch(type -> type.equalsTypeAndSubtype(MediaType.APPLICATION_XML))));
    }
}
