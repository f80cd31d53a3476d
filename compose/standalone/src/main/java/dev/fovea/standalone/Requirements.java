package dev.fovea.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the machine must have; each miss is one line that says what to do. */
final class Requirements {

    static final long DISK_FREE_BYTES_MIN = 2L << 30;

    private Requirements() {}

    static void check(Path data) {
        requirePlatform(System.getProperty("os.name"), System.getProperty("os.arch"));
        requireDisk(data, freeBytesAt(data));
    }

    static void requirePlatform(String system, String processor) {
        boolean linux = system.toLowerCase(Locale.ROOT).contains("linux");
        boolean x64 = processor.equals("amd64") || processor.equals("x86_64");
        if (!linux || !x64) {
            throw new StartFailure(("The embedded services are built for Linux on x86-64, this is %s on %s:"
                            + " run Fovea in a Linux virtual machine or container")
                    .formatted(system, processor));
        }
    }

    static void requireDisk(Path data, long freeBytes) {
        if (freeBytes < DISK_FREE_BYTES_MIN) {
            throw new StartFailure(
                    "Only %d MB are free at %s, Fovea needs %d: make room, or keep the data elsewhere with --data DIR"
                            .formatted(freeBytes >> 20, data, DISK_FREE_BYTES_MIN >> 20));
        }
    }

    private static long freeBytesAt(Path data) {
        try {
            Files.createDirectories(data);
            return Files.getFileStore(data).getUsableSpace();
        } catch (IOException e) {
            throw new StartFailure("Cannot use %s for the data: %s".formatted(data, e.getMessage()), e);
        }
    }
}
