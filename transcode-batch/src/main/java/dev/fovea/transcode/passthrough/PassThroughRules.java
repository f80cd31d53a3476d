package dev.fovea.transcode.passthrough;

import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.mp4.AvcSample;
import dev.fovea.transcode.mp4.SequenceParameters;
import dev.fovea.transcode.probe.Coding;
import dev.fovea.transcode.probe.Source;
import dev.fovea.transcode.span.CodedPictures;
import dev.fovea.transcode.span.CodedPictures.Grid;
import dev.fovea.transcode.span.FrameRate;
import dev.fovea.transcode.span.Spans;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a source must be so that its pictures can stand beside encoded renditions: the rules that those keep, too (HLS
 * Authoring 1.3 to 1.19, 7.4), and cuts at the same frames. Pure functions.
 */
public final class PassThroughRules {

    private static final Set<String> PROFILES = Set.of("Constrained Baseline", "Main", "High");
    /** 1920 x 1080 at 60 frames a second: what every decoder in hardware plays. */
    private static final int LEVEL_MAX = 42;

    /** More would make playlists of key frames that are longer than the film's own. */
    private static final int KEY_FRAMES_A_SECOND_MAX = 2;

    private static final int BITS = 8;

    private PassThroughRules() {}

    /** @return why pictures so coded must be encoded again, empty when they need not */
    public static Optional<String> refusalOf(Source source, Coding coding, Rendition largest) {
        if (!coding.codec().equals("h264")) {
            return Optional.of("The pictures are coded as %s, not as h264.".formatted(coding.codec()));
        }
        if (source.range() != Source.Range.SDR) {
            return Optional.of("The pictures have a high dynamic range.");
        }
        if (source.interlaced()) {
            return Optional.of("The pictures are interlaced.");
        }
        if (!PROFILES.contains(coding.profile())) {
            return Optional.of("The profile is %s.".formatted(coding.profile()));
        }
        if (coding.level() < 0 || coding.level() > LEVEL_MAX) {
            return Optional.of("The level is %s, at most %s is allowed."
                    .formatted(decimal(coding.level() / 10.0), decimal(LEVEL_MAX / 10.0)));
        }
        if (!coding.pixelFormat().equals("yuv420p")) {
            return Optional.of("The pixel format is %s, not yuv420p.".formatted(coding.pixelFormat()));
        }
        if (!coding.shownAsCoded()) {
            return Optional.of("The pictures are turned, stretched or cut when they are shown.");
        }
        if (coding.width() != largest.width() || coding.height() != largest.height()) {
            return Optional.of("The pictures have %d x %d pixels, the largest rendition has %d x %d."
                    .formatted(coding.width(), coding.height(), largest.width(), largest.height()));
        }
        return Optional.empty();
    }

    /** @return why pictures that come so must be encoded again, empty when they need not */
    public static Optional<String> refusalOf(CodedPictures pictures, Source source, Rendition largest) {
        if (!pictures.isComplete()) {
            return Optional.of("The file holds pictures that are not shown, or does not say when.");
        }
        FrameRate rate = source.frameRate();
        Optional<Grid> found = pictures.on(rate, source.frames());
        if (found.isEmpty()) {
            return Optional.of("The pictures do not come at a steady %s a second from the start on."
                    .formatted(decimal(rate.perSecond())));
        }
        Grid grid = found.get();
        if (!grid.closed()) {
            return Optional.of("Pictures after a key frame are shown before it.");
        }
        return keyFramesRefused(grid, rate).or(() -> bitrateRefused(grid, rate, largest));
    }

    private static Optional<String> keyFramesRefused(Grid grid, FrameRate rate) {
        int frames = grid.bytes().length;
        int segment = Spans.segmentFrames(rate);
        for (int first = 0; first < frames; first += segment) {
            if (!grid.keyFrames().get(first)) {
                return Optional.of("There is no key frame at %s s, where a segment begins."
                        .formatted(decimal(rate.secondsAt(first))));
            }
        }
        int longest = 0;
        for (int key = 0; key >= 0; ) {
            int next = grid.keyFrames().nextSetBit(key + 1);
            longest = Math.max(longest, (next < 0 ? frames : next) - key);
            key = next;
        }
        if (longest > Spans.gopFrames(rate)) {
            return Optional.of("Key frames are up to %s s apart, at most %s s are allowed."
                    .formatted(decimal(rate.secondsAt(longest)), decimal(rate.secondsAt(Spans.gopFrames(rate)))));
        }
        // The first one begins the film, however short that is.
        if (grid.keyFrames().cardinality() - 1 > KEY_FRAMES_A_SECOND_MAX * rate.secondsAt(frames)) {
            return Optional.of("There are more than %d key frames a second.".formatted(KEY_FRAMES_A_SECOND_MAX));
        }
        return Optional.empty();
    }

    /** A rest shorter than half a segment counts as half a one: HLS looks at no shorter stretch either. */
    private static Optional<String> bitrateRefused(Grid grid, FrameRate rate, Rendition largest) {
        int segment = Spans.segmentFrames(rate);
        double most = 0;
        for (int first = 0; first < grid.bytes().length; first += segment) {
            int end = Math.min(grid.bytes().length, first + segment);
            long bytes = 0;
            for (int frame = first; frame < end; frame++) {
                bytes += grid.bytes()[frame];
            }
            most = Math.max(most, BITS * bytes / rate.secondsAt(Math.max(end - first, segment / 2)));
        }
        return most <= largest.bitrateMaxKbps() * 1_000.0
                ? Optional.empty()
                : Optional.of("A segment has %.0f kbit/s, at most %d are allowed."
                        .formatted(Math.ceil(most / 1_000), largest.bitrateMaxKbps()));
    }

    /**
     * @param told in the stream's description, which is all that players will have
     * @param repeated within the stream
     * @return why pictures with these parameter sets must be encoded again, empty when they need not
     */
    public static Optional<String> refusalOf(List<byte[]> told, List<byte[]> repeated, Rendition largest) {
        for (byte[] set : repeated) {
            if (told.stream().noneMatch(each -> Arrays.equals(each, set))) {
                return Optional.of("The stream changes its parameter sets.");
            }
        }
        if (told.stream().filter(AvcSample::isSequenceSet).count() != 1) {
            return Optional.of("The stream has more than one sequence parameter set.");
        }
        SequenceParameters picture = SequenceParameters.of(told);
        if (!picture.progressive()) {
            return Optional.of("The pictures may be coded as fields.");
        }
        return picture.width() == largest.width() && picture.height() == largest.height()
                ? Optional.empty()
                : Optional.of(
                        "The stream has pictures of %d x %d pixels.".formatted(picture.width(), picture.height()));
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }
}
