package dev.fovea.transcode.hls;

import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import dev.fovea.transcode.ladder.Rendition;
import java.util.List;
import java.util.Locale;

/**
 * The same segments for DASH players. Segments are listed one by one, because their names hold their hashes and follow
 * no pattern (ISO 23009-1, 5.3.9.3).
 */
public final class DashManifest {

    private DashManifest() {}

    public static String of(Film film) {
        var mpd = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-main:2011" type="static"\
                 mediaPresentationDuration="%s" minBufferTime="PT6S">
                  <Period id="0" start="PT0S">
                """.formatted(iso(film.seconds())));
        pictures(mpd, 0, film, film.pictures());
        if (!film.av1().isEmpty()) {
            pictures(mpd, 2, film, film.av1());
        }
        film.sounds().ifPresent(sound -> {
            mpd.append(
                            "    <AdaptationSet id=\"1\" contentType=\"audio\" mimeType=\"audio/mp4\" segmentAlignment=\"true\"")
                    .append(" startWithSAP=\"1\" lang=\"")
                    .append(Playlists.languageOf(film))
                    .append("\">\n");
            representation(mpd, sound);
            mpd.append("    </AdaptationSet>\n");
        });
        return mpd.append("  </Period>\n</MPD>\n").toString();
    }

    /** A player stays within a set: all of it is coded alike. */
    private static void pictures(StringBuilder mpd, int id, Film film, List<FilmTrack> pictures) {
        mpd.append("    <AdaptationSet id=\"")
                .append(id)
                .append("\" contentType=\"video\" mimeType=\"video/mp4\" segmentAlignment=\"true\"")
                .append(" startWithSAP=\"1\" frameRate=\"")
                .append(film.plan().rate())
                .append("\">\n");
        pictures.forEach(picture -> representation(mpd, picture));
        mpd.append("    </AdaptationSet>\n");
    }

    private static void representation(StringBuilder mpd, FilmTrack track) {
        mpd.append("      <Representation id=\"")
                .append(track.name())
                .append("\" codecs=\"")
                .append(track.track().codec())
                .append("\" bandwidth=\"")
                .append(Bandwidth.of(track).peak())
                .append('"');
        Rendition rendition = track.rendition();
        if (rendition == null) {
            mpd.append(" audioSamplingRate=\"")
                    .append(track.track().ticksPerSecond())
                    .append('"');
        } else {
            mpd.append(String.format(
                    Locale.ROOT, " width=\"%d\" height=\"%d\" sar=\"1:1\"", rendition.width(), rendition.height()));
        }
        mpd.append(">\n        <SegmentList timescale=\"")
                .append(track.track().ticksPerSecond())
                .append("\">\n          <Initialization sourceURL=\"")
                .append(track.init().name())
                .append("\"/>\n          <SegmentTimeline>\n");
        for (StoredSegment segment : track.segments()) {
            mpd.append("            <S t=\"")
                    .append(segment.time())
                    .append("\" d=\"")
                    .append(segment.duration())
                    .append("\"/>\n");
        }
        mpd.append("          </SegmentTimeline>\n");
        for (StoredSegment segment : track.segments()) {
            mpd.append("          <SegmentURL media=\"")
                    .append(segment.object().name())
                    .append("\"/>\n");
        }
        mpd.append("        </SegmentList>\n      </Representation>\n");
    }

    private static String iso(double seconds) {
        return String.format(Locale.ROOT, "PT%.3fS", seconds);
    }
}
