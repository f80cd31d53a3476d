package dev.fovea.platform.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request the trace id that its problem and our log lines name: the caller's own (W3C {@code traceparent}),
 * else a new one. Where a tracer is at work, its id stands.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
final class TraceIdFilter extends OncePerRequestFilter {

    /** The name that tracers use in the logging context. */
    static final String TRACE_ID = "traceId";

    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final String NO_TRACE = "0".repeat(32);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (MDC.get(TRACE_ID) != null) {
            chain.doFilter(request, response);
            return;
        }
        try (var _ = MDC.putCloseable(TRACE_ID, traceIdOf(request.getHeader("traceparent")))) {
            chain.doFilter(request, response);
        }
    }

    static String traceIdOf(@Nullable String traceparent) {
        if (traceparent == null) {
            return newTraceId();
        }
        Matcher given = TRACEPARENT.matcher(traceparent);
        return given.matches() && !given.group(1).equals(NO_TRACE) ? given.group(1) : newTraceId();
    }

    private static String newTraceId() {
        // Ids are to differ, not to be secret; a secure generator is asked by one request at a time.
        var random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }
}
