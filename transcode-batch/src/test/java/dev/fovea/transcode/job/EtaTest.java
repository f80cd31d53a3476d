package dev.fovea.transcode.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.transcode.encode.Plan;
import dev.fovea.transcode.encode.SourceFile;
import dev.fovea.transcode.encode.Unit;
import dev.fovea.transcode.ffmpeg.FfmpegBuild;
import dev.fovea.transcode.job.Pace.Stretch;
import dev.fovea.transcode.job.Paces.Standing;
import dev.fovea.transcode.ladder.Ladder;
import dev.fovea.transcode.probe.Source;
import dev.fovea.transcode.span.FrameRate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What would have been foretold each second of jobs of which it is recorded when each unit began and ended: after a tenth
 * of a job, half of that is wrong by less than 15 %.
 */
class EtaTest {

    private static final double ERROR_MAX = 0.15;
    private static final double FROM = 0.1;
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private record Recorded(Unit.Kind kind, long frames, double begin, double end) {

        /** As the heartbeat told it, once a second. */
        Stretch until(double second, Plan plan) {
            double seen = second >= end ? end : Math.floor(second);
            double done = Math.clamp((seen - begin) / (end - begin), 0, 1);
            return new Stretch(at(begin), at(Math.max(begin, seen)), done * plan.work(kind, frames));
        }

        double left(double second, Plan plan) {
            return plan.work(kind, frames)
                    - (second < begin ? 0 : until(second, plan).work());
        }
    }

    private record Job(Plan plan, double encoded, double end, List<Recorded> units) {}

    /** The same film in 1080p30, by {@code bench transcode} on two cores. */
    private static final Job LONG = new Job(
            film(60),
            55.9,
            62.8,
            List.of(
                    sound(1_800, 0.971, 2.551),
                    span(180, 0.972, 12.426),
                    span(360, 2.569, 25.209),
                    span(720, 12.433, 55.571),
                    span(540, 25.252, 55.9)));
    /** In one slot; its first span was half as slow again as its last. */
    private static final Job SHORT = new Job(
            film(24),
            25.62,
            30.2,
            List.of(
                    span(180, 0.554, 7.436),
                    sound(720, 7.446, 8.137),
                    span(360, 8.148, 20.722),
                    span(180, 20.731, 25.624)));
    /** A slot for each unit, on cores that nobody shares. */
    private static final Job WIDE = new Job(
            film(60),
            90,
            97,
            List.of(sound(1_800, 1, 2.5), span(180, 1, 23), span(360, 1, 46), span(720, 1, 90), span(540, 1, 68)));

    @Test
    void foretellsTheFirstJobsOfAMachine() {
        assertThat(medianError(List.of(LONG, SHORT), null)).isLessThan(ERROR_MAX);
    }

    @Test
    void foretellsLaterOnesByHowLongAShorterOneTookToFinish() {
        assertThat(medianError(List.of(LONG, SHORT), secondsPerFinishing(SHORT)))
                .isLessThan(ERROR_MAX);
    }

    @Test
    void foretellsAFilmOfFewerSpansThanThereAreSlots() {
        assertThat(medianError(List.of(WIDE), null)).isLessThan(ERROR_MAX);
        assertThat(medianError(List.of(WIDE), secondsPerFinishing(SHORT))).isLessThan(ERROR_MAX);
    }

    private static double secondsPerFinishing(Job job) {
        return (job.end() - job.encoded()) / job.plan().finishingWork();
    }

    private static double medianError(List<Job> jobs, @Nullable Double secondsPerFinishing) {
        var errors = new ArrayList<Double>();
        for (Job job : jobs) {
            for (double second = Math.ceil(FROM * job.end()); second < job.end(); second++) {
                double left = job.end() - second;
                double foretold = foretold(job, second, secondsPerFinishing).orElseThrow();
                errors.add(Math.abs(foretold - left) / left);
            }
        }
        errors.sort(null);
        return errors.get(errors.size() / 2);
    }

    private static OptionalDouble foretold(Job job, double second, @Nullable Double secondsPerFinishing) {
        Plan plan = job.plan();
        List<Stretch> stretches = job.units().stream()
                .filter(unit -> unit.begin() < second)
                .map(unit -> unit.until(second, plan))
                .toList();
        DoubleSummaryStatistics left = job.units().stream()
                .mapToDouble(unit -> unit.left(second, plan))
                .summaryStatistics();
        var standing =
                new Standing(left.getSum(), left.getMax(), second < job.encoded() ? null : second - job.encoded());
        return Paces.secondsLeft(plan, standing, Pace.of(stretches, at(second)), secondsPerFinishing);
    }

    private static Recorded span(long frames, double begin, double end) {
        return new Recorded(Unit.Kind.VIDEO, frames, begin, end);
    }

    private static Recorded sound(long frames, double begin, double end) {
        return new Recorded(Unit.Kind.AUDIO, frames, begin, end);
    }

    private static Plan film(int seconds) {
        var rate = new FrameRate(30, 1);
        var source = new Source(
                "mov",
                0,
                1_920,
                1_080,
                rate,
                seconds * 1_000_000L,
                seconds * 1_000_000L - 33_333,
                "h264",
                false,
                Source.Range.SDR,
                new Source.Audio(1, "aac", 2, "und"));
        return new Plan(
                source,
                new SourceFile("sources/x/1", "0".repeat(64), 1),
                Ladder.forSource(1_920, 1_080),
                source.frames(),
                new FfmpegBuild("8", "c", "avx"),
                null,
                null,
                null);
    }

    private static Instant at(double second) {
        return START.plusNanos((long) (second * 1e9));
    }
}
