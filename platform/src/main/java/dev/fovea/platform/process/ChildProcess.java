package dev.fovea.platform.process;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running child: its output is read to the end, its last lines are kept, and it can be stopped for sure. */
public final class ChildProcess {

    /** A longer line is cut into several: a child must not fill our memory. */
    static final int LINE_CHARS_MAX = 8_192;

    /** Of its output, for the reason of a failure. */
    static final int LINES_KEPT = 50;

    static final long LOG_BYTES_MAX = 16L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

    private final ChildCommand command;
    private final Process process;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final CompletableFuture<Integer> exit;

    ChildProcess(ChildCommand command, Process process) {
        this.command = command;
        this.process = process;
        var outputRead = new CompletableFuture<@Nullable Void>();
        Thread.ofPlatform().daemon().name(command.name() + "-output").start(() -> {
            try {
                readOutput();
            } finally {
                outputRead.complete(null);
            }
        });
        // A grandchild may hold the pipe open: the exit is known without it, the last lines are waited for shortly.
        this.exit = process.onExit()
                .thenCompose(ended ->
                        outputRead.completeOnTimeout(null, 2, TimeUnit.SECONDS).thenApply(_ -> ended.exitValue()));
    }

    public String name() {
        return command.name();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit code (128 + signal when killed) once the output is read. */
    public CompletableFuture<Integer> onExit() {
        return exit.copy();
    }

    public List<String> lastLines() {
        synchronized (lastLines) {
            return List.copyOf(lastLines);
        }
    }

    /** Asks it to end, and ends it and all below it when it has not done so in time. Returns when it is gone. */
    public void stop(Duration grace) {
        List<ProcessHandle> descendants = process.descendants().toList();
        signalStop();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} did not end within {} and is killed", name(), grace);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends it at once, with all below it. */
    public void kill() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private void signalStop() {
        if (command.stopSignal().equals("TERM")) {
            process.destroy();
            return;
        }
        try {
            Signals.send(command.stopSignal(), pid());
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }

    private void readOutput() {
        try (Reader output = process.inputReader();
                var log = command.logFile().isPresent()
                        ? new LogFile(command.logFile().get())
                        : null) {
            var line = new StringBuilder();
            for (int c = output.read(); c >= 0; c = output.read()) {
                if (c != '\n') {
                    line.append((char) c);
                }
                if (c == '\n' || line.length() >= LINE_CHARS_MAX) {
                    take(line.toString(), log);
                    line.setLength(0);
                }
            }
            if (!line.isEmpty()) {
                take(line.toString(), log);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The output of {} cannot be read any more", name(), e);
        }
    }

    private void take(String line, @Nullable LogFile log) {
        synchronized (lastLines) {
            if (lastLines.size() == LINES_KEPT) {
                lastLines.removeFirst();
            }
            lastLines.addLast(line);
        }
        if (log != null) {
            log.append(line);
        }
    }

    /**
     * Lines as they come, those that the disk takes: a child must not wait for a full one. The file before the last
     * rotation is kept as {@code <name>.1}.
     */
    private static final class LogFile implements AutoCloseable {
        private final Path file;
        private @Nullable Writer writer;
        private long bytes;
        private boolean failing;

        LogFile(Path file) {
            this.file = file;
        }

        void append(String line) {
            try {
                Writer open = opened();
                open.write(line);
                open.write('\n');
                open.flush();
                bytes += line.length() + 1L;
                failing = false;
            } catch (IOException e) {
                if (!failing) {
                    LOG.warn("{} does not take the lines that come", file, e);
                }
                failing = true;
            }
        }

        private Writer opened() throws IOException {
            Writer open = writer;
            if (open != null && bytes > LOG_BYTES_MAX) {
                writer = null;
                open.close();
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                open = null;
            }
            if (open == null) {
                open = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                writer = open;
                bytes = Files.size(file);
            }
            return open;
        }

        @Override
        public void close() throws IOException {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
