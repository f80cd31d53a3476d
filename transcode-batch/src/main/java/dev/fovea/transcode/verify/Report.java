package dev.fovea.transcode.verify;

import java.util.List;

/** What was looked at before publishing, shown on the job page. */
public record Report(List<Check> checks) {

    public Report {
        checks = List.copyOf(checks);
    }

    /** Only what fails keeps a film from being published. */
    public enum Outcome {
        PASSED,
        /** A recommendation is not followed. */
        WARNED,
        FAILED
    }

    /**
     * @param rule number in Apple's HLS authoring specification, or {@code fovea.} and a word for one of ours
     * @param detail what the rule asks, and of which track
     * @param measured what was found, for people
     */
    public record Check(String rule, Outcome outcome, String detail, String measured) {}

    public List<Check> failed() {
        return checks.stream()
                .filter(check -> check.outcome() == Outcome.FAILED)
                .toList();
    }
}
