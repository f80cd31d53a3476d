package dev.fovea.transcode.job;

import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.platform.media.MediaStore;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.encode.Beginning;
import dev.fovea.transcode.encode.ContentNames;
import dev.fovea.transcode.encode.Deposit;
import dev.fovea.transcode.encode.EncoderSlots;
import dev.fovea.transcode.encode.Failure;
import dev.fovea.transcode.encode.FfmpegFailures;
import dev.fovea.transcode.encode.PerTitle;
import dev.fovea.transcode.encode.Plan;
import dev.fovea.transcode.encode.Plans;
import dev.fovea.transcode.encode.Reach;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.Scratch;
import dev.fovea.transcode.encode.SourceFile;
import dev.fovea.transcode.encode.StoredObject;
import dev.fovea.transcode.encode.Unit;
import dev.fovea.transcode.encode.UnitRows;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegFailed;
import dev.fovea.transcode.ffmpeg.FfmpegRun;
import dev.fovea.transcode.hls.Film;
import dev.fovea.transcode.hls.Packaged;
import dev.fovea.transcode.hls.Packager;
import dev.fovea.transcode.ladder.Ladder;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.mp4.InvalidMp4;
import dev.fovea.transcode.passthrough.PassThrough;
import dev.fovea.transcode.probe.Mp4Head;
import dev.fovea.transcode.probe.Source;
import dev.fovea.transcode.probe.SourceProbe;
import dev.fovea.transcode.span.PacketIndex;
import dev.fovea.transcode.verify.Blame;
import dev.fovea.transcode.verify.Judgement;
import dev.fovea.transcode.verify.Report.Check;
import dev.fovea.transcode.verify.Verifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.stereotype.Component;

/**
 * What the job's steps do, except for encoding. Each step reads from rows what the ones before it left, and does nothing
 * twice: any of them may be the first after a death.
 */
@Component
class JobSteps {

    private static final Logger LOG = LoggerFactory.getLogger(JobSteps.class);
    /** So much longer than looking at a film takes encoding it. */
    private static final int ENCODE_TO_DECODE = 10;
    /** The first pictures say what the index does not. */
    private static final long PICTURES_LOOKED_AT_BYTES = 4L << 20;

    private final SourceProbe sourceProbe;
    private final PassThroughs passThroughs;
    private final PerTitle perTitle;
    private final Ffmpeg ffmpeg;
    private final MediaStore store;
    private final Scratch scratch;
    private final Plans plans;
    private final UnitRows units;
    private final EncoderSlots slots;
    private final Packager packager;
    private final Verifier verifier;
    private final Jobs jobs;
    private final JobRows rows;
    private final Repairs repairs;
    private final TranscodeProperties properties;
    private final Map<UUID, Probed> probed = new ConcurrentHashMap<>();

    JobSteps(
            SourceProbe sourceProbe,
            PassThroughs passThroughs,
            PerTitle perTitle,
            Ffmpeg ffmpeg,
            MediaStore store,
            Scratch scratch,
            Plans plans,
            UnitRows units,
            EncoderSlots slots,
            Packager packager,
            Verifier verifier,
            Jobs jobs,
            JobRows rows,
            Repairs repairs,
            TranscodeProperties properties) {
        this.sourceProbe = sourceProbe;
        this.passThroughs = passThroughs;
        this.perTitle = perTitle;
        this.ffmpeg = ffmpeg;
        this.store = store;
        this.scratch = scratch;
        this.plans = plans;
        this.units = units;
        this.slots = slots;
        this.packager = packager;
        this.verifier = verifier;
        this.jobs = jobs;
        this.rows = rows;
        this.repairs = repairs;
        this.properties = properties;
    }

    /** What the next step plans with; it lives as long as the run. */
    private record Probed(
            Source source,
            PacketIndex index,
            SourceFile file,
            @Nullable PassThrough passThrough) {}

    /** A stored plan stands as long as the FFmpeg that it was made for. */
    private boolean isPlanned(Run run) {
        return plans.find(run.jobId())
                .filter(plan -> plan.build().equals(ffmpeg.build()))
                .isPresent();
    }

    void probe(Run run) throws TranscodeFailure, IOException, InterruptedException, JobInterruptedException {
        jobs.begun(run);
        if (!isPlanned(run)) {
            probed.put(run.jobId(), look(run));
        }
    }

    private Probed look(Run run) throws TranscodeFailure, IOException, InterruptedException, JobInterruptedException {
        JobRow job = rowOf(run);
        return job.durableBytes() == null ? lookAtAll(run, job) : lookAtBeginning(run, job, job.durableBytes());
    }

    /**
     * An MP4 whose index has arrived says all that planning asks for; the plan is proved when the rest is there.
     *
     * @throws JobInterruptedException when more must arrive before
     */
    private Probed lookAtBeginning(Run run, JobRow job, long durableBytes)
            throws TranscodeFailure, IOException, InterruptedException, JobInterruptedException {
        Beginning beginning = scratch.beginning(run, job.sourceObject(), durableBytes);
        switch (Mp4Head.of(beginning.file(), beginning.bytes(), job.sizeBytes())) {
            case Mp4Head.Unknown unknown -> throw restUntil(run, unknown.bytes());
            case Mp4Head.Unfit unfit -> throw defer(run, unfit.reason());
            case Mp4Head.Front front -> {
                long looked = front.endByte() + Math.min(PICTURES_LOOKED_AT_BYTES, job.sizeBytes() / 8);
                if (durableBytes < Math.min(looked, job.sizeBytes())) {
                    throw restUntil(run, looked);
                }
            }
        }
        scratch.pad(run, job.sourceObject(), job.sizeBytes());
        SourceProbe.Probed found;
        try {
            found = sourceProbe.probeBeginning(beginning.file());
        } catch (TranscodeFailure e) {
            throw defer(run, "this file cannot be understood from its beginning alone");
        }
        Optional<PassThrough> refused = properties.passThrough()
                ? PassThroughs.refusedByIndex(found, ladderOf(found.source()).getLast())
                : Optional.empty();
        if (properties.passThrough() && refused.isEmpty()) {
            throw defer(run, "its pictures may be good as they are, which the whole file decides");
        }
        var file = new SourceFile(job.sourceObject(), null, job.sizeBytes());
        var seen = new Probed(found.source(), found.index(), file, refused.orElse(null));
        if (perTitle.isFor(sameForAll(seen))) {
            throw defer(run, "its quality is chosen by samples of the whole film");
        }
        return seen;
    }

    private JobInterruptedException restUntil(Run run, long bytes) {
        jobs.want(run, bytes);
        return rest(run);
    }

    private JobInterruptedException defer(Run run, String why) {
        jobs.defer(run, "The preview starts when the upload is done: %s.".formatted(why));
        return rest(run);
    }

    private static JobInterruptedException rest(Run run) {
        run.stop(Run.Stop.BYTES);
        return new JobInterruptedException("more of the source must arrive");
    }

    private Probed lookAtAll(Run run, JobRow job) throws TranscodeFailure, IOException, InterruptedException {
        Path upload = scratch.upload(run, job.sourceObject());
        SourceProbe.Look look = sourceProbe.look(upload);
        Optional<SourceFile> copy = look.needsRemux() ? Optional.of(remux(run, upload)) : Optional.empty();
        Path read = copy.isPresent() ? scratch.folder(run, "source").resolve("upload.mkv") : upload;
        SourceProbe.Probed found = sourceProbe.probe(copy.isPresent() ? sourceProbe.look(read) : look);
        SourceFile file = copy.isPresent()
                ? copy.get()
                : new SourceFile(job.sourceObject(), ContentNames.sha256(upload), Files.size(upload));
        PassThrough passThrough = properties.passThrough()
                ? passThroughs.decide(run, found, ladderOf(found.source()).getLast(), read)
                : null;
        scratch.adopt(run, read);
        return new Probed(found.source(), found.index(), file, passThrough);
    }

    /** Copied once and stored, so that every worker reads the same bytes with the same times. */
    private SourceFile remux(Run run, Path upload) throws TranscodeFailure, IOException, InterruptedException {
        Path copy = scratch.folder(run, "source").resolve("upload.mkv");
        FfmpegRun child = ffmpeg.start("remux", _ -> {}, command -> SourceProbe.remux(command, upload, copy));
        try (var _ = run.child(child::cancel)) {
            child.await(properties.unitTimeout());
        } catch (FfmpegFailed e) {
            throw FfmpegFailures.of(e, "reading the file for the first time");
        }
        String hash = ContentNames.sha256(copy);
        String object = MediaLayout.work(run.video(), run.generation()) + ContentNames.named("source", hash, "mkv");
        if (store.stat(object).isEmpty()) {
            store.put(object, copy);
        }
        return new SourceFile(object, hash, Files.size(copy));
    }

    void plan(Run run) throws TranscodeFailure, IOException, InterruptedException, JobInterruptedException {
        if (isPlanned(run)) {
            return;
        }
        Probed found = probed.remove(run.jobId());
        if (found == null) {
            found = look(run); // the step before was done by an earlier life
        }
        Plan plan = planOf(run, found);
        List<Unit> all = Unit.of(plan, found.index());
        if (plan.file().sha256() == null) {
            Map<Integer, Long> needs = Reach.of(plan, all, found.index());
            Long first = needs.get(all.getFirst().index());
            JobRow job = rowOf(run);
            if (first == null) {
                throw defer(run, "this film is short");
            } else if (job.durableBytes() != null && job.durableBytes() < first) {
                throw restUntil(run, first); // what is planned with less may be planned wrong
            }
            plans.store(run, plan, all, needs);
        } else {
            plans.store(run, plan, all);
        }
        jobs.packaged(run, null);
        jobs.begun(run);
    }

    private Plan planOf(Run run, Probed found)
            throws TranscodeFailure, IOException, InterruptedException, JobInterruptedException {
        Plan plan = sameForAll(found);
        if (!perTitle.isFor(plan)) {
            return plan;
        }
        try (EncoderSlots.Slot _ = slotFor(run, plan)) {
            return perTitle.refine(run, plan, found.index(), scratch.source(run, plan));
        }
    }

    /** The plan before anybody has looked at how coarse this film may be. */
    private Plan sameForAll(Probed found) {
        Source source = found.source();
        List<Rendition> ladder = ladderOf(source);
        return new Plan(
                source,
                found.file(),
                ladder,
                source.frames(),
                ffmpeg.build(),
                found.passThrough(),
                properties.av1() ? Rendition.inAv1(ladder) : null,
                null);
    }

    /**
     * A film that was begun while it arrived is gone on with only if all of it gives the same plan, and if what each unit
     * read is the beginning of what the store holds now: then every byte is the same as if nobody had begun early.
     */
    private void prove(Run run) throws TranscodeFailure, IOException, InterruptedException, JobInterruptedException {
        Plan early = plans.of(run);
        if (early.file().sha256() != null) {
            return;
        }
        scratch.dropBeginning(run);
        Probed found = lookAtAll(run, rowOf(run));
        Plan plan = planOf(run, found);
        List<Unit> all = Unit.of(plan, found.index());
        if (plan.equals(early.from(plan.file()))
                && all.equals(unitsOf(run))
                && haveReadTheBeginningOf(scratch.source(run, plan), run)) {
            plans.prove(run, plan);
            return;
        }
        plans.store(run, plan, all);
        jobs.packaged(run, null);
        throw new TranscodeFailure(
                FailureKind.TRANSIENT, "The upload is not what its beginning said: it is encoded once more.");
    }

    private boolean haveReadTheBeginningOf(Path source, Run run) throws IOException {
        SortedMap<Long, Set<String>> read = units.beginnings(run.jobId());
        List<Long> lengths = List.copyOf(read.keySet());
        try (InputStream in = Files.newInputStream(source)) {
            List<String> hashes = ContentNames.sha256OfBeginnings(in, lengths);
            for (int i = 0; i < lengths.size(); i++) {
                if (!Set.of(hashes.get(i)).equals(read.get(lengths.get(i)))) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Unit> unitsOf(Run run) {
        return units.rows(run.jobId(), false).stream().map(UnitRows.Row::unit).toList();
    }

    private static List<Rendition> ladderOf(Source source) {
        return Ladder.forSource(source.width(), source.height());
    }

    /** The encode step's lanes end when no unit is left for anybody; here it is seen whether all were accepted. */
    void pack(Run run) throws TranscodeFailure, IOException, InterruptedException, JobInterruptedException {
        Optional<Failure> elsewhere = units.failureOf(run.jobId());
        if (elsewhere.isPresent()) {
            var failure =
                    new TranscodeFailure(elsewhere.get().kind(), elsewhere.get().reason());
            run.fail(failure);
            throw failure;
        }
        UnitRows.Tally tally = units.tally(run.jobId());
        if (!tally.isDone()) {
            throw new TranscodeFailure(
                    FailureKind.INTERNAL,
                    "Only %d of %d units are accepted".formatted(tally.accepted(), tally.total()));
        }
        prove(run);
        if (rows.packagedOf(run.jobId()).isEmpty()) {
            jobs.encoded(run);
            packageAll(run);
        }
    }

    private Packaged packageAll(Run run)
            throws TranscodeFailure, IOException, InterruptedException, JobInterruptedException {
        try (EncoderSlots.Slot _ = slotFor(run, plans.of(run))) {
            Deposit deposit = depositOf(run);
            Packaged packaged = wholeOr(run, deposit, () -> packager.pack(filmOf(run, deposit), run, deposit));
            jobs.packaged(run, packaged);
            return packaged;
        }
    }

    private interface Reading<T> {
        T of() throws TranscodeFailure, IOException, InterruptedException;
    }

    /** What cannot be read because stored objects are damaged or gone is no fault of whoever reads it: they are made again. */
    private <T> T wholeOr(Run run, Deposit deposit, Reading<T> reading)
            throws TranscodeFailure, IOException, InterruptedException, JobInterruptedException {
        try {
            return reading.of();
        } catch (InvalidMp4 | IOException | TranscodeFailure e) {
            run.check();
            List<Blame> blames = Verifier.ofLostObjects(units.results(run.jobId()), deposit);
            if (!blames.isEmpty()) {
                repairs.redo(run, blames, null, null);
            }
            throw e;
        }
    }

    /**
     * The report is kept whatever it says: people want to see what is wrong. Where units are to blame, they are made again;
     * what stands around them and is damaged in the store, once and at once.
     */
    void verify(Run run) throws TranscodeFailure, IOException, InterruptedException, JobInterruptedException {
        if (rows.verificationOf(run.jobId())
                .filter(report -> report.failed().isEmpty())
                .isPresent()) {
            return;
        }
        Packaged packaged = packagedOf(run);
        repairs.requireOther(run, Manifest.hashOf(packaged.objects()));
        Judgement judged = judge(run, packaged);
        if (judged.isOfPackaging()) {
            LOG.warn(
                    "Job {} is packaged again: {}", run.jobId(), judged.report().failed());
            packaged = packageAll(run);
            judged = judge(run, packaged);
        }
        if (!judged.blames().isEmpty()) {
            boolean asMade = judged.blames().stream().noneMatch(Blame::isOfTheStore);
            repairs.redo(run, judged.blames(), judged.report(), asMade ? Manifest.hashOf(packaged.objects()) : null);
        }
        jobs.verified(run, judged.report());
        List<Check> failed = judged.report().failed();
        if (!failed.isEmpty()) {
            Check first = failed.getFirst();
            throw new TranscodeFailure(
                    FailureKind.INTERNAL,
                    "The result breaks rule %s (%s): %s".formatted(first.rule(), first.detail(), first.measured()));
        }
    }

    private Judgement judge(Run run, Packaged packaged)
            throws TranscodeFailure, IOException, InterruptedException, JobInterruptedException {
        try (EncoderSlots.Slot _ = slotFor(run, plans.of(run))) {
            Deposit deposit = depositOf(run);
            Path source = scratch.source(run, plans.of(run));
            Judgement judged = wholeOr(
                    run,
                    deposit,
                    () -> verifier.verify(filmOf(run, deposit), unitsOf(run), source, packaged, run, deposit));
            run.check();
            return judged;
        }
    }

    /** Storyboards and checks decode the film: that takes a core like an encoder does. */
    private EncoderSlots.Slot slotFor(Run run, Plan plan) throws InterruptedException, JobInterruptedException {
        run.remaining(plan, plan.frames() / ENCODE_TO_DECODE);
        Optional<EncoderSlots.Slot> slot = slots.take(run);
        if (slot.isEmpty()) {
            run.check();
        }
        return slot.orElseThrow(() -> new JobInterruptedException("the run ends before it gets a slot"));
    }

    void publish(Run run) throws TranscodeFailure, IOException {
        Packaged packaged = packagedOf(run);
        String manifest = Manifest.of(packaged.objects());
        byte[] bytes = manifest.getBytes(StandardCharsets.UTF_8);
        StoredObject stored = depositOf(run).put("manifest", "txt", bytes);
        jobs.publish(run, packaged, stored.sha256(), packaged.sizeBytes() + stored.sizeBytes());
    }

    void forget(Run run) {
        probed.remove(run.jobId());
    }

    private Film filmOf(Run run, Deposit deposit) throws TranscodeFailure, IOException {
        return Film.of(plans.of(run), units.results(run.jobId()), deposit);
    }

    private Deposit depositOf(Run run) {
        return new Deposit(store, run.video(), run.generation());
    }

    private JobRow rowOf(Run run) {
        return rows.find(run.jobId()).orElseThrow(() -> new IllegalStateException("no job " + run.jobId()));
    }

    private Packaged packagedOf(Run run) throws TranscodeFailure {
        return rows.packagedOf(run.jobId())
                .orElseThrow(() -> new TranscodeFailure(FailureKind.INTERNAL, "Nothing is packaged"));
    }
}
