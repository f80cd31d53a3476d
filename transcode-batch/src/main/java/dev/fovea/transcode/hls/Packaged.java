package dev.fovea.transcode.hls;

import dev.fovea.contracts.video.TranscodeEvent.Playback;
import dev.fovea.transcode.encode.StoredObject;
import java.util.List;

/**
 * A film that can be played.
 *
 * @param objects everything it consists of, segments included
 * @param durationMs of what was encoded
 */
public record Packaged(List<StoredObject> objects, Playback playback, long durationMs, int width, int height) {

    public Packaged {
        objects = List.copyOf(objects);
    }

    public long sizeBytes() {
        return objects.stream().mapToLong(StoredObject::sizeBytes).sum();
    }
}
