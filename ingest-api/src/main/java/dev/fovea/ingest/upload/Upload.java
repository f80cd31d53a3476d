package dev.fovea.ingest.upload;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code Receiving -> Receiving | Complete | Abandoned}; the last two are final. */
sealed interface Upload {

    Declared declared();

    /**
     * @param offset bytes that are durable and on record; what a store took in parts itself is not counted here
     * @param multipartId the store's own, when parts go straight there
     */
    record Receiving(
            Declared declared, long offset, @Nullable String multipartId) implements Upload {
        public Receiving {
            require(
                    offset >= 0 && offset < declared.sizeBytes(),
                    "offset must be in [0, " + declared.sizeBytes() + "), was " + offset);
        }

        long remaining() {
            return declared.sizeBytes() - offset;
        }

        Upload accept(long bytes) {
            require(bytes >= 0 && bytes <= remaining(), bytes + " bytes do not fit into the " + remaining() + " left");
            return bytes == remaining() ? new Complete(declared) : new Receiving(declared, offset + bytes, multipartId);
        }
    }

    record Complete(Declared declared) implements Upload {}

    record Abandoned(Declared declared) implements Upload {}

    /** What was said of the file before its first byte. */
    record Declared(
            VideoId videoId,
            int generation,
            UserId uploaderId,
            String filename,
            String contentType,
            long sizeBytes,
            Instant createdAt) {
        public Declared {
            require(sizeBytes > 0, "size must be positive, was " + sizeBytes);
        }

        String sourceObject() {
            return MediaLayout.source(videoId, generation);
        }
    }
}
