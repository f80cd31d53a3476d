package dev.fovea.transcode.verify;

import com.github.kokorin.jaffree.ffmpeg.NullOutput;
import com.github.kokorin.jaffree.ffmpeg.UrlInput;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.encode.ContentNames;
import dev.fovea.transcode.encode.Deposit;
import dev.fovea.transcode.encode.FfmpegFailures;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.StoredObject;
import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import dev.fovea.transcode.encode.Unit;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegFailed;
import dev.fovea.transcode.ffmpeg.FfmpegFailed.End;
import dev.fovea.transcode.ffmpeg.FfmpegRun;
import dev.fovea.transcode.hls.Film;
import dev.fovea.transcode.hls.FilmTrack;
import dev.fovea.transcode.hls.Packaged;
import dev.fovea.transcode.mp4.InvalidMp4;
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
     */
    public Report verify(Film film, List<Unit> units, Path source, Packaged packaged, Run run, Deposit deposit)
            throws IOException, TranscodeFailure, InterruptedException {
        Map<String, Reading> readings = new TreeMap<>();
        var unreadable = new ArrayList<String>();
        for (FilmTrack track : film.tracks()) {
            try {
                readings.put(track.name(), Reading.of(track, deposit));
            } catch (InvalidMp4 e) {
                unreadable.add("%s (%s)".formatted(track.name(), e.getMessage()));
            }
        }
        var checks = new ArrayList<Check>();
        checks.add(objectsAreWhole(film, packaged, readings, unreadable, deposit));
        if (!checks.getFirst().outcome().equals(Report.Outcome.PASSED)) {
            return new Report(checks); // what would be measured is not what would be played
        }
        checks.addAll(rules(film, packaged, readings, deposit).checks());
        checks.addAll(seams.checks(film, units, source, run, deposit));
        if (film.sound() != null) {
            checks.add(soundDecodes(film.sound(), run, deposit));
        }
        return new Report(checks);
    }

    private static Check objectsAreWhole(
            Film film, Packaged packaged, Map<String, Reading> readings, List<String> unreadable, Deposit deposit)
            throws IOException {
        var wrong = new ArrayList<>(unreadable);
        readings.values().forEach(reading -> wrong.addAll(reading.wrong()));
        Set<String> read = film.tracks().stream()
                .flatMap(track -> track.segments().stream())
                .map(segment -> segment.object().name())
                .collect(Collectors.toSet());
        for (StoredObject object : packaged.objects()) {
            if (!read.contains(object.name())
                    && !ContentNames.sha256(deposit.read(object)).equals(object.sha256())) {
                wrong.add(object.name());
            }
        }
        return Check.must(
                "fovea.objects",
                "every stored object holds what its name says",
                wrong.isEmpty(),
                wrong.isEmpty() ? packaged.objects().size() + " objects" : HlsRules.some(wrong));
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
    private Check soundDecodes(FilmTrack sound, Run run, Deposit deposit)
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
        return Check.must(
                "fovea.decode",
                sound.name() + ": its first and last segment can be decoded",
                trouble.isEmpty(),
                trouble.isEmpty() ? ends.size() + " segments" : trouble);
    }
}
