package dev.fovea.analytics.dashboard;

import static dev.fovea.platform.access.Audience.MODERATOR;
import static dev.fovea.platform.access.RouteRules.route;
import static org.springframework.http.HttpMethod.GET;

import dev.fovea.platform.access.RouteRules;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who watched what is for editors and administrators only. */
@Configuration(proxyBeanMethods = false)
class DashboardRoutes {

    @Bean
    RouteRules analyticsRoutes() {
        return RouteRules.of(
                route(GET, "/api/v1/analytics/overview", MODERATOR),
                route(GET, "/api/v1/analytics/videos/{id}", MODERATOR),
                route(GET, "/api/v1/analytics/videos/{id}/views/{viewId}/xapi", MODERATOR),
                route(GET, "/api/v1/analytics/focus", MODERATOR),
                route(GET, "/api/v1/analytics/audience", MODERATOR),
                route(GET, "/api/v1/analytics/quality", MODERATOR),
                route(GET, "/api/v1/analytics/live", MODERATOR),
                route(GET, "/api/v1/analytics/reconciliation", MODERATOR),
                route(GET, "/api/v1/analytics/viewers", MODERATOR));
    }
}
