package dev.fovea.transcode.verify;

import com.github.kokorin.jaffree.ffmpeg.FFmpeg;
import com.github.kokorin.jaffree.ffmpeg.NullOutput;
import com.github.kokorin.jaffree.ffmpeg.UrlInput;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.encode.ContentNames;
import dev.fovea.transcode.encode.Deposit;
import dev.fovea.transcode.encode.FfmpegFailures;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.Scratch;
import dev.fovea.transcode.encode.StoredObject;
import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegFailed;
import dev.fovea.transcode.ffmpeg.FfmpegFailed.End;
import dev.fovea.transcode.ffmpeg.FfmpegRun;
import dev.fovea.transcode.hls.Film;
import dev.fovea.transcode.hls.FilmTrack;
import dev.fovea.transcode.hls.Packaged;
import dev.fovea.transcode.mp4.AvcSample;
import dev.fovea.transcode.mp4.Fragment;
import dev.fovea.transcode.mp4.FragmentedMp4;
import dev.fovea.transcode.mp4.InvalidMp4;
import dev.fovea.transcode.span.Spans;
import dev.fovea.transcode.verify.Report.Check;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Reads back every stored object and judges it: nothing is believed that the packager or the encoder said. Rule numbers
 * are those of Apple's HLS authoring specification.
 */
@Component
public class Verifier {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final double OVER_TARGET_MAX_SECONDS = 0.5;
    private static final double BANDWIDTH_TOLERANCE = 0.10;
    private static final int AAC_FRAME_SAMPLES = 1_024;
    private static final int BITS = 8;

    private final Ffmpeg ffmpeg;
    private final Scratch scratch;

    Verifier(Ffmpeg ffmpeg, Scratch scratch) {
        this.ffmpeg = ffmpeg;
        this.scratch = scratch;
    }

    public Report verify(Film film, Packaged packaged, Run run, Deposit deposit)
            throws IOException, TranscodeFailure, InterruptedException {
        var checks = new ArrayList<Check>();
        Map<String, Reading> readings = new HashMap<>();
        for (FilmTrack track : film.tracks()) {
            readings.put(track.name(), read(track, deposit));
        }
        checks.add(objectsAreWhole(packaged, film, readings, deposit));
        for (FilmTrack track : film.tracks()) {
            Reading reading = readings.get(track.name());
            if (reading != null) {
                checks.addAll(trackChecks(film, track, reading, playlist(packaged, track, deposit)));
            }
        }
        checks.add(sameDuration(film));
        checks.addAll(bandwidths(film, packaged, readings, deposit));
        for (FilmTrack track : film.tracks()) {
            checks.add(seamsDecode(film, track, run, deposit));
        }
        return new Report(checks);
    }

    /** What a track's segments say themselves. */
    private record Reading(
            List<String> wrongObjects, List<String> notIdr, List<String> gaps, List<Measured> segments, long samples) {}

    private record Measured(double seconds, long bytes) {}

    private static Reading read(FilmTrack track, Deposit deposit) throws IOException {
        var wrong = new ArrayList<String>();
        var notIdr = new ArrayList<String>();
        var gaps = new ArrayList<String>();
        var measured = new ArrayList<Measured>();
        long expected = 0;
        long samples = 0;
        for (StoredSegment segment : track.segments()) {
            byte[] bytes = deposit.read(segment.object());
            String name = segment.object().name();
            if (!ContentNames.sha256(bytes).equals(segment.object().sha256())) {
                wrong.add(name);
                continue;
            }
            FragmentedMp4 parsed;
            try {
                parsed = FragmentedMp4.parse(bytes);
            } catch (InvalidMp4 e) {
                wrong.add(name + " (" + e.getMessage() + ")");
                continue;
            }
            long duration = 0;
            for (Fragment fragment : parsed.fragments()) {
                if (track.rendition() != null && !(fragment.key() && AvcSample.isIdr(parsed.firstSample(fragment)))) {
                    notIdr.add(name);
                }
                if (fragment.time() != expected) {
                    gaps.add("%s at tick %d instead of %d".formatted(name, fragment.time(), expected));
                }
                expected = fragment.end();
                duration += fragment.duration();
                samples += fragment.samples();
            }
            measured.add(new Measured(track.seconds(duration), bytes.length));
        }
        return new Reading(wrong, notIdr, gaps, measured, samples);
    }

    private static Check objectsAreWhole(Packaged packaged, Film film, Map<String, Reading> readings, Deposit deposit)
            throws IOException {
        var wrong = new ArrayList<String>();
        readings.values().forEach(reading -> wrong.addAll(reading.wrongObjects()));
        Set<String> segments = film.tracks().stream()
                .flatMap(track -> track.segments().stream())
                .map(segment -> segment.object().name())
                .collect(Collectors.toSet());
        for (StoredObject object : packaged.objects()) {
            if (!segments.contains(object.name())
                    && !ContentNames.sha256(deposit.read(object)).equals(object.sha256())) {
                wrong.add(object.name());
            }
        }
        return new Check(
                "fovea",
                "every stored object holds what its name says",
                wrong.isEmpty(),
                wrong.isEmpty() ? packaged.objects().size() + " objects" : some(wrong));
    }

    private static List<Check> trackChecks(Film film, FilmTrack track, Reading reading, String playlist) {
        String name = track.name();
        var checks = new ArrayList<Check>();
        checks.add(new Check(
                "7.3",
                name + ": decode times go on without gap or overlap, from 0",
                reading.gaps().isEmpty(),
                reading.gaps().isEmpty() ? reading.segments().size() + " segments" : some(reading.gaps())));
        if (track.rendition() != null) {
            checks.add(new Check(
                    "7.4",
                    name + ": every segment, and every fragment in it, starts with an IDR picture",
                    reading.notIdr().isEmpty(),
                    reading.notIdr().isEmpty() ? "all do" : some(reading.notIdr())));
            long planned = film.plan().frames();
            boolean all = Math.abs(reading.samples() - planned) <= film.plan().gopFrames()
                    && reading.samples() == film.frames();
            checks.add(new Check(
                    "fovea",
                    name + ": every frame of the source is there once",
                    all,
                    "%d frames, %d planned".formatted(reading.samples(), planned)));
        }
        double target = valueOf(playlist, "#EXT-X-TARGETDURATION:");
        double longest =
                reading.segments().stream().mapToDouble(Measured::seconds).max().orElse(0);
        checks.add(new Check(
                "7.7",
                name + ": no segment is more than 0.5 s longer than the target",
                longest <= target + OVER_TARGET_MAX_SECONDS,
                seconds(longest) + " of " + seconds(target)));
        double said = playlist.lines()
                .filter(line -> line.startsWith("#EXTINF:"))
                .mapToDouble(line -> Double.parseDouble(line.substring(8, line.indexOf(','))))
                .sum();
        double measured =
                reading.segments().stream().mapToDouble(Measured::seconds).sum();
        double frame = 1 / film.plan().rate().perSecond();
        checks.add(new Check(
                "8.1",
                name + ": the durations in the playlist add up to the media's within one frame",
                Math.abs(said - measured) <= frame,
                seconds(said) + " said, " + seconds(measured) + " measured"));
        return checks;
    }

    private static Check sameDuration(Film film) {
        double longest = 0;
        double shortest = Double.MAX_VALUE;
        for (FilmTrack track : film.tracks()) {
            double seconds = track.seconds(track.duration());
            longest = Math.max(longest, seconds);
            shortest = Math.min(shortest, seconds);
        }
        // Sound is cut into frames of its own, and the last span may find a frame more than was planned.
        double tolerance = 2 / film.plan().rate().perSecond()
                + film.sounds()
                        .map(sound -> (double) AAC_FRAME_SAMPLES / sound.track().ticksPerSecond())
                        .orElse(0.0);
        return new Check(
                "8.3",
                "pictures and sound last equally long",
                longest - shortest <= tolerance,
                seconds(shortest) + " to " + seconds(longest));
    }

    /** 1.26, 1.27 and the attributes of section 9, from the playlist as it is stored. */
    private static List<Check> bandwidths(Film film, Packaged packaged, Map<String, Reading> readings, Deposit deposit)
            throws IOException {
        String master = text(packaged, packaged.playback().hls(), deposit);
        var checks = new ArrayList<Check>();
        List<String> lines = master.lines().toList();
        for (int i = 0; i + 1 < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.startsWith("#EXT-X-STREAM-INF:")) {
                continue;
            }
            String track = lines.get(i + 1).substring(0, lines.get(i + 1).indexOf('/'));
            boolean complete = Set.of("CODECS=", "RESOLUTION=", "AVERAGE-BANDWIDTH=", "FRAME-RATE=").stream()
                    .allMatch(line::contains);
            checks.add(new Check(
                    "9.1", track + ": codecs, resolution, average bandwidth and frame rate are told", complete, line));
            double peak = 0;
            double average = 0;
            for (FilmTrack part : partsOf(film, track)) {
                Reading reading = readings.get(part.name());
                if (reading != null) {
                    peak += peakOf(reading);
                    average += averageOf(reading);
                }
            }
            double peakSaid = attribute(line, "BANDWIDTH");
            double averageSaid = attribute(line, "AVERAGE-BANDWIDTH");
            checks.add(new Check(
                    "1.26",
                    track + ": the measured average is within 10 % of AVERAGE-BANDWIDTH",
                    Math.abs(average - averageSaid) <= BANDWIDTH_TOLERANCE * averageSaid,
                    kbps(averageSaid) + " said, " + kbps(average) + " measured"));
            checks.add(new Check(
                    "1.27",
                    track + ": the measured peak is within 10 % of BANDWIDTH",
                    peak <= peakSaid * (1 + BANDWIDTH_TOLERANCE),
                    kbps(peakSaid) + " said, " + kbps(peak) + " measured"));
        }
        checks.add(new Check(
                "6.1",
                "key-frame playlists are provided for every rendition",
                lines.stream()
                                .filter(line -> line.startsWith("#EXT-X-I-FRAME-STREAM-INF:"))
                                .count()
                        == film.pictures().size(),
                film.pictures().size() + " renditions"));
        return checks;
    }

    private static List<FilmTrack> partsOf(Film film, String picture) {
        return film.tracks().stream()
                .filter(track -> track.name().equals(picture) || track.rendition() == null)
                .toList();
    }

    /** Over whole segments; the last short one counts with the one before it. */
    private static double peakOf(Reading reading) {
        List<Measured> segments = reading.segments();
        double longest = segments.stream().mapToDouble(Measured::seconds).max().orElse(1);
        double peak = 0;
        for (Measured segment : segments) {
            if (segments.size() == 1 || segment.seconds() >= longest / 2) {
                peak = Math.max(peak, BITS * segment.bytes() / segment.seconds());
            }
        }
        return peak;
    }

    private static double averageOf(Reading reading) {
        double seconds =
                reading.segments().stream().mapToDouble(Measured::seconds).sum();
        long bytes = reading.segments().stream().mapToLong(Measured::bytes).sum();
        return BITS * bytes / seconds;
    }

    /** Decodes what lies on both sides of each place where one encoder ended and another began. */
    private Check seamsDecode(Film film, FilmTrack track, Run run, Deposit deposit)
            throws IOException, TranscodeFailure, InterruptedException {
        Path file = scratch.folder(run, "verify").resolve(track.name() + ".mp4");
        long samples = 0;
        Set<Integer> segments = segmentsAtSeams(film, track);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(deposit.read(track.init()));
            for (int index : segments) {
                StoredSegment segment = track.segments().get(index);
                for (Fragment fragment : ends(segment)) {
                    out.write(deposit.read(segment.object(), fragment.offset(), fragment.sizeBytes()));
                    samples += fragment.samples();
                }
            }
        }
        var decoded = new AtomicLong();
        String log = decode(file, track, run, decoded);
        Files.delete(file);
        boolean pictures = track.rendition() != null;
        boolean kept = log.isEmpty() && (!pictures || decoded.get() == samples);
        return new Check(
                "fovea",
                track.name() + ": what lies at the seams of spans can be decoded",
                kept,
                kept
                        ? "%d segments".formatted(segments.size())
                        : "%d of %d frames; %s".formatted(decoded.get(), samples, log));
    }

    private static List<Fragment> ends(StoredSegment segment) {
        List<Fragment> fragments = segment.fragments();
        return fragments.size() == 1 ? fragments : List.of(fragments.getFirst(), fragments.getLast());
    }

    private static Set<Integer> segmentsAtSeams(Film film, FilmTrack track) {
        var segments = new TreeSet<Integer>();
        segments.add(0);
        segments.add(track.segments().size() - 1);
        if (track.rendition() != null) {
            Spans.of(film.plan().frames(), film.plan().rate()).forEach(span -> {
                segments.add(span.firstSegment());
                segments.add(Math.max(0, span.firstSegment() - 1));
            });
        }
        segments.removeIf(index -> index >= track.segments().size());
        return segments;
    }

    /** @return what the decoder complained about, empty when nothing */
    private String decode(Path file, FilmTrack track, Run run, AtomicLong decoded)
            throws TranscodeFailure, InterruptedException {
        FfmpegRun child = ffmpeg.start(
                "verify-" + track.name(),
                progress -> {
                    Long frames = progress.getFrame();
                    decoded.set(frames == null ? 0 : frames);
                },
                (FFmpeg command) -> command.addInput(UrlInput.fromPath(file)
                                .addArguments("-threads", "1")
                                .addArguments("-err_detect", "explode")
                                .setFormat("mov"))
                        .addArgument("-xerror")
                        .addOutput(new NullOutput(false).addArguments("-fps_mode", "passthrough")));
        try (var _ = run.child(child::cancel)) {
            child.await(TIMEOUT);
            return "";
        } catch (FfmpegFailed e) {
            if (e.end() == End.EXIT) {
                return e.logTail().isEmpty()
                        ? "the decoder failed"
                        : e.logTail().getLast();
            }
            throw FfmpegFailures.of(e, "decoding the result");
        }
    }

    private static String playlist(Packaged packaged, FilmTrack track, Deposit deposit) throws IOException {
        String prefix = track.name() + "/index-";
        String name = packaged.objects().stream()
                .map(StoredObject::name)
                .filter(object -> object.startsWith(prefix))
                .findFirst()
                .orElse(prefix);
        return text(packaged, name, deposit);
    }

    private static String text(Packaged packaged, String name, Deposit deposit) throws IOException {
        for (StoredObject object : packaged.objects()) {
            if (object.name().equals(name)) {
                return new String(deposit.read(object), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static double valueOf(String playlist, String tag) {
        return playlist.lines()
                .filter(line -> line.startsWith(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(tag.length())))
                .findFirst()
                .orElse(0);
    }

    private static double attribute(String line, String name) {
        for (String attribute : line.substring(line.indexOf(':') + 1).split(",")) {
            if (attribute.startsWith(name + "=")) {
                return Double.parseDouble(attribute.substring(name.length() + 1));
            }
        }
        return 0;
    }

    private static String some(List<String> names) {
        return names.size() <= 3
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f s", seconds);
    }

    private static String kbps(double bitsPerSecond) {
        return String.format(Locale.ROOT, "%.0f kbit/s", bitsPerSecond / 1_000);
    }
}
