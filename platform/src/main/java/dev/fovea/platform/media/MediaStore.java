package dev.fovea.platform.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Objects by name: durable when a call returns, immutable, without a rename, so that a disk and S3 behave alike. Names
 * are those of {@link dev.fovea.contracts.media.MediaLayout}; any other spelling ({@code ..}, a leading slash) is refused
 * with {@link dev.fovea.contracts.InvalidValue}.
 */
public interface MediaStore {

    /** Storing the same name again replaces it whole; the reader sees the old or the new bytes, never a mix. */
    void put(String name, Path file) throws IOException;

    void put(String name, byte[] bytes) throws IOException;

    Optional<StoredObject> stat(String name) throws IOException;

    /**
     * @param from first byte
     * @param length at most this many bytes follow
     * @throws NoSuchObject when there is none of that name
     */
    InputStream read(String name, long from, long length) throws IOException;

    /** Copies the whole object into a file, which is replaced. */
    void fetch(String name, Path file) throws IOException;

    /** Every object below the prefix (which ends in a slash), in name order. */
    List<StoredObject> list(String prefix) throws IOException;

    /** A missing object is no error. */
    void delete(String name) throws IOException;

    /** Deletes what {@link #list} would show. */
    void deleteAll(String prefix) throws IOException;

    record StoredObject(String name, long sizeBytes) {}

    /** There is no object of this name. */
    final class NoSuchObject extends IOException {
        public NoSuchObject(String name) {
            super("no object " + name);
        }
    }
}
