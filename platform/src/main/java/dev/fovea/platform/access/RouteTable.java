package dev.fovea.platform.access;

import dev.fovea.platform.access.RouteRules.Route;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** The routes of every module in this process. Who may GET may HEAD. */
final class RouteTable {

    private final List<Route> routes;
    private final List<RequestMatcher> paths;

    RouteTable(List<RouteRules> rules) {
        this.routes = rules.stream()
                .flatMap(rule -> rule.routes().stream())
                .flatMap(RouteTable::withHead)
                .toList();
        this.paths = routes.stream()
                .<RequestMatcher>map(
                        route -> PathPatternRequestMatcher.withDefaults().matcher(route.pattern()))
                .toList();
    }

    private static Stream<Route> withHead(Route route) {
        return route.method().equals(HttpMethod.GET)
                ? Stream.of(route, new Route(HttpMethod.HEAD, route.pattern(), route.audience()))
                : Stream.of(route);
    }

    List<Route> all() {
        return routes;
    }

    static RequestMatcher matcherOf(Route route) {
        return PathPatternRequestMatcher.withDefaults().matcher(route.method(), route.pattern());
    }

    /** What may be asked of this path by somebody; nothing when there is no such path. */
    List<String> methodsAt(HttpServletRequest request) {
        return Stream.iterate(0, i -> i < routes.size(), i -> i + 1)
                .filter(i -> paths.get(i).matches(request))
                .map(i -> routes.get(i).method().name())
                .distinct()
                .toList();
    }
}
