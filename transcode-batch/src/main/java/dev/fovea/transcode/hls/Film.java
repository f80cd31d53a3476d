package dev.fovea.transcode.hls;

import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.encode.Deposit;
import dev.fovea.transcode.encode.Plan;
import dev.fovea.transcode.encode.TrackPart;
import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.mp4.Track;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The accepted units put together.
 *
 * @param pictures from the smallest rendition to the largest
 * @param av1 beside them, in the same order
 * @param sound null for a silent film
 */
public record Film(
        Plan plan,
        List<FilmTrack> pictures,
        List<FilmTrack> av1,
        @Nullable FilmTrack sound) {

    public Film {
        pictures = List.copyOf(pictures);
        av1 = List.copyOf(av1);
    }

    /**
     * @param results of the units, in the film's order
     * @throws TranscodeFailure when units do not fit together
     */
    public static Film of(Plan plan, List<List<TrackPart>> results, Deposit deposit)
            throws TranscodeFailure, IOException {
        var pictures = new ArrayList<FilmTrack>();
        for (Rendition rendition : plan.renditions()) {
            pictures.add(track(rendition.name(), rendition, results, deposit));
        }
        var av1 = new ArrayList<FilmTrack>();
        for (Rendition rendition : plan.inAv1()) {
            av1.add(track(rendition.name(), rendition, results, deposit));
        }
        FilmTrack sound = plan.source().audio() == null ? null : track(TrackPart.AUDIO, null, results, deposit);
        return new Film(plan, pictures, av1, sound);
    }

    private static FilmTrack track(
            String name, @Nullable Rendition rendition, List<List<TrackPart>> results, Deposit deposit)
            throws TranscodeFailure, IOException {
        List<TrackPart> parts = results.stream()
                .flatMap(List::stream)
                .filter(part -> part.track().equals(name))
                .toList();
        if (parts.isEmpty()) {
            throw new TranscodeFailure(FailureKind.INTERNAL, "No unit gave the track " + name);
        }
        if (parts.stream().map(TrackPart::init).distinct().count() > 1) {
            throw new TranscodeFailure(
                    FailureKind.INTERNAL,
                    "The units of %s were made by encoders that differ: one init segment does not fit all"
                            .formatted(name));
        }
        List<StoredSegment> segments =
                parts.stream().flatMap(part -> part.segments().stream()).toList();
        return new FilmTrack(
                name,
                rendition,
                Track.of(deposit.read(parts.getFirst().init())),
                parts.getFirst().init(),
                segments);
    }

    public Optional<FilmTrack> sounds() {
        return Optional.ofNullable(sound);
    }

    /** In every coding. */
    public List<FilmTrack> allPictures() {
        return Stream.concat(pictures.stream(), av1.stream()).toList();
    }

    public List<FilmTrack> tracks() {
        var tracks = new ArrayList<>(allPictures());
        sounds().ifPresent(tracks::add);
        return tracks;
    }

    public FilmTrack largest() {
        return pictures.getLast();
    }

    public FilmTrack smallest() {
        return pictures.getFirst();
    }

    /** What was really encoded: the last span gave what the source had. */
    public long frames() {
        return smallest().samples();
    }

    public double seconds() {
        return smallest().seconds(smallest().duration());
    }
}
