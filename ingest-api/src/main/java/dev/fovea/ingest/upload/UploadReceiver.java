package dev.fovea.ingest.upload;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.ingest.upload.Upload.Abandoned;
import dev.fovea.ingest.upload.Upload.Complete;
import dev.fovea.ingest.upload.Upload.Receiving;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.media.SourceUploads;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes in chunks, in order and once each, and announces the video when its last byte is durable. An offset is told only
 * after an fdatasync that covers it.
 */
@Component
class UploadReceiver {

    private static final Logger LOG = LoggerFactory.getLogger(UploadReceiver.class);
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Uploads uploads;
    private final UploadEnding ending;
    private final SourceUploads sources;
    private final Map<VideoId, Reception> receptions = new ConcurrentHashMap<>();

    UploadReceiver(Uploads uploads, UploadEnding ending, SourceUploads sources) {
        this.uploads = uploads;
        this.ending = ending;
        this.sources = sources;
    }

    /** Where the caller's upload stands. A request that still has it open is ended first: its client came back. */
    Upload stand(Caller caller, VideoId id) {
        endOpen(owned(caller, id).declared().videoId());
        return owned(caller, id);
    }

    private void endOpen(VideoId id) {
        Reception open = receptions.get(id);
        if (open != null) {
            open.end();
        }
    }

    /**
     * Not transactional: a slow client must not hold a database connection.
     *
     * @param lengthMax of the chunk, as declared; below 0 when it was not
     * @throws PartlyStored when the store is full
     */
    Upload receive(
            Caller caller, VideoId id, long offset, InputStream chunk, long lengthMax, @Nullable Checksum checksum)
            throws IOException, PartlyStored {
        if (!(sources instanceof SourceUploads.Appended appended)) {
            throw new UploadProblems.OtherProtocol("this upload goes in parts straight to the store");
        }
        if (owned(caller, id) instanceof Complete complete
                && offset == complete.declared().sizeBytes()) {
            return complete; // the answer to the last chunk was lost
        }
        var reception = new Reception[1];
        // Atomic: each newcomer knows exactly the one before it.
        receptions.compute(id, (_, before) -> reception[0] = new Reception(id, uploads, ending, before));
        Reception mine = reception[0];
        try {
            Receiving upload =
                    mine.begin(appended, () -> fitting(owned(caller, id), offset, lengthMax), checksum != null);
            return receive(mine, upload, chunk, checksum);
        } finally {
            mine.end();
            receptions.remove(id, mine);
        }
    }

    private static Upload receive(Reception reception, Receiving upload, InputStream chunk, @Nullable Checksum checksum)
            throws IOException, PartlyStored {
        byte[] buffer = new byte[BUFFER_BYTES];
        long remaining = upload.remaining();
        while (true) {
            int read;
            try {
                read = chunk.read(buffer, 0, (int) Math.min(buffer.length, Math.max(remaining, 1)));
            } catch (IOException hungUp) {
                // What arrived before the client was lost is kept: it goes on from there.
                LOG.debug("the client of {} hung up", upload.declared().videoId(), hungUp);
                reception.end();
                throw new HungUp(hungUp);
            }
            if (read < 0) {
                break;
            }
            if (read > remaining) {
                reception.drop();
                throw new UploadProblems.TooLong(upload.declared());
            }
            remaining -= read;
            if (checksum != null) {
                checksum.update(buffer, read);
            }
            try {
                reception.accept(buffer, read);
            } catch (SourceUploads.StorageFull full) {
                reception.end();
                throw new PartlyStored(full);
            }
        }
        if (checksum != null && !checksum.matches()) {
            reception.drop();
            throw new UploadProblems.ChecksumMismatch();
        }
        return reception.finish();
    }

    private static Receiving fitting(Upload found, long offset, long lengthMax) {
        VideoId id = found.declared().videoId();
        return switch (found) {
            case Receiving receiving -> {
                if (offset != receiving.offset()) {
                    throw new UploadProblems.OffsetMismatch(id, receiving.offset(), offset);
                }
                if (lengthMax > receiving.remaining()) {
                    throw new UploadProblems.TooLong(receiving.declared());
                }
                yield receiving;
            }
            case Complete complete ->
                throw new UploadProblems.OffsetMismatch(id, complete.declared().sizeBytes(), offset);
            case Abandoned _ -> throw new UploadProblems.Gone(id);
        };
    }

    Upload owned(Caller caller, VideoId id) {
        return uploads.find(id)
                .filter(upload -> upload.declared().uploaderId().equals(caller.userId()))
                .orElseThrow(() -> new UploadProblems.NotFound(id));
    }

    /** The caller gives the upload up. */
    void terminate(Caller caller, VideoId id) {
        Upload upload = owned(caller, id);
        switch (upload) {
            case Receiving receiving -> {
                endOpen(id);
                ending.abandon(receiving);
            }
            case Complete _ ->
                throw new UploadProblems.Incomplete(
                        "the upload of video " + id + " is complete: delete the video instead");
            case Abandoned _ -> throw new UploadProblems.Gone(id);
        }
    }

    /** The disk is full; what it holds is saved, and the upload's row says how much that is. */
    static final class PartlyStored extends Exception {
        PartlyStored(SourceUploads.StorageFull cause) {
            super(cause);
        }
    }

    /** There is nobody to answer. */
    static final class HungUp extends IOException {
        HungUp(IOException cause) {
            super(cause);
        }
    }
}
