package dev.fovea.ingest.catalog;

import static java.util.Comparator.comparing;

import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.contracts.video.TranscodeEvent.Failed;
import dev.fovea.contracts.video.TranscodeEvent.Progress;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the newest try to transcode a generation. A later attempt replaces an earlier one whole; within one
 * attempt facts only grow, so the order in which its events come does not matter.
 *
 * @param number 0 while no attempt has told anything
 */
record Attempt(
        int number,
        int unitsDone,
        int unitsTotal,
        @Nullable Ready ready,
        @Nullable Failed failed) {

    static final Attempt NONE = new Attempt(0, 0, 0, null, null);

    private static final Comparator<Ready> LATER_READY = comparing(Ready::at).thenComparing(Ready::manifestHash);
    private static final Comparator<Failed> LATER_FAILED = comparing(Failed::at).thenComparing(Failed::reason);

    Attempt with(TranscodeEvent event) {
        if (event.attempt() < number) {
            return this;
        }
        Attempt base = event.attempt() > number ? new Attempt(event.attempt(), 0, 0, null, null) : this;
        return switch (event) {
            case Progress progress -> base.with(progress);
            case Ready ready ->
                base.with(base.ready == null || LATER_READY.compare(ready, base.ready) > 0 ? ready : base.ready);
            case Failed failed ->
                base.with(base.failed == null || LATER_FAILED.compare(failed, base.failed) > 0 ? failed : base.failed);
            // Told beside the attempts: see Generation.
            case TranscodeEvent.Removed _, TranscodeEvent.Deferred _ -> base;
        };
    }

    private Attempt with(Progress progress) {
        return new Attempt(
                number,
                Math.max(unitsDone, progress.unitsDone()),
                Math.max(unitsTotal, progress.unitsTotal()),
                ready,
                failed);
    }

    private Attempt with(Ready ready) {
        return new Attempt(number, unitsDone, unitsTotal, ready, failed);
    }

    private Attempt with(Failed failed) {
        return new Attempt(number, unitsDone, unitsTotal, ready, failed);
    }
}
