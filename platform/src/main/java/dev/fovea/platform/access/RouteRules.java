package dev.fovea.platform.access;

import java.util.List;
import org.springframework.http.HttpMethod;

/**
 * Which audience a module's routes have: declare one as a bean. A route below {@code /api} that no rule names is denied
 * to everyone, so forgetting one fails closed.
 */
public record RouteRules(List<Route> routes) {

    public RouteRules {
        routes = List.copyOf(routes);
    }

    public static RouteRules of(Route... routes) {
        return new RouteRules(List.of(routes));
    }

    /** @param pattern a Spring path pattern, {@code /api/v1/videos/{id}} */
    public static Route route(HttpMethod method, String pattern, Audience audience) {
        return new Route(method, pattern, audience);
    }

    public record Route(HttpMethod method, String pattern, Audience audience) {}
}
