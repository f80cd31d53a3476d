package dev.fovea.transcode.encode;

import java.util.List;

/** A unit whose objects are stored but not yet accepted. */
public record EncodedUnit(Claim claim, List<TrackPart> parts) {
    public EncodedUnit {
        parts = List.copyOf(parts);
    }
}
