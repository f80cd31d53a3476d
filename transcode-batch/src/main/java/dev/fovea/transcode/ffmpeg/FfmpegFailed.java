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

    public static final String DISK_FULL = "No space left on device";
    public static final String MEMORY_SHORT = "Cannot allocate memory";
    static final List<String> SHORTAGES = List.of(DISK_FULL, MEMORY_SHORT);

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

    /** Whether a line of the log contains one of these texts. */
    public boolean tells(String... texts) {
        return logTail.stream().anyMatch(line -> {
            for (String text : texts) {
                if (line.contains(text)) {
                    return true;
                }
            }
            return false;
        });
    }
}
