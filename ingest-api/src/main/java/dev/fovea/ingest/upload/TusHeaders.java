package dev.fovea.ingest.upload;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** tus speaks its version on every request and response, also on those that are refused. */
@Configuration(proxyBeanMethods = false)
class TusHeaders implements WebMvcConfigurer, HandlerInterceptor {

    static final String VERSION = "1.0.0";
    static final String RESUMABLE = "Tus-Resumable";
    static final String SUPPORTED = "Tus-Version";
    static final String OFFSET = "Upload-Offset";
    static final String LENGTH = "Upload-Length";
    static final String METADATA = "Upload-Metadata";
    static final String CHECKSUM = "Upload-Checksum";

    /** Those that only tus uses; the others also carry our own calls, which need no version. */
    private static final Set<String> TUS_ONLY = Set.of("HEAD", "PATCH");

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/v1/uploads", "/api/v1/uploads/*");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String offered = request.getHeader(RESUMABLE);
        boolean isTus = TUS_ONLY.contains(request.getMethod()) || offered != null;
        if (isTus) {
            response.setHeader(RESUMABLE, VERSION);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        if (isTus && !request.getMethod().equals("OPTIONS")) {
            check(offered, response);
        }
        return true;
    }

    private static void check(@Nullable String offered, HttpServletResponse response) {
        if (!VERSION.equals(offered)) {
            response.setHeader(SUPPORTED, VERSION);
            throw new ClientProblem(
                    ProblemType.PRECONDITION_FAILED, "this server speaks tus " + VERSION + "; say so in " + RESUMABLE);
        }
    }
}
