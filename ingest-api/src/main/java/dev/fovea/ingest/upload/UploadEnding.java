package dev.fovea.ingest.upload;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.UploadCompleted;
import dev.fovea.contracts.video.UploadProgress;
import dev.fovea.ingest.catalog.Catalogue;
import dev.fovea.ingest.catalog.Catalogue.VideoDeleted;
import dev.fovea.ingest.catalog.Removals;
import dev.fovea.ingest.catalog.Videos;
import dev.fovea.ingest.upload.Upload.Declared;
import dev.fovea.ingest.upload.Upload.Receiving;
import dev.fovea.platform.media.SourceUploads;
import dev.fovea.platform.outbox.Outbox;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * How an upload goes on and ends: its row, the video's state and the word to the transcode change in one transaction, so
 * there is nothing in between to be found after a crash.
 */
@Component
class UploadEnding {

    private static final Logger LOG = LoggerFactory.getLogger(UploadEnding.class);

    /** An upload is told of so often, or each time that so much has come. */
    private static final long STEPS = 64;

    private static final long STEP_BYTES_MIN = 64L * 1024;
    private static final long STEP_BYTES_MAX = 16L * 1024 * 1024;

    private final Uploads uploads;
    private final Videos videos;
    private final Catalogue catalogue;
    private final Removals removals;
    private final SourceUploads sources;
    private final Outbox outbox;
    private final Clock clock;

    UploadEnding(
            Uploads uploads,
            Videos videos,
            Catalogue catalogue,
            Removals removals,
            SourceUploads sources,
            Outbox outbox,
            Clock clock) {
        this.uploads = uploads;
        this.videos = videos;
        this.catalogue = catalogue;
        this.removals = removals;
        this.sources = sources;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** More of it is durable; told now and then. @return false when somebody else went on with it */
    @Transactional
    boolean advance(Receiving from, Receiving to) {
        boolean advanced = uploads.advance(from, to.offset());
        long step = Math.clamp(to.declared().sizeBytes() / STEPS, STEP_BYTES_MIN, STEP_BYTES_MAX);
        if (advanced && to.offset() / step > from.offset() / step) {
            tellProgress(to, false);
        }
        return advanced;
    }

    private void tellProgress(Receiving upload, boolean abandoned) {
        Declared declared = upload.declared();
        outbox.publish(
                Topics.UPLOAD_PROGRESS,
                declared.videoId().toString(),
                new UploadProgress(
                        declared.videoId(),
                        declared.generation(),
                        declared.sourceObject(),
                        declared.filename(),
                        declared.sizeBytes(),
                        upload.offset(),
                        abandoned,
                        clock.instant()));
    }

    /** Its last byte is durable. Told again, or of a video that is deleted, it changes nothing. */
    @Transactional
    void complete(Declared declared) {
        // The video's row first, as in every transaction that takes both.
        if (videos.lock(declared.videoId()).isEmpty() || !uploads.complete(declared)) {
            return;
        }
        catalogue.uploaded(declared.videoId(), declared.generation());
        outbox.publish(
                Topics.UPLOADS,
                declared.videoId().toString(),
                new UploadCompleted(
                        declared.videoId(),
                        declared.generation(),
                        declared.uploaderId(),
                        declared.sourceObject(),
                        declared.filename(),
                        declared.sizeBytes(),
                        clock.instant()));
    }

    /** Its bytes are not wanted any more, and the video goes unless it has another file. */
    @Transactional
    void abandon(Receiving upload) {
        videos.lock(upload.declared().videoId());
        if (uploads.abandon(upload.declared())) {
            forget(upload);
            catalogue.withdraw(upload.declared().videoId(), upload.declared().generation());
        }
    }

    @EventListener
    void abandonWithItsVideo(VideoDeleted deleted) {
        VideoId id = deleted.videoId();
        for (Receiving upload : uploads.receiving(id)) {
            if (uploads.abandon(upload.declared())) {
                forget(upload);
            }
        }
    }

    /** A file that was opened just as its upload was given up is not left behind. */
    @Transactional
    void forgetIfGone(Receiving upload) {
        boolean wanted = uploads.find(upload.declared().videoId())
                .filter(found -> !(found instanceof Upload.Abandoned))
                .isPresent();
        if (!wanted) {
            removals.request(upload.declared().sourceObject());
        }
    }

    private void forget(Receiving upload) {
        tellProgress(upload, true);
        removals.request(upload.declared().sourceObject());
        String multipartId = upload.multipartId();
        if (multipartId != null && sources instanceof SourceUploads.Multipart multipart) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    try {
                        multipart.abort(upload.declared().sourceObject(), multipartId);
                    } catch (IOException e) {
                        // The bucket's own rule for incomplete uploads is the second net: see the module's README.
                        LOG.warn(
                                "the parts of {} are not aborted",
                                upload.declared().sourceObject(),
                                e);
                    }
                }
            });
        }
    }
}
