package dev.fovea.platform.media;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/** How source files reach the store: through us (a disk), or straight from the browser (S3). */
public sealed interface SourceUploads {

    /** Bytes come through the server, in order; the object exists, growing, from the first append. */
    non-sealed interface Appended extends SourceUploads {

        /**
         * Appends a chunk at {@code offset}; what lies beyond it (from an attempt whose answer was lost) is cut off.
         *
         * @param lengthMax more than this is not taken
         * @return the new offset, all of it on the disk (fdatasync), also when the chunk's stream broke in the middle
         * @throws StorageFull when the disk has no room; what it holds up to its last durable byte stays
         */
        long append(String name, long offset, InputStream chunk, long lengthMax) throws IOException;

        void discard(String name) throws IOException;
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

    /**
     * The store has no room.
     */
    final class StorageFull extends IOException {
        private final long durableOffset;

        public StorageFull(long durableOffset, Throwable cause) {
            super("the media store is full after " + durableOffset + " bytes of this source", cause);
            this.durableOffset = durableOffset;
        }

        public long durableOffset() {
            return durableOffset;
        }
    }
}
