package dev.fovea.transcode.ffmpeg;

import dev.fovea.platform.process.ChildProcesses;
import dev.fovea.transcode.TranscodeProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An FFmpeg that runs on this machine, behind two wrapper scripts named {@code ffmpeg} and {@code ffprobe}: without
 * network where the system can take it away, with limits on memory, CPU time and file size, and dying with us.
 *
 * @param programs the folder of the wrappers, as Jaffree wants it
 */
public record FfmpegInstallation(Path programs, FfmpegBuild build) {

    private static final Logger LOG = LoggerFactory.getLogger(FfmpegInstallation.class);
    private static final Pattern MISSING =
            Pattern.compile("error while loading shared libraries: ([^:]+): cannot open shared object file");
    /** Libraries of desktops and devices that FFmpeg links to, and that nothing of ours ever calls. */
    private static final Set<String> NEVER_CALLED = Set.of(
            "libxcb.so.1",
            "libxcb-shm.so.0",
            "libxcb-shape.so.0",
            "libxcb-xfixes.so.0",
            "libasound.so.2",
            "libpulse.so.0",
            "libudev.so.1");

    private static final String PREFERRED = "preferred";
    /**
     * Where processes are grouped by session, niceness counts within a group only, and ours has a group of its own
     * (sched(7)). The kernel takes ten such wishes a second, of all who have no privileges; several begin at once here.
     */
    private static final String NICE_GROUP = "group=/proc/self/autogroup; tries=0; [ ! -e $group ]"
            + " || until echo %1$d 2>/dev/null >$group || [ $tries -ge 20 ]; do tries=$((tries + 1)); sleep 0.11; done;"
            + " exec \"$@\"";

    private static final Duration RUN_WITHIN = Duration.ofSeconds(30);

    /** @throws FfmpegUnavailable when none runs here */
    public static FfmpegInstallation of(TranscodeProperties.Ffmpeg properties, Path workDirectory) throws IOException {
        Path folder = properties.installed() != null
                ? properties.installed().toAbsolutePath()
                : FfmpegUnpacker.unpackInto(properties.cache()).toAbsolutePath();
        String libraries = folder + ":" + folder.resolve("stubs");
        List<String> version = versionOf(folder, libraries, properties.installed() == null);
        Path programs = Files.createDirectories(workDirectory.resolve("bin")).toAbsolutePath();
        int niceness = properties.niceness();
        for (String program : List.of("ffmpeg", "ffprobe")) {
            write(programs.resolve(program), wrapperOf(folder.resolve(program), libraries, properties, niceness));
        }
        Path preferred = Files.createDirectories(programs.resolve(PREFERRED)).resolve("ffmpeg");
        write(preferred, wrapperOf(folder.resolve("ffmpeg"), libraries, properties, niceness / 2));
        var build = FfmpegBuild.of(version, cpuFlags());
        LOG.info("FFmpeg {} from {}", build.version(), folder);
        return new FfmpegInstallation(programs, build);
    }

    /** The folder of a wrapper whose FFmpeg gets more of a core than those of the others. */
    Path preferred() {
        return programs.resolve(PREFERRED);
    }

    /** Runs it; what the loader misses and nobody calls is put in its place. */
    private static List<String> versionOf(Path folder, String libraries, boolean ours) throws IOException {
        for (int stubs = 0; stubs <= NEVER_CALLED.size(); stubs++) {
            Output output = run(List.of(folder.resolve("ffmpeg").toString(), "-version"), libraries);
            if (output.exitCode() == 0) {
                return output.lines();
            }
            String text = String.join("\n", output.lines());
            Matcher missing = MISSING.matcher(text);
            if (!ours || !missing.find() || !NEVER_CALLED.contains(missing.group(1))) {
                throw new FfmpegUnavailable(
                        "FFmpeg does not run here (%s): %s. Install FFmpeg and set fovea.transcode.ffmpeg.installed to its folder"
                                .formatted(folder, text.strip()),
                        null);
            }
            LOG.info("{} is not on this machine; an empty one takes its place", missing.group(1));
            Files.createDirectories(folder.resolve("stubs"));
            write(folder.resolve("stubs").resolve(missing.group(1)), StubLibrary.named(missing.group(1)));
        }
        throw new FfmpegUnavailable("FFmpeg does not run here: its libraries are missing", null);
    }

    private static byte[] wrapperOf(
            Path program, String libraries, TranscodeProperties.Ffmpeg properties, int niceness) {
        var words = new ArrayList<String>();
        // First what changes credentials: those clear the death signal.
        words.addAll(ifItRuns(List.of("unshare", "-rn", "--")));
        words.addAll(ChildProcesses.deathGuard("KILL"));
        words.addAll(ifItRuns(List.of(
                "prlimit",
                "--as=" + properties.memoryMax().toBytes(),
                "--cpu=" + properties.cpuTimeMax().toSeconds(),
                "--fsize=" + properties.fileSizeMax().toBytes(),
                "--")));
        words.addAll(ifItRuns(List.of("nice", "-n", Integer.toString(niceness), "--")));
        words.addAll(List.of("sh", "-c", NICE_GROUP.formatted(niceness), "sh"));
        words.add(program.toString());
        return """
                #!/bin/sh
                LD_LIBRARY_PATH=%s; export LD_LIBRARY_PATH
                SVT_LOG=2; export SVT_LOG
                exec %s "$@"
                """.formatted(
                        quoted(libraries),
                        words.stream().map(FfmpegInstallation::quoted).collect(Collectors.joining(" ")))
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static List<String> ifItRuns(List<String> prefix) {
        var command = new ArrayList<>(prefix);
        command.add("true");
        boolean runs;
        try {
            runs = run(command, null).exitCode() == 0;
        } catch (IOException e) {
            runs = false; // not installed
        }
        if (!runs) {
            LOG.warn("{} does not work here: FFmpeg runs without it", prefix.getFirst());
        }
        return runs ? prefix : List.of();
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path arriving = file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID());
        Files.write(arriving, content);
        Files.setPosixFilePermissions(arriving, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(arriving, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<String> cpuFlags() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line ->
                            List.of(line.substring(line.indexOf(':') + 1).trim().split(" ")))
                    .orElse(List.of());
        } catch (IOException e) {
            return List.of(); // no Linux: the build id is then told by version and configuration
        }
    }

    private record Output(int exitCode, List<String> lines) {}

    private static Output run(List<String> command, @Nullable String libraries) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (libraries != null) {
            builder.environment().put("LD_LIBRARY_PATH", libraries);
        }
        Process process = builder.start();
        process.getOutputStream().close();
        // Killed, it closes its output: reading ends in any case.
        var _ = process.onExit()
                .orTimeout(RUN_WITHIN.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(_ -> process.destroyForcibly());
        try (var reader = process.inputReader()) {
            List<String> lines = reader.readAllLines();
            return new Output(process.waitFor(), lines);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.getFirst() + " ran", e);
        }
    }
}
