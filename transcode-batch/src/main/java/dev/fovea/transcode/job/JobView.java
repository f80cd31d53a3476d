package dev.fovea.transcode.job;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.transcode.encode.Attempts;
import dev.fovea.transcode.encode.Failure;
import dev.fovea.transcode.encode.Plan;
import dev.fovea.transcode.encode.Unit;
import dev.fovea.transcode.encode.UnitRows;
import dev.fovea.transcode.job.Paces.Outlook;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.probe.Source;
import dev.fovea.transcode.span.FrameRate;
import dev.fovea.transcode.verify.Report.Check;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A job as the HTTP contract shows it; the lists are there when one job is asked for.
 *
 * @param awaitedUpload while there is nothing to do before more of the source has arrived
 * @param passThroughRefusal why the largest rendition is encoded, where that was a question
 */
record JobView(
        UUID id,
        VideoId videoId,
        int generation,
        String title,
        String filename,
        Status status,
        int attempt,
        int priority,
        boolean pausing,
        @Nullable String worker,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Instant movedAt,
        int unitsDone,
        int unitsTotal,
        @Nullable Double fps,
        @Nullable Long etaSeconds,
        @Nullable AwaitedUpload awaitedUpload,
        @Nullable Failure failure,
        @Nullable SourceView source,
        @Nullable String passThroughRefusal,
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

    /** @param reason why all of it must be there; null when some more will do */
    record AwaitedUpload(
            long receivedBytes, long sizeBytes, @Nullable String reason) {}

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

    /**
     * @param passedThrough whether it is the source's own pictures, which were not encoded again
     * @param crf how coarse it is encoded, as x264 counts
     */
    record RenditionView(
            String name,
            int width,
            int height,
            int bitrateKbps,
            boolean passedThrough,
            @Nullable Integer crf,
            int unitsDone,
            int unitsTotal,
            long storedBytes) {}

    record UnitView(
            int index,
            Unit.Kind kind,
            double fromSeconds,
            double toSeconds,

            @Schema(allowableValues = {"PENDING", "CLAIMED", "ACCEPTED", "FAILED"})
            String state,

            int attempts,
            @Nullable String worker,
            @Nullable Double fps,
            @Nullable Long framesDone,
            long framesTotal,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Long storedBytes,
            @Nullable Failure failure,
            List<AttemptView> history) {

        static UnitView of(UnitRows.Row row, FrameRate rate, List<Attempts.Row> attempts) {
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
                    row.failure(),
                    attempts.stream().map(AttemptView::of).toList());
        }
    }

    /** One claim of a unit. A run of FFmpeg that still goes on has a command and a log, but no exit code. */
    record AttemptView(
            String worker,
            Instant startedAt,
            @Nullable Instant endedAt,
            Attempts.Outcome outcome,
            @Nullable Long framesDone,
            @Nullable Double fps,
            @Nullable String command,
            @Nullable Integer exitCode,
            List<String> logTail,
            @Nullable FailureKind failureKind,
            @Nullable String reason) {

        static AttemptView of(Attempts.Row row) {
            return new AttemptView(
                    row.worker(),
                    row.startedAt(),
                    row.endedAt(),
                    row.outcome(),
                    row.framesDone(),
                    row.fps(),
                    row.command(),
                    row.exitCode(),
                    row.logTail(),
                    row.failure(),
                    row.reason());
        }
    }

    static JobView summary(
            JobRow job, UnitRows.@Nullable Tally tally, Outlook outlook, @Nullable AwaitedUpload awaited) {
        return of(job, tally, outlook, awaited, null, null, null, null);
    }

    static JobView detail(
            JobRow job,
            UnitRows.Tally tally,
            Outlook outlook,
            @Nullable AwaitedUpload awaited,
            List<StepView> steps,
            List<UnitRows.Row> units,
            List<Attempts.Row> attempts,
            List<UnitRows.TrackTally> tracks,
            List<Check> verification) {
        Plan plan = job.plan();
        if (plan == null) {
            return of(job, tally, outlook, awaited, steps, List.of(), List.of(), verification);
        }
        int videoUnits = (int) units.stream()
                .filter(row -> row.unit().kind() == Unit.Kind.VIDEO)
                .count();
        return of(
                job,
                tally,
                outlook,
                awaited,
                steps,
                plan.all().stream()
                        .map(rendition -> renditionOf(plan, rendition, videoUnits, tracks))
                        .toList(),
                units(plan, units, attempts),
                verification);
    }

    static List<UnitView> units(Plan plan, List<UnitRows.Row> units, List<Attempts.Row> attempts) {
        Map<Integer, List<Attempts.Row>> history = attempts.stream().collect(Collectors.groupingBy(Attempts.Row::unit));
        return units.stream()
                .map(row -> UnitView.of(
                        row, plan.rate(), history.getOrDefault(row.unit().index(), List.of())))
                .toList();
    }

    private static RenditionView renditionOf(
            Plan plan, Rendition rendition, int units, List<UnitRows.TrackTally> tracks) {
        Optional<UnitRows.TrackTally> track = tracks.stream()
                .filter(tally -> tally.track().equals(rendition.name()))
                .findFirst();
        return new RenditionView(
                rendition.name(),
                rendition.width(),
                rendition.height(),
                rendition.bitrateMaxKbps(),
                plan.copied()
                        .map(Plan.Copy::rendition)
                        .filter(rendition::equals)
                        .isPresent(),
                plan.encoded().contains(rendition) ? plan.crf(rendition) : null,
                track.map(UnitRows.TrackTally::units).orElse(0),
                units,
                track.map(UnitRows.TrackTally::storedBytes).orElse(0L));
    }

    private static JobView of(
            JobRow job,
            UnitRows.@Nullable Tally tally,
            Outlook outlook,
            @Nullable AwaitedUpload awaited,
            @Nullable List<StepView> steps,
            @Nullable List<RenditionView> renditions,
            @Nullable List<UnitView> units,
            @Nullable List<Check> verification) {
        Plan plan = job.plan();
        return new JobView(
                job.id(),
                job.video(),
                job.generation(),
                job.title() == null ? job.filename() : job.title(),
                job.filename(),
                Status.of(job.state()),
                job.attempt(),
                job.priority(),
                job.pausing(),
                job.owner(),
                job.createdAt(),
                job.startedAt(),
                job.endedAt(),
                job.movedAt(),
                tally == null ? 0 : tally.accepted(),
                tally == null ? 0 : tally.total(),
                outlook.framesPerSecond(),
                outlook.etaSeconds(),
                awaited,
                job.failure(),
                plan == null ? null : SourceView.of(plan.source()),
                plan == null || plan.passThrough() == null
                        ? null
                        : plan.passThrough().refusal(),
                job.storedBytes(),
                steps,
                renditions,
                units,
                verification);
    }
}
