package dev.fovea.standalone.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The machine's processes, as /proc shows them. */
public final class Processes {

    /** USER_HZ, the same on every Linux that the JDK runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private Processes() {}

    /** Its words, a blank between; empty when it has ended. */
    public static String commandOf(ProcessHandle process) {
        return read(process, "cmdline").replace('\0', ' ').strip();
    }

    /** The cores that this process may use, and whatever it starts. */
    public static List<Integer> cores() {
        // proc(5): such as 0-1,4
        return read(ProcessHandle.current(), "status")
                .lines()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .flatMap(line ->
                        Stream.of(line.substring(line.indexOf(':') + 1).strip().split(",")))
                .map(range -> range.split("-"))
                .flatMap(ends -> IntStream.rangeClosed(
                                Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                        .boxed())
                .toList();
    }

    /** All that carry the text in their program, command line or environment; but not this process and who started it. */
    public static List<ProcessHandle> marked(String text) {
        Set<ProcessHandle> own = Stream.iterate(
                        Optional.of(ProcessHandle.current()),
                        Optional::isPresent,
                        process -> process.flatMap(ProcessHandle::parent))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        return ProcessHandle.allProcesses()
                .filter(process -> !own.contains(process))
                .filter(process -> process.info().command().orElse("").contains(text)
                        || commandOf(process).contains(text)
                        || read(process, "environ").contains(text))
                .toList();
    }

    /**
     * @param own of the process
     * @param ended of its children that have ended and were waited for, and of theirs
     */
    public record CpuSeconds(double own, double ended) {}

    /** Nothing when it has ended. */
    public static CpuSeconds cpuSeconds(ProcessHandle process) {
        String stat = read(process, "stat");
        if (stat.isEmpty()) {
            return new CpuSeconds(0, 0);
        }
        // proc(5): the name may hold blanks; behind its bracket the state is first, utime 12th, then stime, cutime,
        // cstime.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new CpuSeconds(
                (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND,
                (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND);
    }

    private static String read(ProcessHandle process, String what) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), what), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // ended meanwhile, or not ours to see
        }
    }
}
