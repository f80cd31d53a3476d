package dev.fovea.transcode.ffmpeg;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines that a program wrote. */
final class Tail {

    static final int LINES_MAX = 50;
    private static final int LINE_CHARS_MAX = 2_000;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        if (lines.size() == LINES_MAX) {
            lines.removeFirst();
        }
        lines.addLast(line.length() > LINE_CHARS_MAX ? line.substring(0, LINE_CHARS_MAX) : line);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
