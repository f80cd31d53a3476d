package dev.fovea.platform.access;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.Problems;
import dev.fovea.platform.problem.RetriableProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/** Writes and sign-ins fail closed when nobody can say whose sessions have ended. */
final class StaleStateFilter extends OncePerRequestFilter {

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    /** Player events are facts about the past, granted by a view token: they are taken as long as Kafka takes them. */
    private static final String EVENTS = "/api/v1/events";

    private final AccountStates accounts;
    private final AccessProperties properties;
    private final Problems problems;

    StaleStateFilter(AccountStates accounts, AccessProperties properties, Problems problems) {
        this.accounts = accounts;
        this.properties = properties;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return READS.contains(request.getMethod()) || !path.startsWith("/api/") || path.equals(EVENTS);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (accounts.isFresherThan(properties.staleAfter())) {
            chain.doFilter(request, response);
        } else {
            problems.write(
                    request,
                    response,
                    new RetriableProblem(
                            ProblemType.ACCESS_STATE_STALE,
                            "sessions cannot be checked at the moment, so nothing is changed",
                            RETRY_AFTER));
        }
    }
}
