package dev.fovea.transcode.verify;

import dev.fovea.transcode.encode.ContentNames;
import dev.fovea.transcode.encode.Deposit;
import dev.fovea.transcode.encode.StoredObject;
import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import dev.fovea.transcode.hls.Bandwidth.Piece;
import dev.fovea.transcode.hls.FilmTrack;
import dev.fovea.transcode.mp4.Fragment;
import dev.fovea.transcode.mp4.FragmentedMp4;
import dev.fovea.transcode.mp4.InvalidMp4;
import dev.fovea.transcode.mp4.PictureParameters;
import dev.fovea.transcode.mp4.Track;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a track's stored bytes say themselves.
 *
 * @param header of its init segment
 * @param picture null for sound
 * @param wrong objects that are not what their name says
 * @param damaged segments in which it is seen that pictures are damaged
 * @param notIdr segments in which a fragment does not start with an IDR picture
 * @param gaps where decode times do not go on
 * @param segments their lengths and sizes, in order
 * @param fragments by the segment's object name
 * @param frameTicks the duration of all samples when it is one, else 0; the last sample of all may differ
 */
record Reading(
        FilmTrack track,
        Track header,
        @Nullable PictureParameters picture,
        List<String> wrong,
        List<String> damaged,
        List<String> notIdr,
        List<String> gaps,
        List<Piece> segments,
        Map<String, List<Fragment>> fragments,
        long samples,
        long frameTicks) {

    /** @throws InvalidMp4 when its init segment cannot be read */
    static Reading of(FilmTrack track, Deposit deposit) throws IOException {
        byte[] init = deposit.read(track.init());
        Track header = Track.of(init);
        boolean pictures = track.rendition() != null;
        var wrong = new ArrayList<String>();
        if (!isWhole(track.init(), init)) {
            wrong.add(track.init().name());
        }
        var damaged = new ArrayList<String>();
        var notIdr = new ArrayList<String>();
        var gaps = new ArrayList<String>();
        var pieces = new ArrayList<Piece>();
        var fragments = new HashMap<String, List<Fragment>>();
        long expected = 0;
        long samples = 0;
        long ticks = -1;
        for (StoredSegment segment : track.segments()) {
            String name = segment.object().name();
            byte[] bytes = deposit.read(segment.object());
            FragmentedMp4 parsed;
            try {
                parsed = FragmentedMp4.parse(bytes);
            } catch (InvalidMp4 e) {
                wrong.add(name + " (" + e.getMessage() + ")");
                continue;
            }
            if (!isWhole(segment.object(), bytes)) {
                wrong.add(name);
            }
            long duration = 0;
            for (Fragment fragment : parsed.fragments()) {
                if (pictures) {
                    damageIn(parsed, header, fragment)
                            .ifPresent(damage -> damaged.add("%s (%s)".formatted(name, damage)));
                }
                if (pictures && !(fragment.key() && header.startsAt(parsed.firstSample(fragment)))) {
                    notIdr.add(name);
                }
                if (fragment.time() != expected) {
                    gaps.add("%s at tick %d instead of %d".formatted(name, fragment.time(), expected));
                }
                if (fragment.samples() > 1 || ticks < 0) { // the last sample of all lasts as long as the source says
                    long each = fragment.duration() / fragment.samples();
                    ticks = ticks < 0 || ticks == each ? each : 0;
                }
                expected = fragment.end();
                duration += fragment.duration();
                samples += fragment.samples();
            }
            fragments.put(name, parsed.fragments());
            pieces.add(new Piece((double) duration / header.ticksPerSecond(), bytes.length));
        }
        return new Reading(
                track,
                header,
                pictures ? header.pictures() : null,
                wrong,
                damaged,
                notIdr,
                gaps,
                pieces,
                fragments,
                samples,
                Math.max(0, ticks));
    }

    private static Optional<String> damageIn(FragmentedMp4 segment, Track track, Fragment fragment) {
        try {
            segment.requirePictures(track, fragment);
            return Optional.empty();
        } catch (InvalidMp4 e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isWhole(StoredObject object, byte[] bytes) {
        return ContentNames.sha256(bytes).equals(object.sha256());
    }

    double seconds() {
        return segments.stream().mapToDouble(Piece::seconds).sum();
    }

    double longestSeconds() {
        return segments.stream().mapToDouble(Piece::seconds).max().orElse(0);
    }

    double framesPerSecond() {
        return frameTicks == 0 ? 0 : (double) header.ticksPerSecond() / frameTicks;
    }
}
