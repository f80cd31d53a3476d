package dev.fovea.standalone;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;
import org.springframework.web.servlet.resource.ResourceResolverChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The browser's side: files by their names, and the one page for every path that a person may open. */
@Configuration(proxyBeanMethods = false)
class SiteConfiguration implements WebMvcConfigurer {

    private static final String FILES = "classpath:/static/";
    private static final String PAGE = "static/index.html";

    /** They are not when this was built without npm. */
    static boolean hasPages() {
        return new ClassPathResource(PAGE).exists();
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(FILES + "assets/")
                // Their names hold a hash of what is in them.
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
        registry.addResourceHandler("/**")
                .addResourceLocations(FILES)
                .setCacheControl(CacheControl.noCache())
                .resourceChain(true)
                .addResolver(new PageResolver());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html"); // resource handlers have no empty path
    }

    /** A path without a file is a view of the page, unless it belongs to a service or no page is wanted. */
    private static final class PageResolver extends PathResourceResolver {

        private static final List<PathPattern> SERVICES = List.of(
                PathPatternParser.defaultInstance.parse("/api/**"),
                PathPatternParser.defaultInstance.parse("/media/**"),
                PathPatternParser.defaultInstance.parse("/actuator/**"));

        @Override
        protected @Nullable Resource resolveResourceInternal(
                @Nullable HttpServletRequest request,
                String path,
                List<? extends Resource> locations,
                ResourceResolverChain chain) {
            Resource file = super.resolveResourceInternal(request, path, locations, chain);
            if (file != null) {
                return file;
            }
            if (request == null || !wantsPage(request, path)) {
                return null;
            }
            return hasPages() ? new ClassPathResource(PAGE) : null;
        }

        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            Resource found = super.getResource(path, location);
            return found != null && found.isReadable() ? found : null;
        }

        private static boolean wantsPage(HttpServletRequest request, String path) {
            var container = PathContainer.parsePath("/" + path);
            String accepted = request.getHeader(HttpHeaders.ACCEPT);
            return accepted != null
                    && accepted.contains(MediaType.TEXT_HTML_VALUE)
                    && SERVICES.stream().noneMatch(service -> service.matches(container));
        }
    }
}
