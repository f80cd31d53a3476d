package dev.fovea.platform.media;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/** How source files reach the store: through us (a disk), or straight from the browser (S3). */
public sealed interface SourceUploads {

    /** Bytes come through the server, in order; the object exists, growing, from the first append. */
    non-sealed interface Appended extends SourceUploads {

        /**
         * Opens a source to be continued at {@code offset}; what lies beyond it (from an attempt whose answer was lost)
         * is cut off. {@link Appending#position} is below {@code offset} when the store holds less than that.
         */
        Appending open(String name, long offset) throws IOException;
    }

    /** A source that grows; used by one thread at a time. */
    interface Appending extends Closeable {

        /** Where the next byte goes. */
        long position();

        /** @throws StorageFull when there is no room; what was written before stays, and may still be forced */
        void write(byte[] bytes, int from, int length) throws IOException;

        /** Returns when every byte before {@link #position} is on the disk (fdatasync). */
        void force() throws IOException;
    }

    /** S3 multipart, with parts that the browser puts by presigned URLs. */
    non-sealed interface Multipart extends SourceUploads {

        /** S3's limits: 5 MiB to 5 GiB a part, at most 10 000 parts. */
        long partSizeBytes(long sizeBytes);

        /** @return the store's id of this multipart upload */
        String begin(String name) throws IOException;

        List<PresignedPart> presign(String name, String uploadId, List<Integer> numbers) throws IOException;

        List<StoredPart> parts(String name, String uploadId) throws IOException;

        /** Idempotent: completing what is complete already changes nothing. */
        void complete(String name, String uploadId, List<StoredPart> parts) throws IOException;

        void abort(String name, String uploadId) throws IOException;
    }

    record PresignedPart(int number, URI url, Instant expiresAt) {}

    record StoredPart(int number, long sizeBytes, String etag) {}

    /** The store has no room. */
    final class StorageFull extends IOException {
        public StorageFull(String name, Throwable cause) {
            super("the media store has no room for more of " + name, cause);
        }
    }
}
