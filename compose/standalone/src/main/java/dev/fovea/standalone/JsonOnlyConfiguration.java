package dev.fovea.standalone;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The embedded S3 brings an XML mapper along, and Spring would answer browsers in XML by it: the calls speak JSON. */
@Configuration(proxyBeanMethods = false)
class JsonOnlyConfiguration implements WebMvcConfigurer {

    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.configureMessageConvertersList(converters ->
                converters.removeIf(converter -> converter.getSupportedMediaTypes().stream()
                        .anyMatch(type -> type.equalsTypeAndSubtype(MediaType.APPLICATION_XML))));
    }
}
