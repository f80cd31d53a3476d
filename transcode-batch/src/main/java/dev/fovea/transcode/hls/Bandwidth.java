package dev.fovea.transcode.hls;

import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import java.util.List;

/**
 * Bits a second of a track, measured from its segments as HLS defines it (RFC 8216, 4.3.4.2).
 *
 * @param peak the most that any run of segments needs whose length is half to one and a half target durations
 */
public record Bandwidth(long peak, long average) {

    private static final double RUN_MIN = 0.5;
    private static final double RUN_MAX = 1.5;
    private static final int BITS = 8;

    /** A segment as far as bandwidth goes. */
    public record Piece(double seconds, long bytes) {}

    static Bandwidth of(FilmTrack track) {
        return of(
                track.segments().stream()
                        .map(segment -> new Piece(
                                track.seconds(segment.duration()),
                                segment.object().sizeBytes()))
                        .toList(),
                Playlists.targetSeconds(track));
    }

    public static Bandwidth of(List<Piece> segments, double targetSeconds) {
        double peak = 0;
        for (int from = 0; from < segments.size(); from++) {
            double seconds = 0;
            long bytes = 0;
            for (int to = from; to < segments.size(); to++) {
                seconds += segments.get(to).seconds();
                bytes += segments.get(to).bytes();
                if (seconds > RUN_MAX * targetSeconds) {
                    break;
                }
                if (seconds >= RUN_MIN * targetSeconds) {
                    peak = Math.max(peak, BITS * bytes / seconds);
                }
            }
        }
        double average = BITS
                * segments.stream().mapToLong(Piece::bytes).sum()
                / segments.stream().mapToDouble(Piece::seconds).sum();
        // A film shorter than half a segment has no such run.
        return new Bandwidth((long) Math.ceil(Math.max(peak, average)), (long) Math.ceil(average));
    }

    /** Of the key frames alone. */
    static Bandwidth ofKeyFrames(FilmTrack track) {
        double peak = 0;
        long bytes = 0;
        for (StoredSegment segment : track.segments()) {
            for (var fragment : segment.fragments()) {
                bytes += fragment.keyBytes();
                peak = Math.max(peak, BITS * fragment.keyBytes() / track.seconds(fragment.duration()));
            }
        }
        return new Bandwidth((long) Math.ceil(peak), (long) Math.ceil(BITS * bytes / track.seconds(track.duration())));
    }

    public Bandwidth plus(Bandwidth other) {
        return new Bandwidth(peak + other.peak, average + other.average);
    }
}
