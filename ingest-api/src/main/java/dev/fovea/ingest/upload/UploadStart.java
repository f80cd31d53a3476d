package dev.fovea.ingest.upload;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.ingest.catalog.Catalogue;
import dev.fovea.ingest.catalog.Catalogue.Beginning;
import dev.fovea.ingest.upload.Upload.Declared;
import dev.fovea.ingest.upload.Upload.Receiving;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.media.SourceUploads;
import dev.fovea.platform.problem.ClientProblem;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes down what is to come, before its first byte: whatever happens then, the form need not be filled in again. */
@Component
class UploadStart {

    private final Uploads uploads;
    private final Catalogue catalogue;
    private final SourceUploads sources;
    private final UploadProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;

    UploadStart(
            Uploads uploads,
            Catalogue catalogue,
            SourceUploads sources,
            UploadProperties properties,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.uploads = uploads;
        this.catalogue = catalogue;
        this.sources = sources;
        this.properties = properties;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    Receiving start(Caller caller, Offer offer) throws IOException {
        if (offer.sizeBytes() == 0) {
            throw new UploadProblems.Empty();
        }
        if (offer.sizeBytes() > properties.sizeMax().toBytes()) {
            throw new UploadProblems.TooLong(properties.sizeMax());
        }
        Category category = offer.category() == null ? caller.category() : offer.category();
        if (category != caller.category() && !caller.isAdmin()) {
            throw new ClientProblem(ProblemType.FORBIDDEN, "only an administrator uploads for another category");
        }
        var declared = new Declared(
                new VideoId(Uuid7.next()),
                1,
                caller.userId(),
                offer.filename(),
                offer.contentType(),
                offer.sizeBytes(),
                clock.instant());
        String multipartId =
                sources instanceof SourceUploads.Multipart multipart ? multipart.begin(declared.sourceObject()) : null;
        var upload = new Receiving(declared, 0, multipartId);
        transaction.executeWithoutResult(_ -> {
            catalogue.begin(new Beginning(
                    declared.videoId(),
                    caller.userId(),
                    caller.displayName(),
                    offer.title(),
                    offer.description(),
                    category,
                    offer.sizeBytes()));
            uploads.insert(upload);
        });
        return upload;
    }

    /** @param category null: the uploader's */
    record Offer(
            String title,
            String description,
            String filename,
            long sizeBytes,
            String contentType,
            @Nullable Category category) {}
}
