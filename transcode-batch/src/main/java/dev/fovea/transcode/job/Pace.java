package dev.fovea.transcode.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How fast a job went lately, in units of work a second of wall time: what the time left is foretold from.
 *
 * @param together of all lanes at once, while anything of the job was encoded; pauses do not count
 * @param each of one lane
 */
record Pace(double together, double each) {

    /** Long enough for several spans, short enough to follow the film and the other jobs on the machine. */
    static final Duration WINDOW = Duration.ofMinutes(3);

    /**
     * One attempt at a unit.
     *
     * @param work that it did between the two
     */
    record Stretch(Instant from, Instant to, double work) {}

    /** Empty when nothing was encoded lately. */
    static Optional<Pace> of(List<Stretch> stretches, Instant now) {
        Instant begin = now.minus(WINDOW);
        var lately = new ArrayList<Stretch>();
        for (Stretch stretch : stretches) {
            Instant from = stretch.from().isBefore(begin) ? begin : stretch.from();
            if (stretch.to().isAfter(from)) {
                double share = seconds(from, stretch.to()) / seconds(stretch.from(), stretch.to());
                lately.add(new Stretch(from, stretch.to(), stretch.work() * share));
            }
        }
        double work = lately.stream().mapToDouble(Stretch::work).sum();
        double seconds = lately.stream()
                .mapToDouble(stretch -> seconds(stretch.from(), stretch.to()))
                .sum();
        return work > 0 ? Optional.of(new Pace(work / secondsCovered(lately), work / seconds)) : Optional.empty();
    }

    /**
     * The lanes share the work, but none helps another with its unit: a film of few spans on a machine of many cores
     * waits for its longest.
     *
     * @param longest what the unit has left of which most is left
     */
    double secondsFor(double left, double longest) {
        return Math.max(left / together, longest / each);
    }

    private static double secondsCovered(List<Stretch> stretches) {
        stretches.sort(Comparator.comparing(Stretch::from));
        double covered = 0;
        Instant end = Instant.MIN;
        for (Stretch stretch : stretches) {
            if (stretch.to().isAfter(end)) {
                covered += seconds(stretch.from().isAfter(end) ? stretch.from() : end, stretch.to());
                end = stretch.to();
            }
        }
        return covered;
    }

    static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
