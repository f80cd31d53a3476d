package dev.fovea.platform.access;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.access.RouteRules.Route;
import dev.fovea.platform.problem.ClientProblem;
import dev.fovea.platform.problem.Problems;
import dev.fovea.platform.problem.RetriableProblem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.ServletRequestPathFilter;

/** The one filter chain: tokens, the route rules of every module in this process, and headers for browsers. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    /** The player alone, made to stand in other sites' pages. */
    private static final RequestMatcher EMBEDDED =
            PathPatternRequestMatcher.withDefaults().matcher("/embed/{id}");

    @Bean
    RouteRules platformRoutes() {
        return RouteRules.of(
                RouteRules.route(HttpMethod.GET, "/api/openapi.json", Audience.ANYONE),
                RouteRules.route(HttpMethod.GET, "/api/openapi.json/**", Audience.ANYONE));
    }

    @Bean
    SecurityFilterChain access(
            HttpSecurity http,
            List<RouteRules> rules,
            AccessTokens tokens,
            AccessProperties properties,
            AccountStates accounts,
            Problems problems,
            Environment environment)
            throws Exception {
        var routes = new RouteTable(rules);
        var refusals = new Refusals(problems, routes);
        return http.csrf(
                        AbstractHttpConfigurer::disable) // tokens travel in a header; the one cookie is SameSite=Strict
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .oauth2ResourceServer(server ->
                        server.authenticationManagerResolver(tokens.resolver()).authenticationEntryPoint(refusals))
                .exceptionHandling(e -> e.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .authorizeHttpRequests(requests -> {
                    // Else every error of ours would show as a missing sign-in.
                    requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                            .permitAll();
                    requests.requestMatchers(managementPort(environment)).permitAll();
                    requests.requestMatchers("/actuator/**").denyAll();
                    routes.all().forEach(route -> allow(requests, route));
                    requests.requestMatchers("/api/**").denyAll();
                    // Pages, and media, which carries tokens of its own.
                    requests.anyRequest().permitAll();
                })
                .addFilterBefore(new StaleStateFilter(accounts, properties, problems), AuthorizationFilter.class)
                .addFilterBefore(new PasswordChangeFilter(problems), AuthorizationFilter.class)
                .headers(headers -> headers.addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(
                                EMBEDDED,
                                new ContentSecurityPolicyHeaderWriter(policy(properties, properties.embedOrigins()))))
                        .addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(
                                new NegatedRequestMatcher(EMBEDDED),
                                new ContentSecurityPolicyHeaderWriter(policy(properties, List.of()))))
                        // Chromium tells by itself only whether it is a phone; the collector wants to know tablets too.
                        .addHeaderWriter(new StaticHeadersWriter("Accept-CH", "Sec-CH-UA-Form-Factors"))
                        // Our own policy says who may frame us, by name; this header cannot.
                        .frameOptions(HeadersConfigurer.FrameOptionsConfig::disable)
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)))
                .build();
    }

    private static void allow(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
            Route route) {
        var matched = requests.requestMatchers(RouteTable.matcherOf(route));
        switch (route.audience()) {
            case ANYONE -> matched.permitAll();
            case VIEWER -> matched.authenticated();
            case MODERATOR -> matched.access(AuthorityAuthorizationManager.hasAnyRole("EDITOR", "ADMIN"));
            case ADMIN -> matched.access(AuthorityAuthorizationManager.hasRole("ADMIN"));
        }
    }

    /** The operator's endpoints stand on a port of their own, or nowhere. */
    private static RequestMatcher managementPort(Environment environment) {
        int port = environment.getProperty("management.server.port", Integer.class, -1);
        int main = environment.getProperty("server.port", Integer.class, 8080);
        return request -> port > 0 && port != main && request.getLocalPort() == port;
    }

    /** @param framedBy origins besides our own whose pages may show this one in a frame */
    private static String policy(AccessProperties properties, List<String> framedBy) {
        String others =
                properties.contentSources().isEmpty() ? "" : " " + String.join(" ", properties.contentSources());
        return "default-src 'self'; script-src 'self'; require-trusted-types-for 'script'; trusted-types default;"
                + " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"
                + others + "; media-src 'self' blob:" + others + "; connect-src 'self'" + others
                + "; worker-src 'self'; font-src 'self' data:; object-src 'none'; base-uri 'none'"
                + "; form-action 'self'; frame-ancestors 'self'"
                + (framedBy.isEmpty() ? "" : " " + String.join(" ", framedBy));
    }

    /** Each filter of the chain would be timed by itself, at each request; the request as a whole is timed anyway. */
    @Bean
    static SecurityObservationSettings unobservedFilters() {
        return SecurityObservationSettings.noObservations();
    }

    /** Else each rule that a request is held against would parse its path anew, until one fits. */
    @Bean
    static FilterRegistrationBean<ServletRequestPathFilter> parsedPaths() {
        var filter = new FilterRegistrationBean<>(new ServletRequestPathFilter());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        filter.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        return filter;
    }

    /** No database keeps a null character, so none comes in by a parameter. */
    @Bean
    HttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedParameterValues(value -> value.indexOf('\0') < 0);
        return firewall;
    }

    /** What the firewall refuses is a problem like any other. */
    @Bean
    RequestRejectedHandler refusedRequests(Problems problems) {
        return (request, response, refused) -> problems.write(
                request,
                response,
                new ClientProblem(
                        ProblemType.INVALID_REQUEST, "the request's path, headers or parameters are not acceptable"));
    }

    /** 401, 403, and for who is signed in also what is not there at all. */
    private record Refusals(Problems problems, RouteTable routes)
            implements AuthenticationEntryPoint, AccessDeniedHandler {

        private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

        @Override
        public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
                throws IOException {
            if (refused instanceof AccessTokens.IssuerUnavailable) {
                problems.write(
                        request,
                        response,
                        new RetriableProblem(
                                ProblemType.ACCESS_STATE_STALE,
                                "the token cannot be checked at the moment",
                                RETRY_AFTER));
                return;
            }
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            boolean offered = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
            problems.write(
                    request,
                    response,
                    offered
                            ? new ClientProblem(ProblemType.SESSION_ENDED, "the session has ended: sign in again")
                            : new ClientProblem(ProblemType.NOT_SIGNED_IN, "this call needs a signed-in caller"));
        }

        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
                throws IOException {
            List<String> methods = routes.methodsAt(request);
            if (methods.isEmpty()) {
                problems.write(request, response, new ClientProblem(ProblemType.NOT_FOUND, "there is nothing here"));
            } else if (methods.contains(request.getMethod())) {
                problems.write(
                        request,
                        response,
                        new ClientProblem(ProblemType.FORBIDDEN, "your role does not allow this call"));
            } else {
                response.setHeader(HttpHeaders.ALLOW, String.join(", ", methods));
                problems.write(
                        request,
                        response,
                        new ClientProblem(
                                ProblemType.METHOD_NOT_ALLOWED, "this path takes " + String.join(", ", methods)));
            }
        }
    }
}
