package dev.fovea.transcode.job;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.transcode.encode.Failure;
import dev.fovea.transcode.encode.Plan;
import dev.fovea.transcode.encode.Unit;
import dev.fovea.transcode.encode.Units;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.probe.Source;
import dev.fovea.transcode.span.FrameRate;
import dev.fovea.transcode.verify.Report.Check;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job as the HTTP contract shows it; the lists are there when one job is asked for. */
record JobView(
        UUID id,
        VideoId videoId,
        int generation,
        String title,
        Status status,
        int attempt,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        int unitsDone,
        int unitsTotal,
        @Nullable Failure failure,
        @Nullable SourceView source,
        @Nullable Long storedBytes,
        @Nullable List<StepView> steps,
        @Nullable List<RenditionView> renditions,
        @Nullable List<UnitView> units,
        @Nullable List<Check> verification) {

    /** As Spring Batch calls them, because operators know these words. */
    enum Status {
        STARTING(JobState.QUEUED),
        STARTED(JobState.RUNNING),
        STOPPING(JobState.STOPPING),
        STOPPED(JobState.STOPPED),
        FAILED(JobState.FAILED),
        COMPLETED(JobState.COMPLETED);

        private final JobState state;

        Status(JobState state) {
            this.state = state;
        }

        JobState state() {
            return state;
        }

        static Status of(JobState state) {
            return List.of(values()).stream()
                    .filter(status -> status.state == state)
                    .findFirst()
                    .orElseThrow();
        }
    }

    record SourceView(
            int width,
            int height,
            double frameRate,
            double durationSeconds,
            String videoCodec,
            @Nullable String audioCodec) {

        static SourceView of(Source source) {
            return new SourceView(
                    source.width(),
                    source.height(),
                    source.frameRate().perSecond(),
                    source.durationMicros() / 1e6,
                    source.videoCodec(),
                    source.audio() == null ? null : source.audio().codec());
        }
    }

    record StepView(
            String name,
            String status,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {}

    record RenditionView(
            String name, int width, int height, int bitrateKbps, int unitsDone, int unitsTotal, long storedBytes) {}

    record UnitView(
            int index,
            Unit.Kind kind,
            double fromSeconds,
            double toSeconds,
            String state,
            int attempts,
            @Nullable String worker,
            @Nullable Double fps,
            @Nullable Long framesDone,
            long framesTotal,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Long storedBytes,
            @Nullable Failure failure) {

        static UnitView of(Units.Row row, FrameRate rate) {
            Unit unit = row.unit();
            return new UnitView(
                    unit.index(),
                    unit.kind(),
                    rate.secondsAt(unit.firstFrame()),
                    rate.secondsAt(unit.firstFrame() + unit.frames()),
                    row.state(),
                    row.attempts(),
                    row.worker(),
                    row.fps(),
                    row.framesDone(),
                    unit.frames(),
                    row.claimedAt(),
                    row.acceptedAt(),
                    row.storedBytes(),
                    row.failure());
        }
    }

    static JobView summary(JobRow job, Units.@Nullable Tally tally) {
        return of(job, tally, null, null, null, null);
    }

    static JobView detail(
            JobRow job,
            Units.Tally tally,
            List<StepView> steps,
            List<Units.Row> units,
            List<Units.TrackTally> tracks,
            List<Check> verification) {
        Plan plan = job.plan();
        if (plan == null) {
            return of(job, tally, steps, List.of(), List.of(), verification);
        }
        int videoUnits = (int) units.stream()
                .filter(row -> row.unit().kind() == Unit.Kind.VIDEO)
                .count();
        return of(
                job,
                tally,
                steps,
                plan.renditions().stream()
                        .map(rendition -> renditionOf(rendition, videoUnits, tracks))
                        .toList(),
                units.stream().map(row -> UnitView.of(row, plan.rate())).toList(),
                verification);
    }

    private static RenditionView renditionOf(Rendition rendition, int units, List<Units.TrackTally> tracks) {
        Optional<Units.TrackTally> track = tracks.stream()
                .filter(tally -> tally.track().equals(rendition.name()))
                .findFirst();
        return new RenditionView(
                rendition.name(),
                rendition.width(),
                rendition.height(),
                rendition.bitrateMaxKbps(),
                track.map(Units.TrackTally::units).orElse(0),
                units,
                track.map(Units.TrackTally::storedBytes).orElse(0L));
    }

    private static JobView of(
            JobRow job,
            Units.@Nullable Tally tally,
            @Nullable List<StepView> steps,
            @Nullable List<RenditionView> renditions,
            @Nullable List<UnitView> units,
            @Nullable List<Check> verification) {
        Plan plan = job.plan();
        return new JobView(
                job.id(),
                job.video(),
                job.generation(),
                job.filename(),
                Status.of(job.state()),
                job.attempt(),
                job.createdAt(),
                job.startedAt(),
                job.endedAt(),
                tally == null ? 0 : tally.accepted(),
                tally == null ? 0 : tally.total(),
                job.failure(),
                plan == null ? null : SourceView.of(plan.source()),
                job.storedBytes(),
                steps,
                renditions,
                units,
                verification);
    }
}
