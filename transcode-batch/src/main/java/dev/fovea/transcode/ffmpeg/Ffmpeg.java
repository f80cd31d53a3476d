package dev.fovea.transcode.ffmpeg;

import com.github.kokorin.jaffree.LogLevel;
import com.github.kokorin.jaffree.ffmpeg.FFmpeg;
import com.github.kokorin.jaffree.ffmpeg.ProgressListener;
import com.github.kokorin.jaffree.ffprobe.FFprobe;
import com.github.kokorin.jaffree.ffprobe.FFprobeResult;
import com.github.kokorin.jaffree.process.JaffreeAbnormalExitException;
import dev.fovea.transcode.ffmpeg.FfmpegFailed.End;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs FFmpeg and ffprobe. Each run has a platform thread of its own, from which the process is started: the kernel
 * kills the child when that thread ends, and a virtual thread's carrier may end at any time.
 */
public final class Ffmpeg {

    /** Only files, and only containers that cannot name other files. */
    private static final List<String> INPUT_LIMITS = List.of(
            "-protocol_whitelist",
            "file",
            "-format_whitelist",
            "mov,matroska,avi,mpegts,mpeg,flv,asf,ogg,mxf,wav",
            "-max_pixels",
            Integer.toString(Limits.PIXELS_MAX),
            "-max_streams",
            Integer.toString(Limits.STREAMS_MAX));

    private final FfmpegInstallation installation;

    public Ffmpeg(FfmpegInstallation installation) {
        this.installation = installation;
    }

    public FfmpegBuild build() {
        return installation.build();
    }

    /** What stands before every input that people gave us. */
    public static List<String> inputLimits() {
        return INPUT_LIMITS;
    }

    /**
     * @param name of the run, for its threads
     * @param command adds inputs, filters and outputs
     */
    public FfmpegRun start(String name, ProgressListener progress, Consumer<FFmpeg> command) {
        return start(installation.programs(), name, progress, command);
    }

    /** The same with more of a core than those have that run beside it. */
    public FfmpegRun startPreferred(String name, ProgressListener progress, Consumer<FFmpeg> command) {
        return start(installation.preferred(), name, progress, command);
    }

    private static FfmpegRun start(Path programs, String name, ProgressListener progress, Consumer<FFmpeg> command) {
        var ffmpeg = new ContainedFfmpeg(programs, progress);
        var tail = new Tail();
        ffmpeg.setContextName(name)
                .setLogLevel(LogLevel.WARNING)
                .setOverwriteOutput(true)
                .setOutputListener(tail::add)
                .addArgument("-nostdin");
        command.accept(ffmpeg);
        String commandLine = ffmpeg.commandLine();
        var future = ffmpeg.executeAsync(work -> Thread.ofPlatform().name(name).start(work));
        return new FfmpegRun(ffmpeg, commandLine, tail, future);
    }

    /** What a file holds, as ffprobe reads it within the limits. */
    public FFprobeResult probe(Path input, Duration timeout) throws FfmpegFailed, InterruptedException {
        var ffprobe = FFprobe.atPath(installation.programs())
                .setLogLevel(LogLevel.ERROR)
                .setShowStreams(true)
                .setShowFormat(true)
                .setInput(input);
        INPUT_LIMITS.forEach(ffprobe::addArgument);
        String command = "ffprobe " + String.join(" ", INPUT_LIMITS) + " -show_streams -show_format -i " + input;
        var task = new FutureTask<>(ffprobe::execute);
        Thread thread = Thread.ofPlatform().name("ffprobe").start(task);
        try {
            return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new FfmpegFailed(End.EXIT, command, 1, logOf(e.getCause()));
        } catch (TimeoutException e) {
            thread.interrupt(); // Jaffree then ends the process
            throw new FfmpegFailed(End.TIMEOUT, command, -1, List.of());
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        }
    }

    private static List<String> logOf(@Nullable Throwable failure) {
        if (failure instanceof JaffreeAbnormalExitException exit) {
            var tail = new Tail();
            exit.getProcessErrorLogMessages().forEach(message -> tail.add(message.message));
            return tail.lines();
        }
        return List.of(String.valueOf(failure));
    }

    /**
     * ffprobe's output line by line, to its very end: for lists too long to be held as objects.
     *
     * @param arguments what to show, and how
     */
    public void list(Path input, List<String> arguments, Duration timeout, Consumer<String> onLine)
            throws FfmpegFailed, InterruptedException {
        var words = new ArrayList<String>();
        words.add(installation.programs().resolve("ffprobe").toString());
        words.addAll(List.of("-v", "error"));
        words.addAll(INPUT_LIMITS);
        words.addAll(arguments);
        words.add(input.toString());
        var tail = new Tail();
        var started = new CompletableFuture<Process>();
        var task = new FutureTask<>(() -> readAll(words, started, onLine, tail));
        Thread.ofPlatform().name("ffprobe-list").start(task);
        String command = "ffprobe " + String.join(" ", words.subList(1, words.size()));
        try {
            int exitCode = task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (exitCode != 0) {
                throw new FfmpegFailed(FfmpegFailed.endOf(exitCode), command, exitCode, tail.lines());
            }
        } catch (ExecutionException e) {
            throw new FfmpegFailed(End.EXIT, command, -1, List.of(String.valueOf(e.getCause())));
        } catch (TimeoutException e) {
            var _ = started.thenAccept(Process::destroyForcibly);
            throw new FfmpegFailed(End.TIMEOUT, command, -1, tail.lines());
        } catch (InterruptedException e) {
            var _ = started.thenAccept(Process::destroyForcibly);
            throw e;
        }
    }

    private static int readAll(
            List<String> command, CompletableFuture<Process> started, Consumer<String> onLine, Tail tail)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        started.complete(process);
        process.getOutputStream().close();
        Thread errors = Thread.ofPlatform().daemon().name("ffprobe-errors").start(() -> {
            try (BufferedReader reader = process.errorReader()) {
                reader.lines().forEach(tail::add);
            } catch (IOException | UncheckedIOException e) {
                tail.add("its log could not be read: " + e.getMessage());
            }
        });
        try (BufferedReader reader = process.inputReader()) {
            reader.lines().forEach(onLine);
        }
        errors.join();
        return process.waitFor();
    }

    /** What a source may ask of us. */
    public static final class Limits {
        /** 8192 x 4320. */
        public static final int PIXELS_MAX = 8_192 * 4_320;

        public static final int STREAMS_MAX = 32;

        private Limits() {}
    }
}
