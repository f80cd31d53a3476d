package dev.fovea.transcode.verify;

import java.util.List;

/** What was looked at before publishing, shown on the job page. */
public record Report(List<Check> checks) {

    public Report {
        checks = List.copyOf(checks);
    }

    /**
     * @param rule of Apple's HLS authoring specification, or {@code fovea} for one of ours
     * @param kept whether it holds
     * @param found what was measured, for people
     */
    public record Check(String rule, String says, boolean kept, String found) {}

    public List<Check> broken() {
        return checks.stream().filter(check -> !check.kept()).toList();
    }
}
