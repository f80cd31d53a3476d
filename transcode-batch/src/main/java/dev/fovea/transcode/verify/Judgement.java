package dev.fovea.transcode.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What was found, and who is to blame.
 *
 * @param blames one for each unit that did something wrong, in the film's order of checks; empty when all is well, and when
 *     what is wrong is no unit's own doing
 */
public record Judgement(Report report, List<Blame> blames) {

    public Judgement {
        blames = List.copyOf(blames);
    }

    static Judgement of(List<Finding> findings) {
        List<Blame> all =
                findings.stream().flatMap(finding -> finding.blames().stream()).toList();
        List<Blame> sure = all.stream().filter(blame -> !blame.isOfEitherSide()).toList();
        return new Judgement(
                new Report(findings.stream().map(Finding::check).toList()), firstOfEach(sure.isEmpty() ? all : sure));
    }

    /** Whether all that is wrong is what stands around the units' results, damaged or gone where it was stored. */
    public boolean isOfPackaging() {
        return blames.isEmpty()
                && report.failed().stream().anyMatch(check -> check.rule().equals(Blame.OBJECTS));
    }

    /** A unit is made again for one reason, however many it gave. */
    static List<Blame> firstOfEach(List<Blame> blames) {
        var units = new HashSet<Integer>();
        var first = new ArrayList<Blame>();
        for (Blame blame : blames) {
            if (units.add(blame.unit())) {
                first.add(blame);
            }
        }
        return first;
    }
}
