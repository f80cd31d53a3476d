package dev.fovea.transcode.ffmpeg;

import com.github.kokorin.jaffree.ffmpeg.FFmpeg;
import com.github.kokorin.jaffree.ffmpeg.FFmpegProgressReader;
import com.github.kokorin.jaffree.ffmpeg.FFmpegResult;
import com.github.kokorin.jaffree.ffmpeg.ProgressListener;
import com.github.kokorin.jaffree.log.LogMessage;
import com.github.kokorin.jaffree.process.ProcessHelper;
import com.github.kokorin.jaffree.process.StdReader;
import com.github.kokorin.jaffree.process.Stopper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Jaffree's FFmpeg for a process that has no network: its progress comes through standard output, where Jaffree would
 * have it call back over TCP, and it is ended by signal.
 */
final class ContainedFfmpeg extends FFmpeg {

    private final ProgressListener listener;
    private final Ending ending = new Ending();

    ContainedFfmpeg(Path programs, ProgressListener listener) {
        super(programs.resolve("ffmpeg"));
        this.listener = listener;
    }

    Ending ending() {
        return ending;
    }

    /** For people: what was run, without the wrapper's path. */
    String commandLine() {
        return "ffmpeg " + String.join(" ", buildArguments());
    }

    @Override
    protected @Nullable ProcessHelper createProgressHelper(@Nullable ProgressListener unused) {
        setProgress("pipe:1");
        return null;
    }

    @Override
    protected StdReader<FFmpegResult> createStdOutReader() {
        return new ProgressOnStdOut(listener);
    }

    @Override
    protected Stopper createStopper() {
        return ending;
    }

    private static final class ProgressOnStdOut extends FFmpegProgressReader implements StdReader<FFmpegResult> {

        ProgressOnStdOut(ProgressListener listener) {
            super(listener);
        }

        @Override
        public @Nullable FFmpegResult read(InputStream stdOut) {
            try {
                readProgress(stdOut);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return null; // the result is read from the log
        }

        @Override
        public List<LogMessage> getErrorLogMessages() {
            return List.of();
        }
    }

    /** Ends the process, also one that is only about to start, and tells its exit code. */
    static final class Ending implements Stopper {

        private @Nullable Process process;
        private boolean killed;

        @Override
        public synchronized void setProcess(Process process) {
            this.process = process;
            if (killed) {
                process.destroyForcibly();
            }
        }

        @Override
        public void graceStop() {
            forceStop();
        }

        @Override
        public synchronized void forceStop() {
            killed = true;
            if (process != null) {
                process.destroyForcibly();
            }
        }

        synchronized Optional<Long> pid() {
            return Optional.ofNullable(process).map(Process::pid);
        }

        synchronized int exitCode() {
            try {
                return process != null && process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return -1;
            }
        }
    }
}
