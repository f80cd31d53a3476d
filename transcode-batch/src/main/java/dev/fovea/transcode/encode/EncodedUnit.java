package dev.fovea.transcode.encode;

import dev.fovea.contracts.video.TranscodeEvent.PreviewTrack;
import java.util.List;

/**
 * A unit whose objects are stored but not yet accepted.
 *
 * @param preview the same parts, as a preview shows them
 */
public record EncodedUnit(Claim claim, List<TrackPart> parts, List<PreviewTrack> preview) {
    public EncodedUnit {
        parts = List.copyOf(parts);
        preview = List.copyOf(preview);
    }
}
