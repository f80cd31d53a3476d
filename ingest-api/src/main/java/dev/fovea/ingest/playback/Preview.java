package dev.fovea.ingest.playback;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.video.TranscodeEvent.Accepted;
import dev.fovea.contracts.video.TranscodeEvent.PreviewSegment;
import dev.fovea.contracts.video.TranscodeEvent.PreviewTrack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A film while it is encoded: its beginning, up to the first part that is missing, as playlists that grow (RFC 8216
 * 4.3.3.5, EVENT). Their bandwidths are what the encoders were held to; what the published ones measure is not known yet.
 *
 * @param parts in any order
 * @param unitsTotal with as many parts the film is whole
 * @param silentMeanwhile whether its pictures may be looked at without the sound, which is encoded as a whole: so while
 *     the file still arrives
 */
record Preview(List<Accepted> parts, int unitsTotal, boolean silentMeanwhile) {

    static final String MULTIVARIANT = "film.m3u8";

    private static final String ENDING = ".m3u8";
    private static final String SOUND = "audio";

    Preview {
        require(parts.size() <= unitsTotal, "%d parts of %d".formatted(parts.size(), unitsTotal));
        parts = List.copyOf(parts);
    }

    /** Whether there is a beginning to play, with its sound if that is to be waited for. */
    boolean isPlayable() {
        boolean lacksSound = parts.stream().anyMatch(Accepted::hasSound) && !tracks().containsKey(SOUND);
        return segmentsReady() > 0 && (silentMeanwhile || !lacksSound);
    }

    boolean isComplete() {
        return parts.size() == unitsTotal;
    }

    double readySeconds() {
        return pictures().stream()
                        .findFirst()
                        .map(Preview::beginningOf)
                        .map(segments -> segments.stream()
                                .mapToLong(PreviewSegment::durationMicros)
                                .sum())
                        .orElse(0L)
                / 1e6;
    }

    /** @param name of a playlist; empty when there is none of that name */
    Optional<String> playlist(String name) {
        // Whoever began to look while there was no sound goes on when it is waited for.
        if (segmentsReady() == 0 || !name.endsWith(ENDING)) {
            return Optional.empty();
        }
        return name.equals(MULTIVARIANT)
                ? Optional.of(multivariant())
                : Optional.ofNullable(tracks().get(name.substring(0, name.length() - ENDING.length())))
                        .map(this::media);
    }

    private String multivariant() {
        // A list without an end is begun near it, unless it says otherwise (RFC 8216 4.3.5.2).
        var text = new StringBuilder(
                "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-START:TIME-OFFSET=0\n");
        Optional<PreviewTrack> sound = Optional.ofNullable(tracks().get(SOUND)).map(List::getFirst);
        sound.ifPresent(_ -> text.append("""
                #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="Original",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio.m3u8"
                """));
        for (List<PreviewTrack> picture : pictures()) {
            PreviewTrack track = picture.getFirst();
            long kbps = track.bitrateMaxKbps()
                    + sound.map(PreviewTrack::bitrateMaxKbps).orElse(0);
            text.append(String.format(
                    Locale.ROOT,
                    "#EXT-X-STREAM-INF:BANDWIDTH=%d,CODECS=\"%s\",RESOLUTION=%dx%d%s,CLOSED-CAPTIONS=NONE\n%s%s\n",
                    kbps * 1_000,
                    track.codec() + sound.map(it -> "," + it.codec()).orElse(""),
                    track.width(),
                    track.height(),
                    sound.isPresent() ? ",AUDIO=\"sound\"" : "",
                    track.name(),
                    ENDING));
        }
        return text.toString();
    }

    private String media(List<PreviewTrack> track) {
        List<PreviewSegment> segments = beginningOf(track);
        if (!isComplete()) {
            // The sound is encoded as a whole; it may not be longer than the pictures that are there.
            segments = segments.subList(0, Math.min(segments.size(), segmentsReady()));
        }
        // All are as long as the first; only the last one of the film may be shorter. It must never change.
        long targetSeconds = Math.max(1, Math.round(segments.getFirst().durationMicros() / 1e6));
        var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:")
                .append(targetSeconds)
                .append("\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-INDEPENDENT-SEGMENTS\n")
                .append("#EXT-X-MAP:URI=\"../")
                .append(track.getFirst().init())
                .append("\"\n");
        for (PreviewSegment segment : segments) {
            text.append(String.format(
                    Locale.ROOT, "#EXTINF:%.6f,\n../%s\n", segment.durationMicros() / 1e6, segment.name()));
        }
        return text.append(isComplete() ? "#EXT-X-ENDLIST\n" : "").toString();
    }

    /** Of every track its parts, from the first on. */
    private Map<String, List<PreviewTrack>> tracks() {
        Map<String, List<PreviewTrack>> tracks = new LinkedHashMap<>();
        parts.stream()
                .flatMap(part -> part.tracks().stream())
                .sorted(Comparator.comparingInt(PreviewTrack::firstSegment))
                .forEach(track -> tracks.computeIfAbsent(track.name(), _ -> new ArrayList<>())
                        .add(track));
        return tracks;
    }

    private List<List<PreviewTrack>> pictures() {
        return tracks().entrySet().stream()
                .filter(track -> !track.getKey().equals(SOUND))
                .map(Map.Entry::getValue)
                .toList();
    }

    private int segmentsReady() {
        return pictures().stream()
                .mapToInt(track -> beginningOf(track).size())
                .min()
                .orElse(0);
    }

    /** The segments from the film's start up to the first that is missing. */
    private static List<PreviewSegment> beginningOf(List<PreviewTrack> track) {
        var segments = new ArrayList<PreviewSegment>();
        for (PreviewTrack part : track) {
            if (part.firstSegment() == segments.size()) {
                segments.addAll(part.segments());
            }
        }
        return segments;
    }
}
