package dev.fovea.transcode.encode;

import com.github.kokorin.jaffree.ffmpeg.FFmpeg;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegFailed;
import dev.fovea.transcode.ffmpeg.FfmpegRun;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.span.PacketIndex;
import dev.fovea.transcode.span.Span;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks at samples of a film as its encoders would make them, and finds for each rendition how coarse it may be and still
 * look good. The same film and the same FFmpeg give the same answer.
 */
@Component
public class PerTitle {

    private static final Logger LOG = LoggerFactory.getLogger(PerTitle.class);

    /** Each a group of pictures, from the middle of as many equal parts of the film. */
    private static final int SAMPLES = 3;

    /** No film is made coarser than this, however flat it is; none finer than those that are not asked about. */
    static final int CRF_MAX = 31;

    /** A sample that is copied exactly has no noise at all. */
    private static final double DECIBELS_MAX = 60;

    private static final Pattern AVERAGE = Pattern.compile("XPSNR average.*?y:\\s*(inf|[0-9.]+)");

    private final Ffmpeg ffmpeg;
    private final Scratch scratch;
    private final TranscodeProperties properties;
    private final MeterRegistry meters;

    PerTitle(Ffmpeg ffmpeg, Scratch scratch, TranscodeProperties properties, MeterRegistry meters) {
        this.ffmpeg = ffmpeg;
        this.scratch = scratch;
        this.properties = properties;
        this.meters = meters;
    }

    /** Whether it is wanted, and the film is long enough for it to pay. */
    public boolean isFor(Plan plan) {
        return properties.perTitle().enabled()
                && !plan.encoded().isEmpty()
                && plan.rate().microsAt(plan.frames()) / 1_000
                        >= properties.perTitle().durationMin().toMillis();
    }

    /** The same plan, each encoded rendition as coarse as the film allows. */
    public Plan refine(Run run, Plan plan, PacketIndex index, Path source)
            throws TranscodeFailure, IOException, InterruptedException {
        Timer.Sample timer = Timer.start(meters);
        Map<String, Double> fine = new HashMap<>();
        Map<String, Double> coarse = new HashMap<>();
        for (int sample = 0; sample < SAMPLES; sample++) {
            Unit unit = sample(plan, index, sample);
            look(run, plan.sampledAt(Plan.CRF), unit, source, fine);
            look(run, plan.sampledAt(CRF_MAX), unit, source, coarse);
        }
        Map<String, Integer> crfs = new HashMap<>();
        for (Rendition rendition : plan.encoded()) {
            String name = rendition.name();
            crfs.put(name, crfFor(properties.perTitle().quality(), worst(fine, name), worst(coarse, name)));
        }
        timer.stop(meters.timer("fovea.transcode.per.title"));
        LOG.info("Job {} has CRF {}; XPSNR at {} is {}, at {} {}", run.jobId(), crfs, Plan.CRF, fine, CRF_MAX, coarse);
        return plan.with(crfs);
    }

    private static double worst(Map<String, Double> decibels, String rendition) {
        return decibels.getOrDefault(rendition, 0.0);
    }

    /** From the finest to the coarsest it falls as along a line; what is wanted lies on it, or beyond an end. */
    static int crfFor(double wanted, double atFinest, double atCoarsest) {
        if (atFinest <= wanted) {
            return Plan.CRF;
        }
        if (atCoarsest >= wanted) {
            return CRF_MAX;
        }
        return Plan.CRF + (int) ((CRF_MAX - Plan.CRF) * (atFinest - wanted) / (atFinest - atCoarsest));
    }

    private static Unit sample(Plan plan, PacketIndex index, int sample) {
        int gop = plan.gopFrames();
        long middle = plan.frames() * (2L * sample + 1) / (2 * SAMPLES);
        long first = Math.max(0, Math.min(middle, plan.frames() - gop)) / gop * gop;
        long frames = Math.min(gop, plan.frames() - first);
        return Unit.of(plan, index, new Span(sample, first, frames, Math.toIntExact(first / plan.segmentFrames()), 1));
    }

    /** Keeps the worst of all samples. */
    private void look(Run run, Plan plan, Unit unit, Path source, Map<String, Double> worst)
            throws TranscodeFailure, IOException, InterruptedException {
        Path folder = scratch.folder(run, "sample");
        run(run, command -> EncodeCommand.video(command, plan, unit, source, folder));
        run(run, command -> EncodeCommand.compare(command, plan, unit, source, folder));
        for (Rendition rendition : plan.renditions()) {
            worst.merge(rendition.name(), decibelsIn(EncodeCommand.comparison(folder, rendition)), Math::min);
        }
    }

    private void run(Run run, Consumer<FFmpeg> what) throws TranscodeFailure, InterruptedException {
        FfmpegRun child = ffmpeg.start("sample", _ -> {}, what);
        try (var _ = run.child(child::cancel)) {
            child.await(properties.unitTimeout());
        } catch (FfmpegFailed e) {
            throw FfmpegFailures.of(e, "looking at samples");
        }
    }

    private static double decibelsIn(Path comparison) throws TranscodeFailure, IOException {
        List<String> lines = Files.readAllLines(comparison);
        for (String line : lines) {
            Matcher average = AVERAGE.matcher(line);
            if (average.find()) {
                return average.group(1).equals("inf")
                        ? DECIBELS_MAX
                        : Math.min(DECIBELS_MAX, Double.parseDouble(average.group(1)));
            }
        }
        throw new TranscodeFailure(FailureKind.INTERNAL, "FFmpeg compared samples without a result");
    }
}
