package dev.fovea.transcode.encode;

import dev.fovea.transcode.mp4.Fragment;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a unit made of one track.
 *
 * @param track a rendition's name, or {@link #AUDIO}
 */
public record TrackPart(String track, StoredObject init, List<StoredSegment> segments) {

    public static final String AUDIO = "audio";

    public TrackPart {
        segments = List.copyOf(segments);
    }

    /** @param fragments where they lie in the object, and their times */
    public record StoredSegment(StoredObject object, List<Fragment> fragments) {

        public StoredSegment {
            fragments = List.copyOf(fragments);
        }

        public long time() {
            return fragments.getFirst().time();
        }

        public long duration() {
            return fragments.stream().mapToLong(Fragment::duration).sum();
        }

        public int samples() {
            return fragments.stream().mapToInt(Fragment::samples).sum();
        }
    }

    /** Everything that is stored of it. */
    public List<StoredObject> objects() {
        return Stream.concat(Stream.of(init), segments.stream().map(StoredSegment::object))
                .toList();
    }

    public long sizeBytes() {
        return objects().stream().mapToLong(StoredObject::sizeBytes).sum();
    }
}
