package dev.fovea.transcode.ffmpeg;

import com.github.kokorin.jaffree.ffmpeg.FFmpegResultFuture;
import dev.fovea.transcode.ffmpeg.FfmpegFailed.End;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An FFmpeg at work. */
public final class FfmpegRun {

    private final ContainedFfmpeg ffmpeg;
    private final String command;
    private final Tail tail;
    private final FFmpegResultFuture future;
    private volatile boolean cancelled;

    FfmpegRun(ContainedFfmpeg ffmpeg, String command, Tail tail, FFmpegResultFuture future) {
        this.ffmpeg = ffmpeg;
        this.command = command;
        this.tail = tail;
        this.future = future;
    }

    public String command() {
        return command;
    }

    /** What it has written to its log so far: warnings and errors. */
    public List<String> logTail() {
        return tail.lines();
    }

    /** Empty before it has started. */
    public Optional<Long> pid() {
        return ffmpeg.ending().pid();
    }

    /** Nobody wants the result any more. */
    public void cancel() {
        cancelled = true;
        ffmpeg.ending().forceStop();
    }

    /**
     * @throws FfmpegFailed when it did not end well, or not in time
     * @throws InterruptedException when the waiting thread is interrupted; the process is killed
     */
    public void await(Duration timeout) throws FfmpegFailed, InterruptedException {
        try {
            future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CancellationException e) {
            int exitCode = ffmpeg.ending().exitCode();
            throw new FfmpegFailed(endOf(exitCode), command, exitCode, tail.lines());
        } catch (TimeoutException e) {
            ffmpeg.ending().forceStop();
            throw new FfmpegFailed(End.TIMEOUT, command, ffmpeg.ending().exitCode(), tail.lines());
        } catch (InterruptedException e) {
            cancel();
            throw e;
        }
    }

    private End endOf(int exitCode) {
        return cancelled ? End.CANCELLED : FfmpegFailed.endOf(exitCode);
    }
}
