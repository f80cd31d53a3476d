package dev.fovea.transcode.verify;

import dev.fovea.transcode.verify.Report.Check;
import dev.fovea.transcode.verify.Report.Outcome;
import java.util.List;

/**
 * A check, and what units did to fail it.
 *
 * @param flaws empty when it passed, and when what is wrong is no unit's own doing
 */
record Finding(Check check, List<Flaw> flaws) {

    Finding {
        flaws = List.copyOf(flaws);
    }

    /** Something wrong that one unit made. @param told for people, where and what */
    record Flaw(int unit, String told) {}

    static Finding must(String rule, String detail, boolean kept, String measured) {
        return of(rule, kept ? Outcome.PASSED : Outcome.FAILED, detail, measured, List.of());
    }

    /** Kept when no unit did anything wrong. */
    static Finding must(String rule, String detail, List<Flaw> flaws, String measured) {
        return flaws.isEmpty()
                ? must(rule, detail, true, measured)
                : of(rule, Outcome.FAILED, detail, HlsRules.some(told(flaws)), flaws);
    }

    static Finding should(String rule, String detail, boolean kept, String measured) {
        return of(rule, kept ? Outcome.PASSED : Outcome.WARNED, detail, measured, List.of());
    }

    private static Finding of(String rule, Outcome outcome, String detail, String measured, List<Flaw> flaws) {
        return new Finding(new Check(rule, outcome, detail, measured), flaws);
    }

    private static List<String> told(List<Flaw> flaws) {
        return flaws.stream().map(Flaw::told).distinct().toList();
    }

    List<Blame> blames() {
        return flaws.stream()
                .map(flaw -> new Blame(flaw.unit(), check.rule(), check.detail(), flaw.told()))
                .toList();
    }
}
