package dev.fovea.transcode.encode;

import com.github.kokorin.jaffree.ffmpeg.FFmpeg;
import com.github.kokorin.jaffree.ffmpeg.ProgressListener;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.contracts.video.TranscodeEvent.PreviewSegment;
import dev.fovea.contracts.video.TranscodeEvent.PreviewTrack;
import dev.fovea.platform.media.MediaStore;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.encode.TrackPart.StoredSegment;
import dev.fovea.transcode.fault.Faults;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegFailed;
import dev.fovea.transcode.ffmpeg.FfmpegRun;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.mp4.Fragment;
import dev.fovea.transcode.mp4.FragmentedMp4;
import dev.fovea.transcode.mp4.InvalidMp4;
import dev.fovea.transcode.mp4.Segment;
import dev.fovea.transcode.mp4.Track;
import dev.fovea.transcode.probe.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.infrastructure.item.ItemProcessor;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * Encodes one unit and stores what it made. A unit that fails goes back to its row, to be claimed again; only a failure
 * for good ends the lane.
 */
@Component
public class UnitEncoder implements ItemProcessor<Claim, EncodedUnit> {

    private static final Logger LOG = LoggerFactory.getLogger(UnitEncoder.class);

    private final Ffmpeg ffmpeg;
    private final MediaStore store;
    private final Scratch scratch;
    private final Plans plans;
    private final Units units;
    private final Attempts attempts;
    private final Beats beats;
    private final TranscodeProperties properties;

    UnitEncoder(
            Ffmpeg ffmpeg,
            MediaStore store,
            Scratch scratch,
            Plans plans,
            Units units,
            Attempts attempts,
            Beats beats,
            TranscodeProperties properties) {
        this.ffmpeg = ffmpeg;
        this.store = store;
        this.scratch = scratch;
        this.plans = plans;
        this.units = units;
        this.attempts = attempts;
        this.beats = beats;
        this.properties = properties;
    }

    /** @return null when the unit is not encoded, and its row says why */
    @Override
    public @Nullable EncodedUnit process(Claim claim) throws TranscodeFailure, InterruptedException {
        boolean encoded = false;
        beats.begin(claim);
        try {
            EncodedUnit unit = encode(claim);
            Faults.at(Faults.Point.OBJECTS_STORED);
            encoded = true;
            return unit;
        } catch (TranscodeFailure e) {
            return failed(claim, e);
        } catch (IOException e) {
            return failed(
                    claim,
                    new TranscodeFailure(FailureKind.TRANSIENT, "Reading or storing failed: " + e.getMessage(), e));
        } catch (InvalidMp4 e) {
            return failed(
                    claim,
                    new TranscodeFailure(
                            FailureKind.INTERNAL, "The encoder's output is not as expected: " + e.getMessage(), e));
        } finally {
            if (!encoded) {
                beats.end(claim);
                claim.slot().close();
            }
        }
    }

    private @Nullable EncodedUnit failed(Claim claim, TranscodeFailure failure) throws TranscodeFailure {
        if (claim.run().stopped().isPresent() || claim.isLost()) {
            units.giveBack(claim);
            return null;
        }
        if (claim.isEarly()) {
            LOG.info(
                    "Job {} unit {} waits for the whole upload: {}",
                    claim.run().jobId(),
                    claim.unit().index(),
                    failure.reason());
            units.waitForTheWhole(claim, failure);
            return null;
        }
        if (isCopied(claim) && !units.mayTryAgain(claim, failure)) {
            LOG.warn("Job {} encodes every rendition after all: {}", claim.run().jobId(), failure.reason());
            attempts.failed(claim, failure);
            plans.encodeAll(claim.run(), failure.reason());
            return null;
        }
        boolean again = units.fail(claim, failure);
        LOG.warn(
                "Job {} unit {} failed{}: {}",
                claim.run().jobId(),
                claim.unit().index(),
                again ? ", it is tried again" : "",
                failure.reason());
        if (!again) {
            claim.run().fail(failure);
            throw failure;
        }
        return null;
    }

    private static boolean isCopied(Claim claim) {
        return claim.unit().kind() == Unit.Kind.VIDEO && claim.plan().copied().isPresent();
    }

    private EncodedUnit encode(Claim claim) throws TranscodeFailure, IOException, InterruptedException {
        Path source = sourceOf(claim);
        Path folder = scratch.folder(claim.run(), claim.unit().name() + "-" + claim.token());
        try {
            return switch (claim.unit().kind()) {
                case VIDEO -> video(claim, source, folder);
                case AUDIO -> audio(claim, source, folder);
            };
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private Path sourceOf(Claim claim) throws IOException, TranscodeFailure {
        SourceFile planned = claim.plan().file();
        if (planned.sha256() != null) {
            return scratch.source(claim.run(), claim.plan());
        }
        Beginning beginning = scratch.beginning(claim.run(), planned.object(), claim.durableBytes());
        claim.reads(beginning);
        return beginning.file();
    }

    private EncodedUnit video(Claim claim, Path source, Path folder)
            throws TranscodeFailure, IOException, InterruptedException {
        Plan plan = claim.plan();
        Unit unit = claim.unit();
        run(
                claim,
                start(
                        claim,
                        progress -> claim.progressed(
                                Optional.ofNullable(progress.getFrame()).orElse(0L),
                                Optional.ofNullable(progress.getFps()).orElse(0.0)),
                        command -> {
                            if (claim.isEarly()) {
                                // What reads beyond what has arrived fails, rather than conceal that pictures are
                                // missing.
                                command.addArgument("-xerror");
                            }
                            EncodeCommand.video(command, plan, unit, source, folder);
                        }));
        if (properties.decodeResults()) {
            decode(claim, folder);
        }
        var parts = new ArrayList<TrackPart>();
        var preview = new ArrayList<PreviewTrack>();
        Optional<Rendition> copy = plan.copied().map(Plan.Copy::rendition);
        for (Rendition rendition : plan.all()) {
            FragmentedMp4 made = FragmentedMp4.parse(Files.readAllBytes(EncodeCommand.videoOutput(folder, rendition)));
            Track track = Track.of(made.init());
            checkFrames(plan, unit, made, track);
            claim.progressed(framesIn(made.fragments()), claim.framesPerSecond());
            List<Segment> segments =
                    copy.filter(rendition::equals).isPresent() ? copied(plan, unit, made) : encoded(plan, unit, made);
            var storing = new Storing(claim, rendition.name(), unit.firstSegment(), made.init());
            storing.add(segments);
            TrackPart part = storing.part();
            parts.add(part);
            if (!rendition.codedInAv1()) { // a preview is for whoever is there, with whatever player
                preview.add(preview(part, track, rendition.bitrateMaxKbps(), unit.firstSegment()));
            }
        }
        return new EncodedUnit(claim, parts, preview);
    }

    /** Cheap and complete, with the check of the groups' places: what is not exactly its part of the film is not stored. */
    private static void checkFrames(Plan plan, Unit unit, FragmentedMp4 made, Track track) throws TranscodeFailure {
        long frames = framesIn(made.fragments());
        if (frames != unit.frames()) {
            throw new TranscodeFailure(
                    FailureKind.SOURCE,
                    "The file's pictures end early: %d of the %d frames from %s on could be read."
                            .formatted(frames, unit.frames(), plan.timeOf(unit)));
        }
        made.fragments().forEach(fragment -> made.requirePictures(track, fragment));
    }

    /** An encoder on a faulty core, or in faulty memory, does not know what it wrote; a decoder mostly does. */
    private void decode(Claim claim, Path folder) throws TranscodeFailure, InterruptedException {
        FfmpegRun child = ffmpeg.start(
                nameOf(claim) + "-decode", _ -> {}, command -> EncodeCommand.decode(command, claim.plan(), folder));
        try (var _ = claim.run().child(child::cancel)) {
            child.await(properties.unitTimeout());
        } catch (FfmpegFailed e) {
            if (e.end() != FfmpegFailed.End.EXIT) {
                throw FfmpegFailures.of(e, "decoding what was encoded");
            }
            throw new TranscodeFailure(
                    FailureKind.INTERNAL,
                    "What was encoded from %s on cannot be decoded without fault."
                            .formatted(claim.plan().timeOf(claim.unit())),
                    e);
        }
    }

    /** Every group is as long as it was planned. */
    private static List<Segment> encoded(Plan plan, Unit unit, FragmentedMp4 made) throws TranscodeFailure {
        long time = unit.firstFrame() * plan.rate().ticksPerFrame();
        for (Fragment fragment : made.fragments()) {
            checkPlace(fragment, time);
            time += (long) plan.gopFrames() * plan.rate().ticksPerFrame();
        }
        return made.segments(plan.gopsPerSegment(), Math.toIntExact(unit.firstFrame() / plan.gopFrames()));
    }

    /** Groups are as long as the source has them, and segments as long as in every other rendition. */
    private static List<Segment> copied(Plan plan, Unit unit, FragmentedMp4 made) throws TranscodeFailure {
        int frame = plan.rate().ticksPerFrame();
        long time = unit.firstFrame() * frame;
        for (Fragment fragment : made.fragments()) {
            checkPlace(fragment, time);
            time = fragment.end();
        }
        List<Segment> segments = made.segmentsOf((long) plan.segmentFrames() * frame, frame);
        for (int i = 0; i < segments.size(); i++) {
            checkPlace(
                    segments.get(i).fragments().getFirst(),
                    (unit.firstFrame() + (long) i * plan.segmentFrames()) * frame);
        }
        return segments;
    }

    private static void checkPlace(Fragment group, long planned) throws TranscodeFailure {
        if (group.time() != planned || !group.key()) {
            throw new TranscodeFailure(
                    FailureKind.INTERNAL,
                    "The encoder put a group of pictures at tick %d where %d was planned"
                            .formatted(group.time(), planned));
        }
    }

    private static long framesIn(List<Fragment> fragments) {
        return fragments.stream().mapToLong(Fragment::samples).sum();
    }

    private EncodedUnit audio(Claim claim, Path source, Path folder)
            throws TranscodeFailure, IOException, InterruptedException {
        Plan plan = claim.plan();
        Source.Audio audio = plan.source().audio();
        if (audio == null) {
            throw new TranscodeFailure(FailureKind.INTERNAL, "A unit of sound was planned for a silent film");
        }
        run(
                claim,
                start(
                        claim,
                        progress -> claim.progressed(
                                plan.rate()
                                        .framesIn(Math.max(
                                                1,
                                                Optional.ofNullable(progress.getTimeMicros())
                                                        .orElse(0L))),
                                0),
                        command -> EncodeCommand.audio(command, plan, audio, source, folder)));
        if (!Files.exists(EncodeCommand.audioSegment(folder, 0))) {
            throw new TranscodeFailure(FailureKind.SOURCE, "The file names a sound track, but it holds no sound.");
        }
        byte[] init = Files.readAllBytes(EncodeCommand.audioInit(folder));
        claim.progressed(plan.frames(), 0);
        var storing = new Storing(claim, TrackPart.AUDIO, 0, init);
        for (int number = 0; Files.exists(EncodeCommand.audioSegment(folder, number)); number++) {
            FragmentedMp4 made = FragmentedMp4.parse(Files.readAllBytes(EncodeCommand.audioSegment(folder, number)));
            storing.add(made.segments(Integer.MAX_VALUE, number));
        }
        TrackPart part = storing.part();
        return new EncodedUnit(
                claim, List.of(part), List.of(preview(part, Track.of(init), EncodeCommand.AUDIO_KBPS, 0)));
    }

    /** A short job's, which shares the cores with a long one's, is preferred to them. */
    private FfmpegRun start(Claim claim, ProgressListener progress, Consumer<FFmpeg> command) {
        return claim.slot().isExtra()
                ? ffmpeg.startPreferred(nameOf(claim), progress, command)
                : ffmpeg.start(nameOf(claim), progress, command);
    }

    private void run(Claim claim, FfmpegRun child) throws TranscodeFailure, InterruptedException {
        claim.runs(child);
        try (var _ = claim.run().child(child::cancel)) {
            child.await(properties.unitTimeout());
        } catch (FfmpegFailed e) {
            throw FfmpegFailures.of(e, "encoding from " + claim.plan().timeOf(claim.unit()));
        }
    }

    /** A part of a track on its way into the store, segment by segment: the sound of hours is more than memory bears. */
    private final class Storing {
        private final Deposit deposit;
        private final String track;
        private final int firstSegment;
        private final StoredObject init;
        private final List<StoredSegment> stored = new ArrayList<>();

        Storing(Claim claim, String track, int firstSegment, byte[] init) throws IOException {
            this.deposit = new Deposit(
                    Faults.ofUnit(store), claim.run().video(), claim.run().generation());
            this.track = track;
            this.firstSegment = firstSegment;
            this.init = deposit.put(track + "/init", "mp4", init);
        }

        void add(List<Segment> segments) throws IOException {
            for (Segment segment : segments) {
                String stem = String.format(Locale.ROOT, "%s/s_%05d", track, firstSegment + stored.size());
                stored.add(new StoredSegment(deposit.put(stem, "m4s", segment.bytes()), segment.fragments()));
            }
        }

        TrackPart part() {
            return new TrackPart(track, init, stored);
        }
    }

    private static PreviewTrack preview(TrackPart part, Track track, int bitrateMaxKbps, int firstSegment) {
        return new PreviewTrack(
                part.track(),
                track.codec(),
                track.width(),
                track.height(),
                bitrateMaxKbps,
                part.init().name(),
                firstSegment,
                part.segments().stream()
                        .map(segment -> new PreviewSegment(
                                segment.object().name(), segment.duration() * 1_000_000 / track.ticksPerSecond()))
                        .toList());
    }

    private static String nameOf(Claim claim) {
        return "encode-" + claim.run().jobId().toString().substring(24) + "-"
                + claim.unit().name();
    }
}
