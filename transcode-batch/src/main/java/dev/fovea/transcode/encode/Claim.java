package dev.fovea.transcode.encode;

import dev.fovea.transcode.ffmpeg.FfmpegRun;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A unit that is ours until its lease ends, and the slot that it is encoded in. */
public final class Claim {

    private final Run run;
    private final Plan plan;
    private final Unit unit;
    private final long token;
    private final int failuresBefore;
    private final EncoderSlots.Slot slot;
    private final @Nullable Long durableBytes;
    private final AtomicBoolean lost = new AtomicBoolean();
    private final long since = System.nanoTime();
    private volatile @Nullable Beginning read;
    private volatile @Nullable FfmpegRun child;
    private volatile long framesDone;
    private volatile double framesPerSecond;

    Claim(Run run, Plan plan, Units.Claimed claimed, EncoderSlots.Slot slot) {
        this.run = run;
        this.plan = plan;
        this.unit = claimed.unit();
        this.token = claimed.token();
        this.failuresBefore = claimed.failures();
        this.durableBytes = claimed.durableBytes();
        this.slot = slot;
    }

    Run run() {
        return run;
    }

    Plan plan() {
        return plan;
    }

    Unit unit() {
        return unit;
    }

    /** Names this attempt: a result under an older one is refused. */
    long token() {
        return token;
    }

    int failuresBefore() {
        return failuresBefore;
    }

    EncoderSlots.Slot slot() {
        return slot;
    }

    /** Of a source that still arrives what may be read, else its size. */
    long durableBytes() {
        return durableBytes == null ? plan.file().sizeBytes() : durableBytes;
    }

    /** Whether the source's end is not there yet: then a failure says nothing of the film. */
    boolean isEarly() {
        return durableBytes() < plan.file().sizeBytes();
    }

    /** What it is encoded from, unless that is the file that was planned with. */
    void reads(Beginning beginning) {
        read = beginning;
    }

    @Nullable
    Beginning read() {
        return read;
    }

    void progressed(long frames, double perSecond) {
        framesDone = frames;
        framesPerSecond = perSecond;
    }

    long framesDone() {
        return framesDone;
    }

    double framesPerSecond() {
        return framesPerSecond;
    }

    /** Another has this unit now: whatever encodes it here ends. */
    void lose() {
        lost.set(true);
        FfmpegRun run = child;
        if (run != null) {
            run.cancel();
        }
    }

    /** The FFmpeg that works on it: it ends when the claim is lost. */
    void runs(FfmpegRun run) {
        child = run;
        if (lost.get()) {
            run.cancel();
        }
    }

    @Nullable
    String command() {
        FfmpegRun run = child;
        return run == null ? null : run.command();
    }

    List<String> logTail() {
        FfmpegRun run = child;
        return run == null ? List.of() : run.logTail();
    }

    /** Looks at what its FFmpeg holds: so much memory another of this job will need. */
    void measure() {
        FfmpegRun run = child;
        if (run != null) {
            run.pid().flatMap(Memory::peakOf).ifPresent(slot::measured);
        }
    }

    long ageNanos() {
        return System.nanoTime() - since;
    }

    boolean isLost() {
        return lost.get();
    }
}
