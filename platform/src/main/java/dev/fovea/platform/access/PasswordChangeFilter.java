package dev.fovea.platform.access;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import dev.fovea.platform.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Who signed in with a password that Fovea made changes it first. */
final class PasswordChangeFilter extends OncePerRequestFilter {

    private static final String SIGN_IN = "/api/v1/auth/";

    private final Problems problems;

    PasswordChangeFilter(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        boolean refused = authentication instanceof CallerAuthentication caller
                && caller.passwordChangeRequired()
                && !request.getRequestURI().startsWith(SIGN_IN);
        if (refused) {
            problems.write(
                    request,
                    response,
                    new ClientProblem(ProblemType.PASSWORD_CHANGE_REQUIRED, "change the initial password first"));
        } else {
            chain.doFilter(request, response);
        }
    }
}
