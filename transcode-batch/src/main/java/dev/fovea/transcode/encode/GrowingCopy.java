package dev.fovea.transcode.encode;

import dev.fovea.platform.hash.Sha256;
import dev.fovea.platform.media.MediaStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.security.MessageDigest;

/** A source's copy that grows with it, and knows the hash of what it has. */
final class GrowingCopy {

    private static final int BUFFER_BYTES = 1 << 18;

    private final MediaStore store;
    private final String object;
    private final Path file;
    private final MessageDigest digest = Sha256.digest();
    private long bytes;

    GrowingCopy(MediaStore store, String object, Path file) {
        this.store = store;
        this.object = object;
        this.file = file;
    }

    /** @param atLeast bytes that are durable in the source */
    synchronized Beginning growTo(long atLeast) throws IOException {
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(bytes);
            out.seek(bytes);
            if (atLeast > bytes) {
                try (InputStream in = store.read(object, bytes, atLeast - bytes)) {
                    append(in, atLeast, out);
                }
            }
        }
        return new Beginning(file, bytes, ContentNames.sha256SoFar(digest));
    }

    private void append(InputStream in, long until, RandomAccessFile out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        while (bytes < until) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, until - bytes));
            if (read < 0) {
                throw new EOFException("%s has only %d of %d durable bytes".formatted(object, bytes, until));
            }
            out.write(buffer, 0, read);
            digest.update(buffer, 0, read);
            bytes += read;
        }
    }

    /** As long as the source will be, for those who read its index only; until it grows again. */
    synchronized void pad(long sizeBytes) throws IOException {
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(sizeBytes);
        }
    }
}
