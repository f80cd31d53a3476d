package dev.fovea.transcode.hls;

import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.mp4.Fragment;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** HLS playlists of a finished film, after RFC 8216 and Apple's authoring rules (numbers in the comments). */
public final class Playlists {

    private static final String AUDIO_GROUP = "audio";
    /** 1.32: a player that knows nothing yet starts with the first variant. */
    private static final long FIRST_VARIANT_BITS = 2_000_000;

    private Playlists() {}

    /** 7.5: no segment is longer than this by more than half a second. */
    static long targetSeconds(FilmTrack track) {
        return track.segments().stream()
                .mapToLong(segment -> Math.round(track.seconds(segment.duration())))
                .max()
                .orElse(1);
    }

    /** The segments of one track; all tracks of a film have one target duration (8.2). */
    public static String media(Film film, FilmTrack track) {
        var playlist = new StringBuilder();
        long target =
                film.tracks().stream().mapToLong(Playlists::targetSeconds).max().orElse(1);
        header(playlist, track, Math.max(1, target));
        playlist.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        map(playlist, track);
        for (StoredSegment segment : track.segments()) {
            playlist.append("#EXTINF:")
                    .append(track.decimal(segment.duration()))
                    .append(",\n")
                    .append(track.relative(segment.object()))
                    .append('\n');
        }
        return playlist.append("#EXT-X-ENDLIST\n").toString();
    }

    /** 6.1: the key frames of one rendition, each a range of a segment, for seeking with pictures. */
    public static String keyFrames(FilmTrack track) {
        long target = track.segments().stream()
                .flatMap(segment -> segment.fragments().stream())
                .mapToLong(fragment -> Math.round(track.seconds(fragment.duration())))
                .max()
                .orElse(1);
        var playlist = new StringBuilder();
        header(playlist, track, Math.max(1, target));
        playlist.append("#EXT-X-I-FRAMES-ONLY\n");
        map(playlist, track);
        for (StoredSegment segment : track.segments()) {
            for (Fragment fragment : segment.fragments()) {
                playlist.append("#EXTINF:")
                        .append(track.decimal(fragment.duration()))
                        .append(",\n#EXT-X-BYTERANGE:")
                        .append(fragment.keyBytes())
                        .append('@')
                        .append(fragment.offset())
                        .append('\n')
                        .append(track.relative(segment.object()))
                        .append('\n');
            }
        }
        return playlist.append("#EXT-X-ENDLIST\n").toString();
    }

    private static void header(StringBuilder playlist, FilmTrack track, long targetSeconds) {
        playlist.append("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:")
                .append(targetSeconds)
                .append("\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n"); // 8.11
    }

    /** 8.20. */
    private static void map(StringBuilder playlist, FilmTrack track) {
        playlist.append("#EXT-X-MAP:URI=\"")
                .append(track.relative(track.init()))
                .append("\"\n");
    }

    /**
     * What a player opens first.
     *
     * @param media,keyFrames names of the playlists, by track
     */
    public static String multivariant(Film film, Map<String, String> media, Map<String, String> keyFrames) {
        var playlist = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n"); // 9.11
        film.sounds()
                .ifPresent(sound -> playlist.append("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"")
                        .append(AUDIO_GROUP)
                        .append("\",NAME=\"Original\",LANGUAGE=\"") // 8.10
                        .append(languageOf(film))
                        .append("\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"")
                        .append(media.get(sound.name()))
                        .append("\"\n"));
        for (FilmTrack picture : inPlaylistOrder(film)) {
            variant(playlist, film, picture, media);
        }
        for (FilmTrack picture : film.allPictures()) {
            Bandwidth bandwidth = Bandwidth.ofKeyFrames(picture);
            playlist.append("#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=")
                    .append(bandwidth.peak())
                    .append(",AVERAGE-BANDWIDTH=")
                    .append(bandwidth.average())
                    .append(",CODECS=\"")
                    .append(picture.track().codec())
                    .append("\",RESOLUTION=")
                    .append(resolution(picture))
                    .append(",URI=\"")
                    .append(keyFrames.get(picture.name()))
                    .append("\"\n");
        }
        return playlist.toString();
    }

    /** 9.1, 9.2, 9.14, 9.15: codecs, resolution, average bandwidth and frame rate on each. */
    private static void variant(StringBuilder playlist, Film film, FilmTrack picture, Map<String, String> media) {
        Bandwidth bandwidth = bandwidthOf(film, picture);
        playlist.append("#EXT-X-STREAM-INF:BANDWIDTH=")
                .append(bandwidth.peak())
                .append(",AVERAGE-BANDWIDTH=")
                .append(bandwidth.average())
                .append(",CODECS=\"")
                .append(picture.track().codec());
        film.sounds()
                .ifPresent(sound -> playlist.append(',').append(sound.track().codec()));
        playlist.append("\",RESOLUTION=")
                .append(resolution(picture))
                .append(",FRAME-RATE=")
                .append(film.plan().rate().decimal());
        film.sounds()
                .ifPresent(_ -> playlist.append(",AUDIO=\"").append(AUDIO_GROUP).append('"'));
        playlist.append(",CLOSED-CAPTIONS=NONE\n")
                .append(media.get(picture.name()))
                .append('\n');
    }

    /** What playing this rendition needs, with its sound. */
    public static Bandwidth bandwidthOf(Film film, FilmTrack picture) {
        Bandwidth own = Bandwidth.of(picture);
        return film.sounds().map(sound -> own.plus(Bandwidth.of(sound))).orElse(own);
    }

    /** Those that every player knows come first. */
    private static List<FilmTrack> inPlaylistOrder(Film film) {
        FilmTrack first = film.pictures().stream()
                .min(Comparator.comparingLong(
                        picture -> Math.abs(bandwidthOf(film, picture).average() - FIRST_VARIANT_BITS)))
                .orElseThrow();
        return film.allPictures().stream()
                .sorted(Comparator.comparing((FilmTrack picture) -> picture != first))
                .toList();
    }

    private static String resolution(FilmTrack picture) {
        Rendition rendition = picture.rendition();
        return rendition == null ? "0x0" : rendition.width() + "x" + rendition.height();
    }

    static String languageOf(Film film) {
        var audio = film.plan().source().audio();
        return audio == null ? "und" : audio.language();
    }
}
