package dev.fovea.testplatform;

import static dev.fovea.platform.access.RouteRules.route;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.platform.access.Audience;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.access.RouteRules;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;

/** A module as small as one can be: a route for each audience, one that nobody thought of, and ways to fail. */
@TestConfiguration(proxyBeanMethods = false)
@Import(TestRoutes.Controller.class)
class TestRoutes {

    @Bean
    RouteRules rulesOfTheTest() {
        return RouteRules.of(
                route(HttpMethod.GET, "/api/v1/test/anyone", Audience.ANYONE),
                route(HttpMethod.GET, "/api/v1/test/viewer", Audience.VIEWER),
                route(HttpMethod.POST, "/api/v1/test/viewer", Audience.VIEWER),
                route(HttpMethod.GET, "/api/v1/test/moderator", Audience.MODERATOR),
                route(HttpMethod.GET, "/api/v1/test/admin", Audience.ADMIN),
                route(HttpMethod.GET, "/api/v1/test/videos/{id}", Audience.VIEWER),
                route(HttpMethod.GET, "/api/v1/test/limited", Audience.VIEWER),
                route(HttpMethod.GET, "/api/v1/test/named", Audience.VIEWER),
                route(HttpMethod.GET, "/api/v1/test/broken", Audience.VIEWER),
                route(HttpMethod.GET, "/api/v1/test/broken-filter", Audience.VIEWER));
    }

    @Bean
    OncePerRequestFilter brokenFilter() {
        return new OncePerRequestFilter() {
            @Override
            protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws IOException, ServletException {
                if (request.getRequestURI().endsWith("/broken-filter")) {
                    throw new IllegalStateException("the filter's secret");
                }
                chain.doFilter(request, response);
            }
        };
    }

    @RestController
    static class Controller {

        @GetMapping("/api/v1/test/anyone")
        Map<String, String> anyone(@Nullable Caller caller) {
            return Map.of("caller", caller == null ? "nobody" : caller.userId().toString());
        }

        @GetMapping({"/api/v1/test/viewer", "/api/v1/test/moderator", "/api/v1/test/admin"})
        Caller signedIn(Caller caller) {
            return caller;
        }

        @PostMapping("/api/v1/test/viewer")
        Body take(@RequestBody @Valid Body body) {
            return body;
        }

        @GetMapping("/api/v1/test/without-a-rule")
        String forgotten() {
            return "nobody may see this";
        }

        @GetMapping("/api/v1/test/videos/{id}")
        VideoId video(@PathVariable VideoId id) {
            return id;
        }

        @GetMapping("/api/v1/test/limited")
        int limited(@RequestParam @Min(1) int limit) {
            return limit;
        }

        @GetMapping("/api/v1/test/named")
        String named(@RequestParam String name) {
            return name;
        }

        @GetMapping("/api/v1/test/broken")
        String broken() {
            throw new IllegalStateException("the controller's secret");
        }
    }

    record Body(@NotBlank String text) {}
}
