package dev.fovea.transcode.job;

import com.github.kokorin.jaffree.ffmpeg.FFmpeg;
import com.github.kokorin.jaffree.ffmpeg.UrlInput;
import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.encode.EncodeCommand;
import dev.fovea.transcode.encode.FfmpegFailures;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.Scratch;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegFailed;
import dev.fovea.transcode.ffmpeg.FfmpegFailed.End;
import dev.fovea.transcode.ffmpeg.FfmpegRun;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.mp4.AvcSample;
import dev.fovea.transcode.mp4.FragmentedMp4;
import dev.fovea.transcode.mp4.InvalidMp4;
import dev.fovea.transcode.mp4.Track;
import dev.fovea.transcode.passthrough.PassThrough;
import dev.fovea.transcode.passthrough.PassThroughRules;
import dev.fovea.transcode.probe.Source;
import dev.fovea.transcode.probe.SourceProbe.Probed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Decides for a source: by what is known of it anyway, and then by a look at the bits of its pictures. */
@Component
class PassThroughs {

    /** Slices of key frames that are no IDR. */
    private static final String NOT_IDR = "noise=drop='not(key)',filter_units=pass_types=1-4";

    private static final String PARAMETER_SETS = "filter_units=pass_types=7-8";
    /** Much more than hours of them, one each second. */
    private static final int PARAMETER_SETS_BYTES_MAX = 4 << 20;

    private final Ffmpeg ffmpeg;
    private final Scratch scratch;
    private final TranscodeProperties properties;

    PassThroughs(Ffmpeg ffmpeg, Scratch scratch, TranscodeProperties properties) {
        this.ffmpeg = ffmpeg;
        this.scratch = scratch;
        this.properties = properties;
    }

    /** @param file which all units will read */
    PassThrough decide(Run run, Probed probed, Rendition largest, Path file)
            throws TranscodeFailure, IOException, InterruptedException {
        Optional<PassThrough> refused = refusedByIndex(probed, largest);
        if (refused.isPresent()) {
            return refused.get();
        }
        Source source = probed.source();
        return look(run, source, largest, file)
                .map(PassThrough::refused)
                .orElseGet(() -> new PassThrough(
                        probed.pictures()
                                .on(source.frameRate(), source.frames())
                                .orElseThrow()
                                .delayFrames(),
                        null));
    }

    /** What can be told without its pictures' bits. */
    static Optional<PassThrough> refusedByIndex(Probed probed, Rendition largest) {
        Source source = probed.source();
        return PassThroughRules.refusalOf(source, probed.coding(), largest)
                .or(() -> PassThroughRules.refusalOf(probed.pictures(), source, largest))
                .map(PassThrough::refused);
    }

    private Optional<String> look(Run run, Source source, Rendition largest, Path file)
            throws TranscodeFailure, IOException, InterruptedException {
        Path folder = scratch.folder(run, "look");
        Path notIdr = folder.resolve("not-idr.h264");
        Path sets = folder.resolve("sets.h264");
        Path first = folder.resolve("first.mp4");
        FfmpegRun child = ffmpeg.start("look", _ -> {}, command -> look(command, source, file, notIdr, sets, first));
        try (var _ = run.child(child::cancel)) {
            child.await(properties.probeTimeout());
        } catch (FfmpegFailed e) {
            TranscodeFailure failure = FfmpegFailures.of(e, "looking at how the pictures are coded");
            if (e.end() == End.EXIT && failure.kind() != FailureKind.RESOURCE) {
                return Optional.of("The stream could not be copied.");
            }
            throw failure; // at another time the answer would be another
        }
        if (Files.size(notIdr) > 0) {
            return Optional.of("A key frame is no IDR picture.");
        }
        if (Files.size(sets) > PARAMETER_SETS_BYTES_MAX) {
            return Optional.of("The stream repeats its parameter sets too often.");
        }
        try {
            Track track =
                    Track.of(FragmentedMp4.parse(Files.readAllBytes(first)).init());
            return PassThroughRules.refusalOf(
                    track.parameterSets(), AvcSample.unitsOf(Files.readAllBytes(sets)), largest);
        } catch (InvalidMp4 e) {
            return Optional.of("The stream cannot be understood: %s.".formatted(e.getMessage()));
        }
    }

    private static void look(FFmpeg command, Source source, Path file, Path notIdr, Path sets, Path first) {
        UrlInput input = UrlInput.fromPath(file);
        Ffmpeg.inputLimits().forEach(input::addArgument);
        command.addInput(input)
                .addOutput(copy(source, notIdr, NOT_IDR)
                        .addArguments("-frames:v", "1")
                        .setFormat("h264"))
                .addOutput(copy(source, sets, PARAMETER_SETS).setFormat("h264"))
                .addOutput(copy(source, first, EncodeCommand.PICTURES_ONLY)
                        .addArguments("-frames:v", "1")
                        .addArguments("-movflags", "+frag_keyframe+delay_moov+default_base_moof+frag_discont")
                        .setFormat("mp4"));
    }

    private static UrlOutput copy(Source source, Path to, String filter) {
        return UrlOutput.toPath(to)
                .addMap(0, Integer.toString(source.videoStream()))
                .addArguments("-c", "copy")
                .addArguments("-bsf:v", filter);
    }
}
