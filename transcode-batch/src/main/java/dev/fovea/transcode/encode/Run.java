package dev.fovea.transcode.encode;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.transcode.TranscodeFailure;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.step.StepExecution;

/** A job while this process works on it: its fence, its steps and its child processes, and the one way to stop it. */
public final class Run {

    /** Why a run ends before its work is done. */
    public enum Stop {
        /** Somebody asked for it, at once or after the units at work. */
        PEOPLE,
        /** Its source still arrives, and what is there is encoded. */
        BYTES,
        /** Units are to be made again: it goes on with them, from the queue. */
        REPAIR,
        /** This process ends; the next one goes on. */
        SHUTDOWN,
        /** Another process owns the job now: nothing of ours counts any more. */
        LOST,
        /** A unit or a step failed for good. */
        FAILURE
    }

    private final UUID jobId;
    private final VideoId video;
    private final int generation;
    private final int attempt;
    private final long fence;
    private final Path scratch;
    private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
    private final AtomicReference<@Nullable TranscodeFailure> failure = new AtomicReference<>();
    private final Set<Runnable> children = ConcurrentHashMap.newKeySet();
    private final Set<StepExecution> steps = ConcurrentHashMap.newKeySet();
    private volatile boolean failedForGood;
    private volatile @Nullable Stop pause;
    private volatile int priority;
    private volatile long remainingPixels = Long.MAX_VALUE;
    private volatile long framePixels;

    public Run(UUID jobId, VideoId video, int generation, int attempt, int priority, long fence, Path scratch) {
        this.jobId = jobId;
        this.video = video;
        this.generation = generation;
        this.attempt = attempt;
        this.priority = priority;
        this.fence = fence;
        this.scratch = scratch;
    }

    public UUID jobId() {
        return jobId;
    }

    public VideoId video() {
        return video;
    }

    public int generation() {
        return generation;
    }

    public int attempt() {
        return attempt;
    }

    public int priority() {
        return priority;
    }

    public long fence() {
        return fence;
    }

    /** A folder of its own for files that nobody needs after the run. */
    public Path scratch() {
        return scratch;
    }

    /** The work left, which decides who gets the next slot: least first. */
    public long remainingPixels() {
        return remainingPixels;
    }

    /** Pixels that one encoder of this job holds for each frame: of the source and of all renditions. */
    public long framePixels() {
        return framePixels;
    }

    /** @param frames that are still to be encoded, or as much work */
    public void remaining(Plan plan, long frames) {
        remaining(
                plan.pixels(frames),
                plan.pixels(1) + (long) plan.source().width() * plan.source().height());
    }

    void remaining(long pixels, long ofEachFrame) {
        remainingPixels = pixels;
        framePixels = ofEachFrame;
    }

    public void prioritize(int newPriority) {
        priority = newPriority;
    }

    /** No unit is begun any more; those at work are finished, and then it stops for this reason. */
    public void pause(Stop why) {
        pause = why;
    }

    /** Whether another unit may be begun. */
    public boolean goesOn() {
        return pause == null && stop.get() == null;
    }

    public Optional<Stop> stopped() {
        return Optional.ofNullable(stop.get());
    }

    public Optional<TranscodeFailure> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Ends its children at once and its steps at the next look; the first reason counts. */
    public void stop(Stop why) {
        if (stop.compareAndSet(null, why)) {
            steps.forEach(StepExecution::setTerminateOnly);
            children.forEach(Runnable::run);
        }
    }

    /** The job cannot go on, the unit's tries are used up; the first failure counts. */
    public void fail(TranscodeFailure why) {
        if (failure.compareAndSet(null, why)) {
            failedForGood = true;
        }
        stop(Stop.FAILURE);
    }

    /** A step failed; whether the job is tried again depends on the failure and on how often it was tried. */
    public void interrupt(TranscodeFailure why) {
        failure.compareAndSet(null, why);
        stop(Stop.FAILURE);
    }

    public boolean hasFailedForGood() {
        return failedForGood;
    }

    /** @throws JobInterruptedException when the run is to end */
    public void check() throws JobInterruptedException {
        Stop asked = pause;
        if (asked != null) {
            stop(asked);
        }
        Stop why = stop.get();
        if (why != null) {
            throw new JobInterruptedException("the run ends: " + why);
        }
    }

    /** A step that must hear of a stop. */
    public void entered(StepExecution step) {
        steps.add(step);
        if (stop.get() != null) {
            step.setTerminateOnly();
        }
    }

    public void left(StepExecution step) {
        steps.remove(step);
    }

    /** A child process that must hear of a stop, until this is closed. */
    public Child child(Runnable kill) {
        children.add(kill);
        if (stop.get() != null) {
            kill.run();
        }
        return () -> children.remove(kill);
    }

    /** Closed when the child has ended. */
    @FunctionalInterface
    public interface Child extends AutoCloseable {
        @Override
        void close();
    }
}
