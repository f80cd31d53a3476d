package dev.fovea.transcode.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.Seeds;
import dev.fovea.transcode.TestFfmpeg;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However bytes are damaged, whoever reads them is told that they are no MP4, and nothing worse happens. */
class DamagedMp4IT {

    private static final int FILES = 4_000;
    private static final int FLIPS_MAX = 8;
    /** Boxes lie in front, and between samples: half of the damage hits the head. */
    private static final int HEAD_BYTES = 1_500;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "testsrc2=s=64x64:r=24:d=5, -c:v libx264 -g 48",
        "testsrc2=s=64x64:r=24:d=5, -c:v libsvtav1 -preset 12 -g 48",
        "sine=d=5, -c:a aac",
    })
    void isToldByItsReader(String source, String coding) throws Exception {
        Path film = folder.resolve("film.mp4");
        String[] arguments =
                "-f lavfi -i %s %s -movflags frag_keyframe+delay_moov+default_base_moof -frag_duration 2000000 %s"
                        .formatted(source, coding, film)
                        .split(" ");
        TestFfmpeg.ffmpeg(arguments);
        byte[] whole = Files.readAllBytes(film);
        assertThat(read(whole)).isTrue();

        int refused = 0;
        for (long seed = 0; seed < FILES; seed++) {
            byte[] damaged = damaged(whole, Seeds.random(seed));
            try {
                refused += read(damaged) ? 0 : 1;
            } catch (Throwable e) { // also what is no exception, such as having no memory
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(refused).isBetween(FILES / 10, FILES);
    }

    private static byte[] damaged(byte[] whole, RandomGenerator random) {
        byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
        for (int flips = random.nextInt(1, FLIPS_MAX); flips > 0 && bytes.length > 0; flips--) {
            int among = random.nextBoolean() ? Math.min(HEAD_BYTES, bytes.length) : bytes.length;
            bytes[random.nextInt(among)] = (byte) random.nextInt();
        }
        return bytes;
    }

    /** All that verify and the worker ask of a file. @return whether it was read */
    private static boolean read(byte[] bytes) {
        try {
            FragmentedMp4 film = FragmentedMp4.parse(bytes);
            Track track = Track.of(film.init());
            boolean pictures = track.width() > 0;
            for (Fragment fragment : film.fragments()) {
                byte[] first = film.firstSample(fragment);
                if (pictures) {
                    track.startsAt(first);
                    film.requirePictures(track, fragment);
                }
            }
            if (pictures) {
                assertThat(track.pictures().codec()).isNotEmpty();
            }
            film.segments(3, 0).forEach(segment -> assertThat(segment.bytes()).isNotEmpty());
            return true;
        } catch (InvalidMp4 e) {
            return false;
        }
    }
}
