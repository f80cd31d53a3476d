package dev.fovea.ingest.upload;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.ingest.upload.Upload.Complete;
import dev.fovea.ingest.upload.Upload.Receiving;
import dev.fovea.platform.media.SourceUploads;
import dev.fovea.platform.media.SourceUploads.Appending;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's hold on an upload. Whoever comes later ends it: what arrived is saved, the file is closed, and the
 * request that still waits for its client finds that it may write no more. Nobody waits for a client that is gone.
 *
 * <p>Monitors are taken from the newest reception to the oldest, never the other way.
 */
final class Reception {

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    /** A crash of ours costs a client at most this much to be sent again, ... */
    private static final long CHECKPOINT_BYTES = 16L * 1024 * 1024;

    /** ... and over a slow line what came in this time: who waits for the bytes need not wait for so many. */
    private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(2);

    private final VideoId id;
    private final Uploads uploads;
    private final UploadEnding ending;
    private @Nullable Reception before;
    private boolean ended;
    private long savedAtNanos;
    private @Nullable Receiving upload;
    private @Nullable Appending file;

    /** With a checksum nothing counts before all of it was compared. */
    private boolean wholeOrNothing;

    Reception(VideoId id, Uploads uploads, UploadEnding ending, @Nullable Reception before) {
        this.id = id;
        this.uploads = uploads;
        this.ending = ending;
        this.before = before;
    }

    /** Ends the request before this one, then looks where the upload stands, and opens its file there. */
    synchronized Receiving begin(SourceUploads.Appended sources, Begin look, boolean allOrNothing) throws IOException {
        endBefore();
        Receiving found = look.upload();
        if (ended) {
            throw new UploadProblems.TakenOver(id);
        }
        Appending opened = sources.open(found.declared().sourceObject(), found.offset());
        if (opened.position() < found.offset()) {
            // The disk lost bytes that it had confirmed: the upload goes on from what there is.
            LOG.error(
                    "source {} has only {} of its {} bytes",
                    found.declared().sourceObject(),
                    opened.position(),
                    found.offset());
            uploads.advance(found, opened.position());
            opened.close();
            throw new UploadProblems.OffsetMismatch(id, opened.position(), found.offset());
        }
        upload = found;
        savedAtNanos = System.nanoTime();
        file = opened;
        wholeOrNothing = allOrNothing;
        return found;
    }

    private void endBefore() {
        Reception previous = before;
        before = null;
        if (previous != null) {
            previous.end();
        }
    }

    /** @throws UploadProblems.TakenOver when a later request goes on with this upload */
    synchronized void accept(byte[] bytes, int length) throws IOException {
        Receiving current = upload;
        Appending open = file;
        if (ended || current == null || open == null) {
            throw new UploadProblems.TakenOver(id);
        }
        open.write(bytes, 0, length);
        if (!wholeOrNothing && isCheckpoint(current, open.position())) {
            save();
            savedAtNanos = System.nanoTime();
        }
    }

    /** Never at the last byte: what completes the upload is said when the request ends. */
    private boolean isCheckpoint(Receiving current, long position) {
        return position < current.declared().sizeBytes()
                && (position - current.offset() >= CHECKPOINT_BYTES
                        || System.nanoTime() - savedAtNanos >= CHECKPOINT_EVERY.toNanos());
    }

    /** What was accepted so far is saved, and completes the upload when it is all. @return where the upload stands */
    synchronized Upload finish() throws IOException {
        Receiving begun = upload;
        if (ended || begun == null) {
            throw new UploadProblems.TakenOver(id);
        }
        wholeOrNothing = false;
        save();
        close();
        ended = true;
        return upload == null ? new Complete(begun.declared()) : upload;
    }

    /** Lets go without saving what came since the last checkpoint. */
    synchronized void drop() {
        endBefore();
        ended = true;
        close();
    }

    /** Saves what may be saved and lets go; told again, it changes nothing. */
    synchronized void end() {
        endBefore();
        if (ended) {
            return;
        }
        ended = true;
        try {
            if (upload != null && !wholeOrNothing) {
                save();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("the last bytes of an upload that was taken over are not saved and will be sent again", e);
        } finally {
            close();
        }
    }

    private void save() throws IOException {
        Receiving current = upload;
        Appending open = file;
        if (current == null || open == null || open.position() == current.offset()) {
            return;
        }
        open.force();
        switch (current.accept(open.position() - current.offset())) {
            case Receiving further -> {
                if (!ending.advance(current, further)) {
                    ending.forgetIfGone(current);
                    throw new UploadProblems.TakenOver(id);
                }
                upload = further;
            }
            case Complete complete -> {
                ending.complete(complete.declared());
                upload = null;
            }
            case Upload.Abandoned _ -> throw new UploadProblems.Gone(id);
        }
    }

    private void close() {
        Appending open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("a source was not closed", e);
            }
        }
    }

    /** Looks at the upload as it is now, and refuses what does not fit. */
    @FunctionalInterface
    interface Begin {
        Receiving upload();
    }
}
