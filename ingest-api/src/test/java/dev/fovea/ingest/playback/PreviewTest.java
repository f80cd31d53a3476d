package dev.fovea.ingest.playback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.video.TranscodeEvent.Accepted;
import dev.fovea.contracts.video.TranscodeEvent.PreviewSegment;
import dev.fovea.contracts.video.TranscodeEvent.PreviewTrack;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A preview shows the film's beginning, and only ever grows at its end. */
class PreviewTest {

    private static final int UNITS = 4;

    private static PreviewTrack track(String name, int width, int height, int first, int count) {
        return new PreviewTrack(
                name,
                width == 0 ? "mp4a.40.2" : "avc1.64001e",
                width,
                height,
                width == 0 ? 128 : width,
                name + "/init.mp4",
                first,
                IntStream.range(first, first + count)
                        .mapToObj(i -> new PreviewSegment(name + "/s_" + i + ".m4s", i == 6 ? 2_000_000 : 6_006_000))
                        .toList());
    }

    private static Accepted pictures(int unit, int first, int count) {
        return new Accepted(
                unit, true, List.of(track("240p", 426, 240, first, count), track("360p", 640, 360, first, count)));
    }

    /** Seven segments: 1, 2, 4. */
    private static final Accepted FIRST = pictures(0, 0, 1);

    private static final Accepted SECOND = pictures(1, 1, 2);
    private static final Accepted THIRD = pictures(2, 3, 4);
    private static final Accepted SOUND = new Accepted(3, true, List.of(track("audio", 0, 0, 0, 7)));

    private static String media(String track, Accepted... parts) {
        return new Preview(List.of(parts), UNITS, false)
                .playlist(track + ".m3u8")
                .orElseThrow();
    }

    @Test
    void itBeginsWithTheFirstSpanAndItsSound() {
        assertThat(new Preview(List.of(FIRST), UNITS, false).isPlayable()).isFalse();
        assertThat(new Preview(List.of(SOUND, SECOND), UNITS, false).isPlayable())
                .isFalse();
        assertThat(new Preview(List.of(FIRST), UNITS, true).isPlayable()).isTrue();
        var preview = new Preview(List.of(SOUND, FIRST), UNITS, false);
        assertThat(preview.isPlayable()).isTrue();
        assertThat(preview.readySeconds()).isEqualTo(6.006);
        assertThat(preview.playlist("film.m3u8").orElseThrow()).isEqualTo("""
                #EXTM3U
                #EXT-X-VERSION:7
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-START:TIME-OFFSET=0
                #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="Original",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio.m3u8"
                #EXT-X-STREAM-INF:BANDWIDTH=554000,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=426x240,AUDIO="sound",CLOSED-CAPTIONS=NONE
                240p.m3u8
                #EXT-X-STREAM-INF:BANDWIDTH=768000,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=640x360,AUDIO="sound",CLOSED-CAPTIONS=NONE
                360p.m3u8
                """);
        assertThat(media("audio", SOUND, FIRST)).isEqualTo("""
                #EXTM3U
                #EXT-X-VERSION:7
                #EXT-X-TARGETDURATION:6
                #EXT-X-MEDIA-SEQUENCE:0
                #EXT-X-PLAYLIST-TYPE:EVENT
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-MAP:URI="../audio/init.mp4"
                #EXTINF:6.006000,
                ../audio/s_0.m4s
                """);
        assertThat(preview.playlist("480p.m3u8")).isEmpty();
        assertThat(preview.playlist("film.mpd")).isEmpty();
    }

    @Test
    void whatComesOutOfOrderWaitsForWhatIsBeforeIt() {
        assertThat(media("360p", SOUND, FIRST, THIRD)).isEqualTo(media("360p", SOUND, FIRST));
        assertThat(media("360p", THIRD, SECOND, SOUND, FIRST)).contains("s_6.m4s");
    }

    @Test
    void eachPlaylistBeginsWithTheOneBeforeAndTheLastEnds() {
        var parts = new ArrayList<>(List.of(SOUND, FIRST));
        for (String track : List.of("240p", "audio")) {
            String before = media(track, SOUND, FIRST);
            for (Accepted next : List.of(SECOND, THIRD)) {
                parts.add(next);
                String after = media(track, parts.toArray(Accepted[]::new));
                assertThat(after).startsWith(before).hasSizeGreaterThan(before.length());
                before = after;
            }
            assertThat(before).endsWith("#EXT-X-ENDLIST\n");
            parts.removeAll(List.of(SECOND, THIRD));
        }
        assertThat(media("240p", SOUND, FIRST, SECOND)).doesNotContain("ENDLIST");
    }

    @Test
    void aSilentFilmNeedsNoSound() {
        var silent = new Accepted(0, false, List.of(track("240p", 426, 240, 0, 1)));
        String film =
                new Preview(List.of(silent), 2, false).playlist("film.m3u8").orElseThrow();
        assertThat(film).doesNotContain("AUDIO").contains("CODECS=\"avc1.64001e\"");
    }
}
