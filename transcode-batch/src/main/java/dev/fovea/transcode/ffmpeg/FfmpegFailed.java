package dev.fovea.transcode.ffmpeg;

import java.util.List;
import java.util.Set;

/** A run of FFmpeg or ffprobe that gave nothing, with what a person needs to see why. */
public final class FfmpegFailed extends Exception {

    /** How the run ended. */
    public enum End {
        /** By itself, with a code other than 0. */
        EXIT,
        /** By a signal that we did not send: a limit, the system short of memory, somebody's kill. */
        SIGNAL,
        /** By us, after its time was over. */
        TIMEOUT,
        /** By us, because nobody wants the result any more. */
        CANCELLED
    }

    /** ABRT, BUS, FPE, KILL, SEGV, TERM, XCPU, XFSZ: FFmpeg's own codes lie above 128 too. */
    private static final Set<Integer> SIGNAL_CODES = Set.of(134, 135, 136, 137, 139, 143, 152, 153);

    private static final List<String> DISK_FULL = List.of("No space left on device");
    /** The system's own words, those of FFmpeg's libraries, and those of x264. */
    private static final List<String> MEMORY_SHORT =
            List.of("Cannot allocate memory", "ould not allocate", "ailed to allocate", "malloc of size");

    private final End end;
    private final String command;
    private final int exitCode;
    private final List<String> logTail;

    FfmpegFailed(End end, String command, int exitCode, List<String> logTail) {
        super("%s ended by %s, code %d%s"
                .formatted(command.split(" ", 2)[0], end, exitCode, logTail.isEmpty() ? "" : ": " + logTail.getLast()));
        this.end = end;
        this.command = command;
        this.exitCode = exitCode;
        this.logTail = List.copyOf(logTail);
    }

    static End endOf(int exitCode) {
        return SIGNAL_CODES.contains(exitCode) ? End.SIGNAL : End.EXIT;
    }

    public End end() {
        return end;
    }

    public String command() {
        return command;
    }

    /** As the system told it, 128 + signal for a signal. */
    public int exitCode() {
        return exitCode;
    }

    public List<String> logTail() {
        return logTail;
    }

    public boolean tellsOfFullDisk() {
        return logTail.stream().anyMatch(line -> containsAny(line, DISK_FULL));
    }

    public boolean tellsOfShortMemory() {
        return logTail.stream().anyMatch(line -> containsAny(line, MEMORY_SHORT));
    }

    /** Whether a line of the log contains one of these texts. */
    public boolean tells(String... texts) {
        return logTail.stream().anyMatch(line -> containsAny(line, List.of(texts)));
    }

    static boolean isShortage(String line) {
        return containsAny(line, DISK_FULL) || containsAny(line, MEMORY_SHORT);
    }

    private static boolean containsAny(String line, List<String> texts) {
        return texts.stream().anyMatch(line::contains);
    }
}
