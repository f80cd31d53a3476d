package dev.fovea.transcode.hls;

import dev.fovea.contracts.video.TranscodeEvent.Playback;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.encode.Deposit;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.Scratch;
import dev.fovea.transcode.encode.StoredObject;
import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Writes and stores what stands around the segments. The same units give the same objects, however often it is done. */
@Component
public class Packager {

    private final Storyboard storyboard;
    private final Scratch scratch;

    Packager(Storyboard storyboard, Scratch scratch) {
        this.storyboard = storyboard;
        this.scratch = scratch;
    }

    public Packaged pack(Film film, Run run, Deposit deposit)
            throws IOException, TranscodeFailure, InterruptedException {
        var objects = new ArrayList<StoredObject>();
        Map<String, String> media = new HashMap<>();
        Map<String, String> keyFrames = new HashMap<>();
        for (FilmTrack track : film.tracks()) {
            objects.add(track.init());
            track.segments().stream().map(StoredSegment::object).forEach(objects::add);
            StoredObject playlist = put(deposit, track.name() + "/index", "m3u8", Playlists.media(film, track));
            objects.add(playlist);
            media.put(track.name(), playlist.name());
        }
        for (FilmTrack picture : film.allPictures()) {
            StoredObject playlist = put(deposit, picture.name() + "/iframes", "m3u8", Playlists.keyFrames(picture));
            objects.add(playlist);
            keyFrames.put(picture.name(), playlist.name());
        }
        StoredObject hls = put(deposit, "master", "m3u8", Playlists.multivariant(film, media, keyFrames));
        StoredObject dash = put(deposit, "manifest", "mpd", DashManifest.of(film));
        Path folder = scratch.folder(run, "package");
        Storyboard.Sprites sprites = storyboard.sprites(film, run, deposit, folder);
        StoredObject poster = storyboard.poster(film, run, deposit, folder);
        objects.addAll(List.of(hls, dash, sprites.index(), poster));
        objects.addAll(sprites.sheets());
        return new Packaged(
                objects,
                new Playback(hls.name(), dash.name(), sprites.index().name(), poster.name()),
                Math.round(film.seconds() * 1_000),
                film.largest().track().width(),
                film.largest().track().height());
    }

    private static StoredObject put(Deposit deposit, String stem, String ending, String text) throws IOException {
        return deposit.put(stem, ending, text.getBytes(StandardCharsets.UTF_8));
    }
}
