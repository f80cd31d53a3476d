package dev.fovea.moderation.accounts;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.http.HttpHeaders;

/**
 * Where a sign-in comes from.
 *
 * @param address as far as the connection tells
 * @param userAgent as the browser names itself, cut to {@link #USER_AGENT_MAX} characters; empty when it does not
 */
record Origin(String address, String userAgent) {

    static final int USER_AGENT_MAX = 300;

    static Origin of(HttpServletRequest request) {
        String named = Objects.requireNonNullElse(request.getHeader(HttpHeaders.USER_AGENT), "");
        return new Origin(request.getRemoteAddr(), named.substring(0, Math.min(named.length(), USER_AGENT_MAX)));
    }
}
