package dev.fovea.platform.problem;

import dev.fovea.contracts.problem.ProblemType;
import java.util.List;

/** A failure that the client may act on; its message is the problem's detail and may be shown to people. */
public class ClientProblem extends RuntimeException {

    private final ProblemType type;
    private final List<FieldProblem> fields;

    public ClientProblem(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    public ClientProblem(ProblemType type, String detail, List<FieldProblem> fields) {
        super(detail);
        this.type = type;
        this.fields = List.copyOf(fields);
    }

    public ProblemType type() {
        return type;
    }

    public List<FieldProblem> fields() {
        return fields;
    }

    /** What is wrong with one field of the body or one parameter. */
    public record FieldProblem(String field, String detail) {}

    /** Expected and counted, not debugged: a stack trace would only cost. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
