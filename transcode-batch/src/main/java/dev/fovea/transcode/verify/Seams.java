package dev.fovea.transcode.verify;

import com.github.kokorin.jaffree.ffmpeg.FFmpeg;
import com.github.kokorin.jaffree.ffmpeg.UrlInput;
import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.encode.Deposit;
import dev.fovea.transcode.encode.EncodeCommand;
import dev.fovea.transcode.encode.FfmpegFailures;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.Unit;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegFailed;
import dev.fovea.transcode.ffmpeg.FfmpegFailed.End;
import dev.fovea.transcode.ffmpeg.FfmpegRun;
import dev.fovea.transcode.hls.Film;
import dev.fovea.transcode.hls.FilmTrack;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.mp4.Fragment;
import dev.fovea.transcode.verify.Finding.Flaw;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/**
 * Decodes what lies on both sides of each place where one encoder ended and another began, and compares what each span
 * starts with to the source. Pictures are compared as small grey ones, in which noise and compression are averaged out
 * and only what is shown remains: a span in another's place looks like another moment of the film.
 */
@Component
class Seams {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final int WIDTH = 64;
    private static final int HEIGHT = 36;
    private static final String GREY = "scale=%d:%d:flags=bicubic,format=gray".formatted(WIDTH, HEIGHT);

    /** No encode of a picture is this far from it, however little bandwidth it had. */
    private static final double PSNR_MIN = 20;
    /** So near that it need not be asked whether it is nearer to something else. */
    private static final double PSNR_SURE = 35;
    /** How much nearer to another moment of the film is no accident. */
    private static final double PSNR_NEARER = 3;
    /** How many seams to either side are asked. */
    private static final int NEIGHBOURS = 16;

    /** A corner of a picture, four of brightness and two of colour: enough to count pictures by. */
    private static final int CORNER_BYTES = 6;

    private static final byte[] NOTHING = {};
    private static final double WHITE = 255;
    private static final double PERFECT = 100;

    private final Ffmpeg ffmpeg;

    Seams(Ffmpeg ffmpeg) {
        this.ffmpeg = ffmpeg;
    }

    /**
     * @param units the span's, and the one before it that is looked at too
     * @param source the span's first frame
     * @param shown the same of each rendition; empty where it could not be decoded
     * @param troubles what kept a rendition from being decoded, empty for none
     */
    private record Seam(List<Integer> units, String at, byte[] source, List<byte[]> shown, List<String> troubles) {}

    List<Finding> checks(Film film, List<Unit> units, Path source, Run run, Deposit deposit)
            throws IOException, TranscodeFailure, InterruptedException {
        Path folder = Files.createDirectories(run.scratch().resolve("seams"));
        var seams = new ArrayList<Seam>();
        for (Unit unit : units) {
            if (unit.kind() == Unit.Kind.VIDEO) {
                seams.add(look(film, unit, source, run, deposit, folder));
            }
        }
        var checks = new ArrayList<Finding>();
        for (int i = 0; i < film.allPictures().size(); i++) {
            String name = film.allPictures().get(i).name();
            checks.add(decoded(name, i, seams));
            checks.add(asInSource(name, i, seams));
        }
        return checks;
    }

    /** Which of the two sides of a seam the decoder stumbled on is not told: both are to blame. */
    private static Finding decoded(String name, int rendition, List<Seam> seams) {
        var flaws = new ArrayList<Flaw>();
        for (Seam seam : seams) {
            String trouble = seam.troubles().get(rendition);
            if (!trouble.isEmpty()) {
                seam.units().forEach(unit -> flaws.add(new Flaw(unit, seam.at() + " " + trouble)));
            }
        }
        return Finding.must(
                Blame.DECODE,
                name + ": what lies at the seams of spans can be decoded",
                flaws,
                seams.size() + " places");
    }

    private static Finding asInSource(String name, int rendition, List<Seam> seams) {
        var wrong = new ArrayList<Flaw>();
        double worst = PERFECT;
        for (int i = 0; i < seams.size(); i++) {
            Seam seam = seams.get(i);
            int unit = seam.units().getFirst();
            byte[] shown = seam.shown().get(rendition);
            double near = psnr(shown, seam.source());
            worst = Math.min(worst, near);
            if (near < PSNR_MIN) {
                wrong.add(new Flaw(unit, "%s (%s)".formatted(seam.at(), decibels(near))));
            } else if (near < PSNR_SURE) {
                for (Seam other :
                        seams.subList(Math.max(0, i - NEIGHBOURS), Math.min(seams.size(), i + NEIGHBOURS + 1))) {
                    if (psnr(shown, other.source()) > near + PSNR_NEARER) {
                        wrong.add(new Flaw(unit, "%s (shows what belongs to %s)".formatted(seam.at(), other.at())));
                    }
                }
            }
        }
        return Finding.must(
                "fovea.seams",
                name + ": each span starts with what the source shows there",
                wrong,
                "PSNR at least " + decibels(worst));
    }

    private Seam look(Film film, Unit unit, Path source, Run run, Deposit deposit, Path folder)
            throws IOException, TranscodeFailure, InterruptedException {
        var before = new ArrayList<Integer>();
        var samples = new ArrayList<Integer>();
        for (FilmTrack track : film.allPictures()) {
            List<List<Fragment>> parts = partsAt(film, track, unit);
            before.add(count(parts.getFirst()));
            samples.add(parts.stream().mapToInt(Seams::count).sum());
        }
        String log = decode(film, unit, before, source, run, deposit, folder);
        var shown = new ArrayList<byte[]>();
        var troubles = new ArrayList<String>();
        for (int i = 0; i < samples.size(); i++) {
            long decoded = sizeOf(folder.resolve(i + ".corners")) / CORNER_BYTES;
            boolean whole = decoded == samples.get(i);
            troubles.add(
                    whole
                            ? ""
                            : "%d of %d frames %s"
                                    .formatted(decoded, samples.get(i), log)
                                    .strip());
            shown.add(whole ? picture(folder.resolve(i + ".grey")) : NOTHING);
        }
        long seconds = (long) film.plan().rate().secondsAt(unit.firstFrame());
        return new Seam(
                unit.index() == 0 ? List.of(0) : List.of(unit.index(), unit.index() - 1),
                "%d:%02d".formatted(seconds / 60, seconds % 60),
                picture(folder.resolve("source.grey")),
                shown,
                troubles);
    }

    /** The group before the unit, its first group, and at the film's end its last. */
    private static List<List<Fragment>> partsAt(Film film, FilmTrack track, Unit unit) {
        int first = Math.min(unit.firstSegment(), track.segments().size() - 1);
        List<Fragment> own = track.segments().get(first).fragments();
        List<Fragment> end = track.segments().getLast().fragments();
        boolean ends = film.plan().isLast(unit) && end.getLast() != own.getFirst();
        return List.of(
                first == 0
                        ? List.of()
                        : List.of(track.segments().get(first - 1).fragments().getLast()),
                List.of(own.getFirst()),
                ends ? List.of(end.getLast()) : List.of());
    }

    private static int count(List<Fragment> fragments) {
        return fragments.stream().mapToInt(Fragment::samples).sum();
    }

    /**
     * @param before how many frames of each rendition stand before the unit's first
     * @return what the decoders complained about, empty when nothing
     */
    private String decode(
            Film film, Unit unit, List<Integer> before, Path source, Run run, Deposit deposit, Path folder)
            throws IOException, TranscodeFailure, InterruptedException {
        Files.deleteIfExists(folder.resolve("source.grey"));
        for (int i = 0; i < film.allPictures().size(); i++) {
            write(film, film.allPictures().get(i), unit, deposit, folder.resolve(i + ".mp4"));
            Files.deleteIfExists(folder.resolve(i + ".grey"));
            Files.deleteIfExists(folder.resolve(i + ".corners"));
        }
        FfmpegRun child = ffmpeg.start(
                "seam-" + unit.name(), _ -> {}, command -> compare(command, film, unit, before, source, folder));
        try (var _ = run.child(child::cancel)) {
            child.await(TIMEOUT);
        } catch (FfmpegFailed e) {
            if (e.end() != End.EXIT) {
                throw FfmpegFailures.of(e, "decoding the result");
            }
        }
        List<String> log = child.logTail();
        return log.isEmpty() ? "" : log.getLast();
    }

    private static void write(Film film, FilmTrack track, Unit unit, Deposit deposit, Path file) throws IOException {
        int first = Math.min(unit.firstSegment(), track.segments().size() - 1);
        List<List<Fragment>> parts = partsAt(film, track, unit);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(deposit.read(track.init()));
            int[] segments = {first - 1, first, track.segments().size() - 1};
            for (int part = 0; part < segments.length; part++) {
                for (Fragment fragment : parts.get(part)) {
                    out.write(deposit.read(
                            track.segments().get(segments[part]).object(), fragment.offset(), fragment.sizeBytes()));
                }
            }
        }
    }

    /** All frames are decoded, and only those that are compared are scaled. */
    private static void compare(FFmpeg command, Film film, Unit unit, List<Integer> before, Path source, Path folder) {
        command.addInput(EncodeCommand.input(unit, source));
        // First as the largest rendition is made: tone-mapping a small picture gives another one.
        Rendition largest = film.plan().renditions().getLast();
        var filter = new StringBuilder(EncodeCommand.frames(film.plan(), unit, largest.width(), largest.height())
                // Here, and not at the output: else the source is read on while the renditions are.
                + ",trim=end_frame=1,format=yuv420p," + GREY + "[s]");
        command.addOutput(raw(folder.resolve("source.grey"), "s"));
        for (int i = 0; i < film.allPictures().size(); i++) {
            command.addInput(UrlInput.fromPath(folder.resolve(i + ".mp4"))
                    .addArguments("-threads", "1")
                    .addArguments("-err_detect", "explode")
                    .setFormat("mov"));
            filter.append(String.format(
                    Locale.ROOT,
                    ";[%1$d:0]split=2[d%2$d][n%2$d];[d%2$d]select='eq(n,%3$d)',%4$s[r%2$d];[n%2$d]crop=2:2:0:0[c%2$d]",
                    i + 1,
                    i,
                    before.get(i),
                    GREY));
            command.addOutput(raw(folder.resolve(i + ".grey"), "r" + i))
                    .addOutput(raw(folder.resolve(i + ".corners"), "c" + i));
        }
        command.addArguments("-filter_complex_threads", "1").setComplexFilter(filter.toString());
    }

    private static UrlOutput raw(Path file, String label) {
        return UrlOutput.toPath(file)
                .addMap(label)
                .addArguments("-fps_mode", "passthrough")
                .setFormat("rawvideo");
    }

    private static long sizeOf(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** A grey one. */
    private static byte[] picture(Path file) throws IOException {
        return sizeOf(file) < WIDTH * HEIGHT ? NOTHING : Arrays.copyOf(Files.readAllBytes(file), WIDTH * HEIGHT);
    }

    private static double psnr(byte[] one, byte[] other) {
        if (one.length == 0 || other.length == 0) {
            return 0;
        }
        double squares = 0;
        for (int i = 0; i < one.length; i++) {
            int difference = Byte.toUnsignedInt(one[i]) - Byte.toUnsignedInt(other[i]);
            squares += difference * difference;
        }
        return squares == 0 ? PERFECT : 10 * Math.log10(WHITE * WHITE * one.length / squares);
    }

    private static String decibels(double psnr) {
        return String.format(Locale.ROOT, "%.1f dB", psnr);
    }
}
