package dev.fovea.ingest.catalog;

import static java.util.Comparator.comparing;

import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.contracts.video.Verdict;
import dev.fovea.contracts.video.VideoStatus;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one source file of a video: the fold of everything that was told, in any order and any number of
 * times. Its status is derived from that, never stored as a step.
 *
 * @param number counts a video's source files from 1
 * @param deferral why nothing is encoded before the upload is done; null when it may be
 * @param removedAttempt the newest attempt whose renditions are gone; 0 when none
 * @param verdicts by manifest hash; the one on the hash that is ready counts, the others wait or are outdated
 */
public record Generation(
        int number,
        long sourceSizeBytes,
        boolean uploaded,
        boolean sourceRemoved,
        @Nullable String deferral,
        Attempt attempt,
        int removedAttempt,
        Map<String, Verdict> verdicts) {

    /** What is deleted stays so; else the later word counts, and of two at once the stricter. */
    private static final Comparator<Verdict> STRONGER = comparing(Verdict::deleteStorage)
            .thenComparing(Verdict::at)
            .thenComparing(Verdict::outcome)
            .thenComparing(verdict -> verdict.reason() == null ? "" : verdict.reason())
            .thenComparing(verdict -> verdict.moderatorId().toString());

    public Generation {
        verdicts = Map.copyOf(verdicts);
    }

    static Generation begun(int number, long sourceSizeBytes) {
        return new Generation(number, sourceSizeBytes, false, false, null, Attempt.NONE, 0, Map.of());
    }

    Generation withUpload() {
        return new Generation(
                number, sourceSizeBytes, true, sourceRemoved, deferral, attempt, removedAttempt, verdicts);
    }

    Generation withoutSource() {
        return new Generation(number, sourceSizeBytes, uploaded, true, deferral, attempt, removedAttempt, verdicts);
    }

    Generation with(TranscodeEvent event) {
        if (event instanceof TranscodeEvent.Deferred deferred) {
            return with(deferred.reason());
        }
        int removed =
                event instanceof TranscodeEvent.Removed ? Math.max(removedAttempt, event.attempt()) : removedAttempt;
        return new Generation(
                number, sourceSizeBytes, uploaded, sourceRemoved, deferral, attempt.with(event), removed, verdicts);
    }

    /** Of two reasons the one that comes first in the dictionary stays, whichever was told first. */
    Generation with(String toldDeferral) {
        String first = deferral == null || toldDeferral.compareTo(deferral) < 0 ? toldDeferral : deferral;
        return new Generation(
                number, sourceSizeBytes, uploaded, sourceRemoved, first, attempt, removedAttempt, verdicts);
    }

    Generation with(Verdict verdict) {
        var next = new HashMap<>(verdicts);
        next.merge(verdict.manifestHash(), verdict, (a, b) -> STRONGER.compare(a, b) >= 0 ? a : b);
        return new Generation(
                number, sourceSizeBytes, uploaded, sourceRemoved, deferral, attempt, removedAttempt, next);
    }

    public VideoStatus status() {
        Verdict verdict = verdict();
        if (verdict != null) {
            return switch (verdict.outcome()) {
                case APPROVED -> VideoStatus.APPROVED;
                case REJECTED -> VideoStatus.REJECTED;
            };
        }
        if (attempt.ready() != null) {
            return VideoStatus.READY;
        }
        if (attempt.failed() != null) {
            return VideoStatus.FAILED;
        }
        if (!uploaded) {
            return VideoStatus.UPLOADING; // its beginning may be encoded already
        }
        return attempt.number() > 0 ? VideoStatus.PROCESSING : VideoStatus.UPLOADED;
    }

    /** For people: why it failed or was rejected, or is not encoded while it arrives. */
    public @Nullable String statusReason() {
        return switch (status()) {
            case FAILED -> attempt.failed() == null ? null : attempt.failed().reason();
            case REJECTED -> verdict() == null ? null : verdict().reason();
            case UPLOADING -> deferral;
            default -> null;
        };
    }

    /** The verdict on exactly what is ready now. */
    @Nullable
    Verdict verdict() {
        Ready ready = attempt.ready();
        return ready == null ? null : verdicts.get(ready.manifestHash());
    }

    /** What players get; null when there is nothing to play. */
    public @Nullable Ready ready() {
        return removedAttempt >= attempt.number() ? null : attempt.ready();
    }

    public boolean isApproved() {
        return status() == VideoStatus.APPROVED && ready() != null;
    }

    /** Approved, or waiting for the verdict of those who may look at it before. */
    public boolean isReadyOrApproved() {
        return isApproved() || (status() == VideoStatus.READY && ready() != null);
    }

    /** The verdict takes the source with it, and it is still there. */
    boolean owesSourceRemoval() {
        Verdict verdict = verdict();
        return verdict != null && verdict.deleteStorage() && !sourceRemoved;
    }
}
