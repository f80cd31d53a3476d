package dev.fovea.transcode.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every byte of what players read; the golden files were read through and played once, and then stand. */
class PlaylistsTest {

    private static final Map<String, String> MEDIA =
            Map.of("240p", "240p/index-a.m3u8", "360p", "360p/index-b.m3u8", "audio", "audio/index-c.m3u8");
    private static final Map<String, String> KEY_FRAMES =
            Map.of("240p", "240p/iframes-d.m3u8", "360p", "360p/iframes-e.m3u8");

    @Test
    void pictures() {
        assertThat(Playlists.media(Films.withSound(), Films.withSound().largest()))
                .isEqualTo(Films.resource("pictures.m3u8"));
    }

    @Test
    void sound() {
        assertThat(Playlists.media(Films.withSound(), Films.withSound().sounds().orElseThrow()))
                .isEqualTo(Films.resource("sound.m3u8"));
    }

    @Test
    void keyFrames() {
        assertThat(Playlists.keyFrames(Films.withSound().smallest())).isEqualTo(Films.resource("iframes.m3u8"));
    }

    @Test
    void multivariant() {
        assertThat(Playlists.multivariant(Films.withSound(), MEDIA, KEY_FRAMES))
                .isEqualTo(Films.resource("master.m3u8"));
    }

    @Test
    void aSilentFilmHasNoSound() {
        assertThat(Playlists.multivariant(Films.silent(), MEDIA, KEY_FRAMES))
                .doesNotContain("AUDIO")
                .doesNotContain("mp4a")
                .isEqualTo(Films.resource("silent.m3u8"));
    }

    @Test
    void dash() {
        assertThat(DashManifest.of(Films.withSound())).isEqualTo(Films.resource("manifest.mpd"));
    }

    @Test
    void theBandwidthIsThatOfTheBusiestRunOfSegments() {
        FilmTrack track = Films.withSound().smallest();
        // 96,000 bytes in 6.006 s; the short one at the end is too short to count by itself.
        assertThat(Bandwidth.of(track)).isEqualTo(new Bandwidth(127_873, 123_569));
    }
}
