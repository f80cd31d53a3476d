package dev.fovea.platform.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Source files grow in place, below the local store's directory. */
final class LocalSourceUploads implements SourceUploads.Appended {

    /** A write that failed with less room than this failed for want of it; the system's own words for it vary. */
    private static final long ROOM_BYTES_MIN = 1024 * 1024;

    private final Path root;

    LocalSourceUploads(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public Appending open(String name, long offset) throws IOException {
        Path file = root.resolve(ObjectNames.checked(name));
        boolean isNew = !Files.exists(file);
        Folders.create(root, file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.truncate(offset);
            long position = Math.min(offset, channel.size());
            channel.position(position);
            if (isNew) {
                Folders.sync(root, file);
            }
            return new GrowingFile(name, file, channel, position);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static final class GrowingFile implements Appending {

        private final String name;
        private final Path file;
        private final FileChannel channel;
        private long position;

        GrowingFile(String name, Path file, FileChannel channel, long position) {
            this.name = name;
            this.file = file;
            this.channel = channel;
            this.position = position;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
            try {
                while (buffer.hasRemaining()) {
                    position += channel.write(buffer);
                }
            } catch (IOException e) {
                if (isFull()) {
                    throw new SourceUploads.StorageFull(name, e);
                }
                throw e;
            }
        }

        private boolean isFull() throws IOException {
            return Files.getFileStore(file).getUsableSpace() < ROOM_BYTES_MIN;
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
