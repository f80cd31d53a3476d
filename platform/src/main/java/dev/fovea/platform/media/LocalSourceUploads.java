package dev.fovea.platform.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Source files grow in place, below the local store's directory. */
final class LocalSourceUploads implements SourceUploads.Appended {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path root;
    private final MediaStore store;

    LocalSourceUploads(Path root, MediaStore store) {
        this.root = root.toAbsolutePath().normalize();
        this.store = store;
    }

    @Override
    public long append(String name, long offset, InputStream chunk, long lengthMax) throws IOException {
        Path file = root.resolve(ObjectNames.checked(name));
        boolean isNew = !Files.exists(file);
        Folders.create(root, file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(offset);
            channel.position(offset);
            if (isNew) {
                Folders.sync(root, file);
            }
            return copy(channel, offset, chunk, lengthMax);
        }
    }

    private static long copy(FileChannel channel, long offset, InputStream chunk, long lengthMax) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long end = offset + lengthMax;
        long position = offset;
        boolean broken = false;
        while (position < end && !broken) {
            int read;
            try {
                read = chunk.read(buffer, 0, (int) Math.min(buffer.length, end - position));
            } catch (IOException hungUp) {
                // What arrived before the client was lost is kept: it goes on from there.
                broken = true;
                continue;
            }
            if (read < 0) {
                break;
            }
            position = write(channel, position, ByteBuffer.wrap(buffer, 0, read));
        }
        channel.force(false);
        return position;
    }

    private static long write(FileChannel channel, long position, ByteBuffer bytes) throws IOException {
        long written = position;
        try {
            while (bytes.hasRemaining()) {
                written += channel.write(bytes);
            }
            return written;
        } catch (IOException e) {
            channel.truncate(written);
            channel.force(false);
            throw new SourceUploads.StorageFull(written, e);
        }
    }

    @Override
    public void discard(String name) throws IOException {
        store.delete(name);
    }
}
