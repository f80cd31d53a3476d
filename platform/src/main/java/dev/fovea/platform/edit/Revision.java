package dev.fovea.platform.edit;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an editor has seen, from {@code If-Match} (RFC 9110, 13.1.1); the {@code ETag} counts edits by people. */
public record Revision(List<String> accepted) {

    private static final String ANY = "*";

    public static String tagOf(long revision) {
        return "\"r" + revision + "\"";
    }

    /** @throws ClientProblem when an edit comes without the header */
    public static Revision required(@Nullable String ifMatch) {
        if (ifMatch == null) {
            throw new ClientProblem(
                    ProblemType.PRECONDITION_REQUIRED, "an edit names the ETag that it is based on in If-Match");
        }
        return optional(ifMatch);
    }

    /** Without the header whatever it is now is meant. */
    public static Revision optional(@Nullable String ifMatch) {
        return new Revision(
                ifMatch == null
                        ? List.of(ANY)
                        : Arrays.stream(ifMatch.split(",")).map(String::strip).toList());
    }

    /** @throws ClientProblem when it is another than the one at hand */
    public void requireCurrent(long revision) {
        if (!accepted.contains(ANY) && !accepted.contains(tagOf(revision))) {
            throw new Outdated();
        }
    }

    /** Somebody else was faster. */
    public static final class Outdated extends ClientProblem {
        public Outdated() {
            super(ProblemType.PRECONDITION_FAILED, "it was edited since: read it again");
        }
    }
}
