package dev.fovea.transcode.ffmpeg;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The last lines that a program wrote, and before them the first of what the machine was short of. */
final class Tail {

    static final int LINES_MAX = 50;
    private static final int LINE_CHARS_MAX = 2_000;

    private final Deque<String> lines = new ArrayDeque<>();
    private @Nullable String shortage;

    synchronized void add(String line) {
        if (lines.size() == LINES_MAX) {
            String gone = lines.removeFirst();
            if (shortage == null && FfmpegFailed.isShortage(gone)) {
                shortage = gone; // all that follows from it may be many lines
            }
        }
        lines.addLast(line.length() > LINE_CHARS_MAX ? line.substring(0, LINE_CHARS_MAX) : line);
    }

    synchronized List<String> lines() {
        return Stream.concat(Stream.ofNullable(shortage), lines.stream()).toList();
    }
}
