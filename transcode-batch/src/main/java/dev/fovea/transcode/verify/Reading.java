package dev.fovea.transcode.verify;

import dev.fovea.transcode.encode.ContentNames;
import dev.fovea.transcode.encode.Deposit;
import dev.fovea.transcode.encode.StoredObject;
import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import dev.fovea.transcode.encode.Unit;
import dev.fovea.transcode.hls.Bandwidth.Piece;
import dev.fovea.transcode.hls.FilmTrack;
import dev.fovea.transcode.mp4.Fragment;
import dev.fovea.transcode.mp4.FragmentedMp4;
import dev.fovea.transcode.mp4.InvalidMp4;
import dev.fovea.transcode.mp4.PictureParameters;
import dev.fovea.transcode.mp4.Track;
import dev.fovea.transcode.verify.Finding.Flaw;
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
 * @param miscounted units that do not have as many pictures as were planned
 * @param segments their lengths and sizes, in order
 * @param fragments by the segment's object name
 * @param frameTicks the duration of all samples when it is one, else 0; the last sample of all may differ
 */
record Reading(
        FilmTrack track,
        Track header,
        @Nullable PictureParameters picture,
        List<Flaw> wrong,
        List<Flaw> damaged,
        List<Flaw> notIdr,
        List<Flaw> gaps,
        List<Flaw> miscounted,
        List<Piece> segments,
        Map<String, List<Fragment>> fragments,
        long samples,
        long frameTicks) {

    /**
     * @param units that the film was made of
     * @throws InvalidMp4 when its init segment cannot be read
     */
    static Reading of(FilmTrack track, List<Unit> units, Deposit deposit) throws IOException {
        byte[] init = deposit.read(track.init());
        Track header = Track.of(init);
        boolean pictures = track.rendition() != null;
        List<Unit> own = units.stream()
                .filter(unit -> (unit.kind() == Unit.Kind.VIDEO) == pictures)
                .toList();
        var wrong = new ArrayList<Flaw>();
        if (!isWhole(track.init(), init)) {
            wrong.add(new Flaw(own.getFirst().index(), track.init().name())); // all give the same one
        }
        var damaged = new ArrayList<Flaw>();
        var notIdr = new ArrayList<Flaw>();
        var gaps = new ArrayList<Flaw>();
        Map<Integer, Long> samplesOf = new HashMap<>();
        var pieces = new ArrayList<Piece>();
        var fragments = new HashMap<String, List<Fragment>>();
        long expected = 0;
        long samples = 0;
        long ticks = -1;
        for (int number = 0; number < track.segments().size(); number++) {
            StoredSegment segment = track.segments().get(number);
            int unit = unitWith(number, own);
            String name = segment.object().name();
            byte[] bytes = deposit.read(segment.object());
            FragmentedMp4 parsed;
            try {
                parsed = FragmentedMp4.parse(bytes);
            } catch (InvalidMp4 e) {
                wrong.add(new Flaw(unit, name + " (" + e.getMessage() + ")"));
                continue;
            }
            if (!isWhole(segment.object(), bytes)) {
                wrong.add(new Flaw(unit, name));
            }
            long duration = 0;
            for (Fragment fragment : parsed.fragments()) {
                if (pictures) {
                    damageIn(parsed, header, fragment)
                            .ifPresent(damage -> damaged.add(new Flaw(unit, "%s (%s)".formatted(name, damage))));
                }
                if (pictures && !(fragment.key() && header.startsAt(parsed.firstSample(fragment)))) {
                    notIdr.add(new Flaw(unit, name));
                }
                if (fragment.time() != expected) {
                    gaps.add(new Flaw(unit, "%s at tick %d instead of %d".formatted(name, fragment.time(), expected)));
                }
                if (fragment.samples() > 1 || ticks < 0) { // the last sample of all lasts as long as the source says
                    long each = fragment.duration() / fragment.samples();
                    ticks = ticks < 0 || ticks == each ? each : 0;
                }
                expected = fragment.end();
                duration += fragment.duration();
                samples += fragment.samples();
                samplesOf.merge(unit, (long) fragment.samples(), Long::sum);
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
                pictures ? miscounted(own, samplesOf) : List.of(),
                pieces,
                fragments,
                samples,
                Math.max(0, ticks));
    }

    /** The unit that gave the film's segment of this number. */
    private static int unitWith(int segment, List<Unit> own) {
        Unit found = own.getFirst();
        for (Unit unit : own) {
            found = unit.firstSegment() <= segment ? unit : found;
        }
        return found.index();
    }

    private static List<Flaw> miscounted(List<Unit> own, Map<Integer, Long> samplesOf) {
        var flaws = new ArrayList<Flaw>();
        for (Unit unit : own) {
            long samples = samplesOf.getOrDefault(unit.index(), 0L);
            if (samples != unit.frames()) {
                flaws.add(new Flaw(
                        unit.index(),
                        "%d frames from frame %d on, %d planned".formatted(samples, unit.firstFrame(), unit.frames())));
            }
        }
        return flaws;
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
