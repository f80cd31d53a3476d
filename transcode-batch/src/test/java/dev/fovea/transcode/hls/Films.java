package dev.fovea.transcode.hls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fovea.transcode.encode.ContentNames;
import dev.fovea.transcode.encode.Plan;
import dev.fovea.transcode.encode.SourceFile;
import dev.fovea.transcode.encode.StoredObject;
import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import dev.fovea.transcode.ffmpeg.FfmpegBuild;
import dev.fovea.transcode.ladder.Ladder;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.mp4.Fragment;
import dev.fovea.transcode.mp4.Track;
import dev.fovea.transcode.probe.Source;
import dev.fovea.transcode.span.FrameRate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Films made of numbers: 13 seconds at 24000/1001 in two renditions, with sound. */
final class Films {

    static final FrameRate RATE = new FrameRate(24_000, 1_001);
    private static final int FRAMES = 312;

    private Films() {}

    static Film withSound() {
        var source = new Source(
                "mov",
                0,
                640,
                360,
                RATE,
                13_013_000,
                12_971_292,
                "h264",
                false,
                Source.Range.SDR,
                new Source.Audio(1, "aac", 2, "deu"));
        return new Film(plan(source), pictures(), List.of(), sound());
    }

    static Film silent() {
        return new Film(
                plan(new Source(
                        "mov", 0, 640, 360, RATE, 13_013_000, 12_971_292, "h264", false, Source.Range.SDR, null)),
                pictures(),
                List.of(),
                null);
    }

    private static Plan plan(Source source) {
        return new Plan(
                source,
                new SourceFile("sources/x/1", "0".repeat(64), 1),
                Ladder.forSource(640, 360),
                FRAMES,
                new FfmpegBuild("8", "c", "avx"),
                null,
                null,
                null);
    }

    private static List<FilmTrack> pictures() {
        return List.of(
                picture(new Rendition("240p", 426, 240, 400), "avc1.640015", 90_000),
                picture(new Rendition("360p", 640, 360, 800), "avc1.64001e", 300_000));
    }

    private static FilmTrack picture(Rendition rendition, String codec, int segmentBytes) {
        var segments = new ArrayList<StoredSegment>();
        for (int number = 0; number < 3; number++) {
            int frames = number == 2 ? 24 : 144;
            var fragments = new ArrayList<Fragment>();
            for (int first = 0; first < frames; first += 48) {
                int samples = Math.min(48, frames - first);
                fragments.add(new Fragment(
                        24 + first * 100,
                        samples * 100,
                        (number * 144L + first) * 1_001,
                        samples * 1_001L,
                        samples,
                        500,
                        3_000,
                        true));
            }
            int bytes = number == 2 ? segmentBytes / 6 : segmentBytes + number * 6_000;
            segments.add(new StoredSegment(object(rendition.name(), number, bytes), fragments));
        }
        var track = new Track(24_000, codec, rendition.width(), rendition.height(), List.of());
        return new FilmTrack(rendition.name(), rendition, track, init(rendition.name()), segments);
    }

    private static FilmTrack sound() {
        var segments = new ArrayList<StoredSegment>();
        long time = 0;
        int[] samples = {282, 281, 47};
        for (int number = 0; number < samples.length; number++) {
            long duration = samples[number] * 1_024L;
            segments.add(new StoredSegment(
                    object("audio", number, samples[number] * 340),
                    List.of(new Fragment(24, samples[number] * 340, time, duration, samples[number], 500, 340, true))));
            time += duration;
        }
        return new FilmTrack("audio", null, new Track(48_000, "mp4a.40.2", 0, 0, List.of()), init("audio"), segments);
    }

    private static StoredObject object(String track, int number, int bytes) {
        return object(String.format(Locale.ROOT, "%s/s_%05d", track, number), "m4s", bytes);
    }

    private static StoredObject init(String track) {
        return object(track + "/init", "mp4", 800);
    }

    private static StoredObject object(String stem, String ending, int bytes) {
        String hash = ContentNames.sha256(stem.getBytes(UTF_8));
        return new StoredObject(ContentNames.named(stem, hash, ending), hash, bytes);
    }

    static @Nullable String resource(String name) {
        try (var in = Films.class.getResourceAsStream("/golden/" + name)) {
            return in == null ? null : new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
