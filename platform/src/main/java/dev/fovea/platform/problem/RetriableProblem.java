package dev.fovea.platform.problem;

import dev.fovea.contracts.problem.ProblemType;
import java.time.Duration;

/** Nothing was taken; the same call may succeed after {@code retryAfter} (rendered as Retry-After, whole seconds). */
public class RetriableProblem extends ClientProblem {

    private final Duration retryAfter;

    public RetriableProblem(ProblemType type, String detail, Duration retryAfter) {
        super(type, detail);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
