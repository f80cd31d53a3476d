package dev.fovea.transcode.encode;

import static dev.fovea.contracts.Require.require;

import dev.fovea.transcode.ffmpeg.FfmpegBuild;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.passthrough.PassThrough;
import dev.fovea.transcode.probe.Source;
import dev.fovea.transcode.span.FrameRate;
import dev.fovea.transcode.span.Spans;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides the bytes of a job's output. Stored once; a restart goes on with it.
 *
 * @param frames of the output
 * @param renditions from the smallest to the largest
 * @param build the FFmpeg that all its units must be made by
 * @param passThrough whether the largest rendition is the source's own pictures; null when that was not asked
 * @param av1 the renditions beside them for players that know AV1; null when that was not asked
 * @param crfs how coarse each rendition is, by its name; null when all are as every film's
 */
public record Plan(
        Source source,
        SourceFile file,
        List<Rendition> renditions,
        long frames,
        FfmpegBuild build,
        @Nullable PassThrough passThrough,
        @Nullable List<Rendition> av1,
        @Nullable Map<String, Integer> crfs) {

    /** How coarse a rendition is of which nothing else is known, as x264 counts: the more, the fewer bytes. */
    public static final int CRF = 23;

    /** Measured: 48 kHz stereo AAC against x264 veryfast, a frame of 1/30 s. */
    private static final int SOUND_PIXELS = 40_000;
    /** Measured: what a decoder takes from its start to its first picture. */
    private static final int START_PIXELS = 45_000_000;

    private static final int STARTS_BESIDE_SEAMS = 2;
    /** Measured: to decode what a seam is looked at by, in groups of pictures that are encoded meanwhile. */
    private static final double SEAM_GROUPS = 0.63;

    public Plan {
        require(!renditions.isEmpty(), "a plan has renditions");
        require(frames > 0, "a plan has frames, was " + frames);
        renditions = List.copyOf(renditions);
    }

    /** A rendition that is the source's own pictures; the first is decoded so many frames before it is shown. */
    public record Copy(Rendition rendition, int delayFrames) {}

    public Optional<Copy> copied() {
        return Optional.ofNullable(passThrough)
                .map(PassThrough::delayFrames)
                .map(delay -> new Copy(renditions.getLast(), delay));
    }

    /** The renditions that encoders make, from the smallest to the largest. */
    public List<Rendition> encoded() {
        return copied().isPresent() ? renditions.subList(0, renditions.size() - 1) : renditions;
    }

    /** The renditions in AV1, from the smallest to the largest. */
    public List<Rendition> inAv1() {
        return av1 == null ? List.of() : av1;
    }

    /** All that there will be. */
    public List<Rendition> all() {
        return Stream.concat(renditions.stream(), inAv1().stream()).toList();
    }

    /** The same with every rendition encoded. */
    Plan encodingAll(String why) {
        return new Plan(source, file, renditions, frames, build, PassThrough.refused(why), av1, crfs);
    }

    public int crf(Rendition rendition) {
        return crfs == null ? CRF : crfs.getOrDefault(rendition.name(), CRF);
    }

    Plan with(Map<String, Integer> ownCrfs) {
        return new Plan(source, file, renditions, frames, build, passThrough, av1, Map.copyOf(ownCrfs));
    }

    /** What encoders would make of it, all equally coarse. */
    Plan sampledAt(int crf) {
        Map<String, Integer> all = encoded().stream().collect(Collectors.toMap(Rendition::name, _ -> crf));
        return new Plan(source, file, encoded(), frames, build, null, null, all);
    }

    /** The same of another file. */
    public Plan from(SourceFile other) {
        return new Plan(source, other, renditions, frames, build, passThrough, av1, crfs);
    }

    public FrameRate rate() {
        return source.frameRate();
    }

    public int gopFrames() {
        return Spans.gopFrames(rate());
    }

    public int segmentFrames() {
        return Spans.segmentFrames(rate());
    }

    public int gopsPerSegment() {
        return segmentFrames() / gopFrames();
    }

    /** Where in the film this unit begins, for people. */
    public String timeOf(Unit unit) {
        long seconds = (long) rate().secondsAt(unit.firstFrame());
        return "%02d:%02d".formatted(seconds / 60, seconds % 60);
    }

    /** Whether this unit ends where the source ends, wherever that is. */
    public boolean isLast(Unit unit) {
        return unit.firstFrame() + unit.frames() == frames;
    }

    /**
     * How long the last picture may have to stand until the film ends; some more for files that lack their last pictures.
     */
    public long lastPictureFramesMax() {
        return frames - (long) (source.lastPictureMicros() * rate().perSecond() / 1_000_000) + gopFrames();
    }

    /** Work in one number: pixels over all renditions and frames. Those that are only copied are decoded at least. */
    public long pixels(long ofFrames) {
        List<Rendition> worked = encoded().isEmpty() ? renditions : encoded();
        return ofFrames
                * Stream.concat(worked.stream(), inAv1().stream())
                        .mapToLong(Rendition::pixels)
                        .sum();
    }

    /** The sound counts too: it takes as long as these pixels for each frame of the film. */
    public double work(Unit.Kind kind, long ofFrames) {
        return switch (kind) {
            case VIDEO -> pixels(ofFrames);
            case AUDIO -> (double) ofFrames * SOUND_PIXELS;
        };
    }

    /**
     * Packaging and verifying in the same measure: each seam is decoded by a process of its own, and some more look at
     * the film.
     */
    public double finishingWork() {
        int seams = Spans.of(frames, rate()).size();
        double pixels = all().stream().mapToLong(Rendition::pixels).sum();
        return (double) START_PIXELS * (seams + STARTS_BESIDE_SEAMS) + SEAM_GROUPS * seams * gopFrames() * pixels;
    }
}
