package dev.fovea.platform.problem;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem.FieldProblem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Renders problems; also for filters, which stand before any controller advice. */
@Component
public class Problems {

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    static ResponseEntity<Object> response(ClientProblem problem, String path) {
        var headers = new HttpHeaders();
        if (problem instanceof RetriableProblem retriable) {
            headers.set(
                    HttpHeaders.RETRY_AFTER,
                    Long.toString(Math.max(1, retriable.retryAfter().toSeconds())));
        }
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return ResponseEntity.status(problem.type().status())
                .headers(headers)
                .body(detailOf(problem.type(), String.valueOf(problem.getMessage()), path, problem.fields()));
    }

    static ProblemDetail detailOf(ProblemType type, String detail, String path, List<FieldProblem> fields) {
        var body = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(type.status()), detail);
        body.setType(type.uri());
        body.setTitle(type.title());
        body.setInstance(URI.create(path));
        body.setProperty("code", type.slug());
        String traceId = MDC.get(TraceIdFilter.TRACE_ID);
        if (traceId != null) {
            body.setProperty("traceId", traceId);
        }
        if (!fields.isEmpty()) {
            body.setProperty("errors", fields);
        }
        return body;
    }

    /** Writes the problem as the whole response. */
    public void write(HttpServletRequest request, HttpServletResponse response, ClientProblem problem)
            throws IOException {
        ResponseEntity<Object> entity = response(problem, request.getRequestURI());
        response.setStatus(entity.getStatusCode().value());
        entity.getHeaders().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        response.getOutputStream().write(json.writeValueAsBytes(entity.getBody()));
    }
}
