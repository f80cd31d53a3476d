package dev.fovea.transcode.encode;

import dev.fovea.platform.id.Uuid7;
import dev.fovea.transcode.TranscodeProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Who this process is to the others. The name is kept in the work directory and held by a file lock: a process that gets
 * the name knows that whoever had it before is dead, and need not wait for the leases it left.
 */
@Component
public class Worker implements DisposableBean {

    private static final int WORKERS_PER_DIRECTORY_MAX = 64;
    private static final int NAME_BYTES_MAX = 256;

    private final String name;
    private final FileChannel channel;
    private final Path directory;

    Worker(TranscodeProperties properties) throws IOException {
        this.directory = Files.createDirectories(properties.workDirectory()).toAbsolutePath();
        for (int number = 0; number < WORKERS_PER_DIRECTORY_MAX; number++) {
            Path file = directory.resolve("worker-" + number);
            FileChannel open = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (lock(open) != null) {
                this.channel = open;
                this.name = nameIn(open);
                return;
            }
            open.close();
        }
        throw new IOException("%d workers already use %s".formatted(WORKERS_PER_DIRECTORY_MAX, directory));
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another context of this process
        }
    }

    /** Through the locked channel only: closing any other one on the file would release the lock. */
    private static String nameIn(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(NAME_BYTES_MAX);
        channel.read(content, 0);
        String known = StandardCharsets.UTF_8.decode(content.flip()).toString().strip();
        if (!known.isEmpty()) {
            return known;
        }
        String id = Uuid7.next().toString();
        String made = host() + "-" + id.substring(id.length() - 8);
        channel.write(StandardCharsets.UTF_8.encode(made), 0);
        channel.force(true);
        return made;
    }

    public static String host() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            return "worker";
        }
    }

    public String name() {
        return name;
    }

    /** Below it everything of this worker lies. */
    public Path scratch() {
        return directory.resolve("scratch").resolve(name);
    }

    @Override
    public void destroy() throws IOException {
        channel.close();
    }
}
