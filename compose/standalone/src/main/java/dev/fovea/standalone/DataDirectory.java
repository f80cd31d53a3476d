package dev.fovea.standalone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The one folder that holds all state, held by one launcher at a time. */
final class DataDirectory implements AutoCloseable {

    private static final String LOCK_NAME = "fovea.lock";

    private final Path root;
    private final FileChannel lock;

    private DataDirectory(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /** The lock is the kernel's: it ends with this process, however that ends. */
    static DataDirectory hold(Path root) {
        try {
            Files.createDirectories(root);
            FileChannel channel = FileChannel.open(
                    root.resolve(LOCK_NAME),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                String holder = Files.readString(root.resolve(LOCK_NAME)).strip();
                channel.close();
                throw new StartFailure(
                        "%s is in use by another Fovea (process %s): stop that one, or choose another folder with --data DIR"
                                .formatted(root, holder.isEmpty() ? "unknown" : holder));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DataDirectory(root, channel);
        } catch (IOException e) {
            throw new StartFailure("Cannot use %s for the data: %s".formatted(root, e.getMessage()), e);
        }
    }

    Path folder(String name) {
        Path folder = root.resolve(name);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StartFailure("Cannot use %s for the data: %s".formatted(folder, e.getMessage()), e);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            @Nullable Object held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false; // by this very process: tests
        }
    }
}
