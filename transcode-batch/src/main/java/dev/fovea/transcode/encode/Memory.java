package dev.fovea.transcode.encode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The memory of this machine, or of the container that we are in, and of one process. Linux tells; elsewhere it is not known. */
public final class Memory {

    private static final Path MACHINE = Path.of("/proc/meminfo");
    private static final Path LIMIT = Path.of("/sys/fs/cgroup/memory.max");
    private static final Path USED = Path.of("/sys/fs/cgroup/memory.current");
    private static final Path DETAIL = Path.of("/sys/fs/cgroup/memory.stat");
    private static final int BYTES_PER_KB = 1024;

    private Memory() {}

    /** Bytes that another process may take before anything is swapped or killed. */
    static long available() {
        long machine =
                field(MACHINE, "MemAvailable:").map(kb -> kb * BYTES_PER_KB).orElse(Long.MAX_VALUE);
        Optional<Long> limit = number(LIMIT);
        Optional<Long> used = number(USED);
        if (limit.isEmpty() || used.isEmpty()) {
            return machine;
        }
        // Files that nobody uses at the moment are given up first.
        long kept = used.get() - field(DETAIL, "inactive_file").orElse(0L);
        return Math.max(0, Math.min(machine, limit.get() - kept));
    }

    /** The most that a living process has held at once, in bytes; empty when it has ended. */
    public static Optional<Long> peakOf(long pid) {
        return field(Path.of("/proc", Long.toString(pid), "status"), "VmHWM:").map(kb -> kb * BYTES_PER_KB);
    }

    private static Optional<Long> number(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.matches("[0-9]+") ? Optional.of(Long.parseLong(text)) : Optional.empty(); // "max" is no limit
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> field(Path file, String name) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line ->
                            Long.parseLong(line.substring(name.length()).strip().split(" ", 2)[0]))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
