package dev.fovea.transcode.hls;

import dev.fovea.transcode.encode.StoredObject;
import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.mp4.Track;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One track of the whole film.
 *
 * @param name its folder: {@code 720p}, {@code audio}
 * @param rendition null for sound
 */
public record FilmTrack(
        String name, @Nullable Rendition rendition, Track track, StoredObject init, List<StoredSegment> segments) {

    public FilmTrack {
        segments = List.copyOf(segments);
    }

    public double seconds(long ticks) {
        return (double) ticks / track.ticksPerSecond();
    }

    /** As playlists write durations. */
    String decimal(long ticks) {
        return String.format(Locale.ROOT, "%.6f", seconds(ticks));
    }

    public long duration() {
        return segments.stream().mapToLong(StoredSegment::duration).sum();
    }

    public long samples() {
        return segments.stream().mapToLong(StoredSegment::samples).sum();
    }

    public long sizeBytes() {
        return init.sizeBytes()
                + segments.stream().mapToLong(s -> s.object().sizeBytes()).sum();
    }

    /** A name relative to this track's folder, as its own playlists write it. */
    String relative(StoredObject object) {
        return object.name().substring(name.length() + 1);
    }
}
