package dev.fovea.ingest.catalog;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an editor has seen, from {@code If-Match}. The tag counts edits by people only: a video that moves on to the next
 * state while its title is being typed does not refuse the new title.
 */
record Revision(List<String> accepted) {

    private static final String ANY = "*";

    static String tagOf(Video video) {
        return "\"r" + video.revision() + "\"";
    }

    /** @throws ClientProblem when an edit comes without the header */
    static Revision required(@Nullable String ifMatch) {
        if (ifMatch == null) {
            throw new ClientProblem(
                    ProblemType.PRECONDITION_REQUIRED, "an edit names the ETag that it is based on in If-Match");
        }
        return optional(ifMatch);
    }

    static Revision optional(@Nullable String ifMatch) {
        return new Revision(
                ifMatch == null
                        ? List.of(ANY)
                        : List.of(ifMatch.split(",")).stream()
                                .map(String::strip)
                                .toList());
    }

    void check(Video video) {
        if (!accepted.contains(ANY) && !accepted.contains(tagOf(video))) {
            throw new VideoProblems.Outdated(video.id());
        }
    }
}
