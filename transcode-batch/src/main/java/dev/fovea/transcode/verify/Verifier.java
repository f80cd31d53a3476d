package dev.fovea.transcode.verify;

import com.github.kokorin.jaffree.ffmpeg.NullOutput;
import com.github.kokorin.jaffree.ffmpeg.UrlInput;
import dev.fovea.platform.media.MediaStore.NoSuchObject;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.encode.ContentNames;
import dev.fovea.transcode.encode.Deposit;
import dev.fovea.transcode.encode.FfmpegFailures;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.StoredObject;
import dev.fovea.transcode.encode.TrackPart;
import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import dev.fovea.transcode.encode.Unit;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegFailed;
import dev.fovea.transcode.ffmpeg.FfmpegFailed.End;
import dev.fovea.transcode.ffmpeg.FfmpegRun;
import dev.fovea.transcode.hls.Film;
import dev.fovea.transcode.hls.FilmTrack;
import dev.fovea.transcode.hls.Packaged;
import dev.fovea.transcode.verify.Finding.Flaw;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Reads back every stored object and judges it: nothing is believed that the packager or the encoder said. */
@Component
public class Verifier {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final Ffmpeg ffmpeg;
    private final Seams seams;

    Verifier(Ffmpeg ffmpeg, Seams seams) {
        this.ffmpeg = ffmpeg;
        this.seams = seams;
    }

    /**
     * @param units that the film was made of
     * @param source the file that they read
     * @throws dev.fovea.transcode.mp4.InvalidMp4 when an init segment cannot be read
     */
    public Judgement verify(Film film, List<Unit> units, Path source, Packaged packaged, Run run, Deposit deposit)
            throws IOException, TranscodeFailure, InterruptedException {
        Map<String, Reading> readings = new TreeMap<>();
        for (FilmTrack track : film.tracks()) {
            readings.put(track.name(), Reading.of(track, units, deposit));
        }
        var findings = new ArrayList<Finding>();
        findings.add(objectsAreWhole(film, packaged, readings, deposit));
        if (findings.getFirst().check().outcome() != Report.Outcome.PASSED) {
            return Judgement.of(findings); // what would be measured is not what would be played
        }
        findings.addAll(rules(film, packaged, readings, deposit).checks());
        findings.addAll(seams.checks(film, units, source, run, deposit));
        if (film.sound() != null) {
            findings.add(soundDecodes(film.sound(), units, run, deposit));
        }
        return Judgement.of(findings);
    }

    /**
     * The units of which a stored object is damaged or gone, when that keeps a film from being put together at all.
     *
     * @param results of the units, in the film's order
     */
    public static List<Blame> ofLostObjects(List<List<TrackPart>> results, Deposit deposit) throws IOException {
        var blames = new ArrayList<Blame>();
        var seen = new HashSet<String>(); // an init segment is every unit's
        for (int unit = 0; unit < results.size(); unit++) {
            for (TrackPart part : results.get(unit)) {
                for (StoredObject object : part.objects()) {
                    if (seen.add(object.name()) && !isWhole(object, deposit)) {
                        blames.add(new Blame(unit, Blame.OBJECTS, Blame.OBJECTS_DETAIL, object.name()));
                    }
                }
            }
        }
        return Judgement.firstOfEach(blames);
    }

    private static boolean isWhole(StoredObject object, Deposit deposit) throws IOException {
        try {
            return ContentNames.sha256(deposit.read(object)).equals(object.sha256());
        } catch (NoSuchObject e) {
            return false;
        }
    }

    private static Finding objectsAreWhole(Film film, Packaged packaged, Map<String, Reading> readings, Deposit deposit)
            throws IOException {
        List<Flaw> flaws = readings.values().stream()
                .flatMap(reading -> reading.wrong().stream())
                .toList();
        Set<String> read = film.tracks().stream()
                .flatMap(track -> track.segments().stream())
                .map(segment -> segment.object().name())
                .collect(Collectors.toSet());
        var wrong = new ArrayList<String>();
        for (StoredObject object : packaged.objects()) {
            if (!read.contains(object.name()) && !isWhole(object, deposit)) {
                wrong.add(object.name());
            }
        }
        return flaws.isEmpty()
                ? Finding.must(
                        Blame.OBJECTS,
                        Blame.OBJECTS_DETAIL,
                        wrong.isEmpty(),
                        wrong.isEmpty() ? packaged.objects().size() + " objects" : HlsRules.some(wrong))
                : Finding.must(Blame.OBJECTS, Blame.OBJECTS_DETAIL, flaws, "");
    }

    private static HlsRules rules(Film film, Packaged packaged, Map<String, Reading> readings, Deposit deposit)
            throws IOException {
        Map<String, Playlist> media = new HashMap<>();
        Map<String, Playlist> keyFrames = new HashMap<>();
        for (String track : readings.keySet()) {
            media.put(track, playlist(packaged, track + "/index-", deposit));
            keyFrames.put(track, playlist(packaged, track + "/iframes-", deposit));
        }
        Playlist multivariant = playlist(packaged, packaged.playback().hls(), deposit);
        return new HlsRules(film.plan(), multivariant, media, keyFrames, readings);
    }

    /** The object whose name begins so; an empty one when there is none. */
    private static Playlist playlist(Packaged packaged, String prefix, Deposit deposit) throws IOException {
        for (StoredObject object : packaged.objects()) {
            if (object.name().startsWith(prefix)) {
                return Playlist.of(new String(deposit.read(object), StandardCharsets.UTF_8));
            }
        }
        return Playlist.of("");
    }

    /** Its first and its last segment: it is one encoder's work. */
    private Finding soundDecodes(FilmTrack sound, List<Unit> units, Run run, Deposit deposit)
            throws IOException, TranscodeFailure, InterruptedException {
        Path file = run.scratch().resolve("sound.mp4");
        List<StoredSegment> ends = sound.segments().size() == 1
                ? sound.segments()
                : List.of(sound.segments().getFirst(), sound.segments().getLast());
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(deposit.read(sound.init()));
            for (StoredSegment segment : ends) {
                out.write(deposit.read(segment.object()));
            }
        }
        FfmpegRun child = ffmpeg.start(
                "verify-sound",
                _ -> {},
                command -> command.addInput(UrlInput.fromPath(file)
                                .addArguments("-threads", "1")
                                .addArguments("-err_detect", "explode")
                                .setFormat("mov"))
                        .addArgument("-xerror")
                        .addOutput(new NullOutput(false)));
        String trouble = "";
        try (var _ = run.child(child::cancel)) {
            child.await(TIMEOUT);
        } catch (FfmpegFailed e) {
            if (e.end() != End.EXIT) {
                throw FfmpegFailures.of(e, "decoding the result");
            }
            trouble = e.logTail().isEmpty() ? "the decoder failed" : e.logTail().getLast();
        }
        var flaws = new ArrayList<Flaw>();
        for (Unit unit : units) {
            if (unit.kind() == Unit.Kind.AUDIO && !trouble.isEmpty()) {
                flaws.add(new Flaw(unit.index(), trouble));
            }
        }
        return Finding.must(
                Blame.DECODE,
                sound.name() + ": its first and last segment can be decoded",
                flaws,
                ends.size() + " segments");
    }
}
