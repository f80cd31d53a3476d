package dev.fovea.ingest.upload;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.ingest.catalog.Catalogue;
import dev.fovea.ingest.catalog.Catalogue.Beginning;
import dev.fovea.ingest.catalog.VideoAccess;
import dev.fovea.ingest.upload.Upload.Declared;
import dev.fovea.ingest.upload.Upload.Receiving;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.media.SourceUploads;
import dev.fovea.platform.problem.ClientProblem;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes down what is to come, before its first byte: whatever happens then, the form need not be filled in again. */
@Component
class UploadStart {

    private static final String IN_PARTS =
            "The preview starts when the upload is done: its parts go straight to the store, which makes a file of them at the end.";

    private final Uploads uploads;
    private final Catalogue catalogue;
    private final VideoAccess access;
    private final SourceUploads sources;
    private final UploadProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;

    UploadStart(
            Uploads uploads,
            Catalogue catalogue,
            VideoAccess access,
            SourceUploads sources,
            UploadProperties properties,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.uploads = uploads;
        this.catalogue = catalogue;
        this.access = access;
        this.sources = sources;
        this.properties = properties;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    Receiving start(Caller caller, Offer offer) throws IOException {
        Category category = offer.category() == null ? caller.category() : offer.category();
        if (category != caller.category() && !caller.isAdmin()) {
            throw new ClientProblem(ProblemType.FORBIDDEN, "only an administrator uploads for another category");
        }
        return begin(
                caller,
                new VideoId(Uuid7.next()),
                1,
                offer.file(),
                declared -> catalogue.begin(new Beginning(
                        declared.videoId(),
                        caller.userId(),
                        caller.displayName(),
                        offer.title(),
                        offer.description(),
                        category,
                        declared.sizeBytes())));
    }

    /** Another file for a video that the caller may change; it keeps its address and goes through review again. */
    Receiving replace(Caller caller, VideoId id, SourceFile file) throws IOException {
        int newest = access.changeable(caller, id).newest().number();
        // A file that was given up has left the catalogue, and its bytes may still be leaving the store.
        int generation = Math.max(
                        newest,
                        uploads.find(id).map(it -> it.declared().generation()).orElse(0))
                + 1;
        return begin(
                caller,
                id,
                generation,
                file,
                declared -> catalogue.replace(id, declared.generation(), declared.sizeBytes()));
    }

    private Receiving begin(Caller caller, VideoId id, int generation, SourceFile file, Consumer<Declared> takeDown)
            throws IOException {
        if (file.sizeBytes() == 0) {
            throw new UploadProblems.Empty();
        }
        if (file.sizeBytes() > properties.sizeMax().toBytes()) {
            throw new UploadProblems.TooLong(properties.sizeMax());
        }
        var declared = new Declared(
                id,
                generation,
                caller.userId(),
                file.filename(),
                file.contentType(),
                file.sizeBytes(),
                clock.instant());
        String multipartId =
                sources instanceof SourceUploads.Multipart multipart ? multipart.begin(declared.sourceObject()) : null;
        var upload = new Receiving(declared, 0, multipartId);
        transaction.executeWithoutResult(_ -> {
            takeDown.accept(declared);
            uploads.insert(upload);
            if (multipartId != null) {
                catalogue.defer(id, generation, IN_PARTS);
            }
        });
        return upload;
    }

    record SourceFile(String filename, long sizeBytes, String contentType) {}

    /** @param category null: the uploader's */
    record Offer(
            String title,
            String description,
            SourceFile file,
            @Nullable Category category) {}
}
