package dev.fovea.platform.problem;

import dev.fovea.contracts.InvalidValue;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem.FieldProblem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ConstraintViolationException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Who must act decides: the client gets its problem; what is ours is logged once and told as a bare 500. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Object> client(ClientProblem problem, HttpServletRequest request) {
        return Problems.response(problem, request.getRequestURI());
    }

    @ExceptionHandler
    ResponseEntity<Object> violated(ConstraintViolationException violated, HttpServletRequest request) {
        List<FieldProblem> fields = violated.getConstraintViolations().stream()
                .map(v -> new FieldProblem(v.getPropertyPath().toString(), v.getMessage()))
                .toList();
        return invalid(fields, request.getRequestURI());
    }

    @ExceptionHandler
    ResponseEntity<Object> mistyped(MethodArgumentTypeMismatchException mistyped, HttpServletRequest request) {
        return invalid(
                List.of(new FieldProblem(mistyped.getName(), "is not of the expected form")), request.getRequestURI());
    }

    /** Values check themselves: what a record of ours refuses came from the client. */
    @ExceptionHandler
    ResponseEntity<Object> refused(InvalidValue refused, HttpServletRequest request) {
        return Problems.response(
                new ClientProblem(ProblemType.INVALID_REQUEST, String.valueOf(refused.getMessage())),
                request.getRequestURI());
    }

    @ExceptionHandler
    void security(AccessDeniedException denied) {
        throw denied;
    }

    @ExceptionHandler
    void security(AuthenticationException unknown) {
        throw unknown;
    }

    @ExceptionHandler
    void security(RequestRejectedException refused) {
        throw refused;
    }

    @ExceptionHandler
    ResponseEntity<Object> ours(Exception ours, HttpServletRequest request) {
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), ours);
        return Problems.response(
                new ClientProblem(ProblemType.INTERNAL_ERROR, "Something failed on our side; it has been logged."),
                request.getRequestURI());
    }

    private static ResponseEntity<Object> invalid(List<FieldProblem> fields, String path) {
        String detail = fields.isEmpty()
                ? "the request is not valid"
                : fields.getFirst().field() + " " + fields.getFirst().detail();
        return Problems.response(new ClientProblem(ProblemType.INVALID_REQUEST, detail, fields), path);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<FieldProblem> fields = invalid.getBindingResult().getAllErrors().stream()
                .map(e -> new FieldProblem(
                        e instanceof FieldError f ? f.getField() : e.getObjectName(),
                        e.getDefaultMessage() == null ? "is not valid" : e.getDefaultMessage()))
                .toList();
        return invalid(fields, pathOf(request));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        Throwable cause = unreadable.getMostSpecificCause();
        if (cause instanceof InvalidValue refused) {
            return Problems.response(
                    new ClientProblem(ProblemType.INVALID_REQUEST, String.valueOf(refused.getMessage())),
                    pathOf(request));
        }
        return Problems.response(
                new ClientProblem(ProblemType.MALFORMED_JSON, "the body is not the JSON that this call takes"),
                pathOf(request));
    }

    /** Constraints on parameters: {@code ?limit=0}. */
    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<FieldProblem> fields = invalid.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream()
                        .map(e -> new FieldProblem(
                                e instanceof FieldError field
                                        ? field.getField()
                                        : String.valueOf(
                                                result.getMethodParameter().getParameterName()),
                                e.getDefaultMessage() == null ? "is not valid" : e.getDefaultMessage())))
                .toList();
        return invalid(fields, pathOf(request));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException missing,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return invalid(List.of(new FieldProblem(missing.getParameterName(), "is missing")), pathOf(request));
    }

    /** What Spring MVC itself refuses (unknown route, wrong method, media type …), under our types. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception refused, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemType type = typeOf(status.value());
        if (type == ProblemType.INTERNAL_ERROR) {
            LOG.error("{} failed", pathOf(request), refused);
        }
        ResponseEntity<Object> answer = Problems.response(new ClientProblem(type, tellingOf(type)), pathOf(request));
        return ResponseEntity.status(answer.getStatusCode())
                .headers(headers) // Allow, Accept: what would have been right
                .headers(answer.getHeaders())
                .body(answer.getBody());
    }

    static ProblemType typeOf(int status) {
        return switch (status) {
            case 401 -> ProblemType.NOT_SIGNED_IN;
            case 403 -> ProblemType.FORBIDDEN;
            case 404 -> ProblemType.NOT_FOUND;
            case 405 -> ProblemType.METHOD_NOT_ALLOWED;
            case 406 -> ProblemType.NOT_ACCEPTABLE;
            case 413 -> ProblemType.REQUEST_TOO_LARGE;
            case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
            default -> status >= 400 && status < 500 ? ProblemType.INVALID_REQUEST : ProblemType.INTERNAL_ERROR;
        };
    }

    static String tellingOf(ProblemType type) {
        return switch (type) {
            case NOT_FOUND -> "there is nothing here";
            case METHOD_NOT_ALLOWED -> "this path does not take this method";
            case NOT_ACCEPTABLE -> "this call has no answer of a type that you accept";
            case UNSUPPORTED_MEDIA_TYPE -> "this call does not take a body of this type";
            case INTERNAL_ERROR -> "Something failed on our side; it has been logged.";
            default -> "the request is not one that this call takes";
        };
    }

    private static String pathOf(WebRequest request) {
        return request instanceof ServletWebRequest servlet
                ? servlet.getRequest().getRequestURI()
                : "/";
    }
}
