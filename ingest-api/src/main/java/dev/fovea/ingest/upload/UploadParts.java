package dev.fovea.ingest.upload;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.ingest.IngestChores.Chore;
import dev.fovea.ingest.upload.Upload.Abandoned;
import dev.fovea.ingest.upload.Upload.Complete;
import dev.fovea.ingest.upload.Upload.Declared;
import dev.fovea.ingest.upload.Upload.Receiving;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.media.MediaStore;
import dev.fovea.platform.media.MediaStore.StoredObject;
import dev.fovea.platform.media.SourceUploads;
import dev.fovea.platform.media.SourceUploads.Multipart;
import dev.fovea.platform.media.SourceUploads.PresignedPart;
import dev.fovea.platform.media.SourceUploads.StoredPart;
import dev.fovea.platform.problem.ClientProblem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Uploads whose parts the browser puts straight into the store. The store cannot limit their total, so what it holds is
 * compared with what was declared before it becomes a source.
 */
@Component
class UploadParts implements Chore {

    private static final Logger LOG = LoggerFactory.getLogger(UploadParts.class);
    private static final Duration HEALED_EVERY = Duration.ofMinutes(10);

    private final Uploads uploads;
    private final UploadReceiver receiver;
    private final UploadEnding ending;
    private final SourceUploads sources;
    private final MediaStore store;

    UploadParts(
            Uploads uploads, UploadReceiver receiver, UploadEnding ending, SourceUploads sources, MediaStore store) {
        this.uploads = uploads;
        this.receiver = receiver;
        this.ending = ending;
        this.sources = sources;
        this.store = store;
    }

    int partsTotal(long sizeBytes) {
        long partSizeBytes = multipart().partSizeBytes(sizeBytes);
        return Math.toIntExact((sizeBytes + partSizeBytes - 1) / partSizeBytes);
    }

    List<PresignedPart> presign(Caller caller, VideoId id, List<Integer> numbers) throws IOException {
        Receiving upload = receiving(caller, id);
        int total = partsTotal(upload.declared().sizeBytes());
        if (numbers.stream().anyMatch(number -> number < 1 || number > total)) {
            throw new ClientProblem(ProblemType.INVALID_REQUEST, "this upload's parts are numbered 1 to " + total);
        }
        uploads.touch(upload.declared());
        return multipart().presign(upload.declared().sourceObject(), multipartId(upload), numbers);
    }

    List<StoredPart> stored(Caller caller, VideoId id) throws IOException {
        return switch (receiver.owned(caller, id)) {
            case Receiving receiving -> stored(receiving);
            case Complete _ -> List.of();
            case Abandoned _ -> throw new UploadProblems.Gone(id);
        };
    }

    long storedBytes(Receiving upload) throws IOException {
        return stored(upload).stream().mapToLong(StoredPart::sizeBytes).sum();
    }

    private List<StoredPart> stored(Receiving upload) throws IOException {
        return multipart().parts(upload.declared().sourceObject(), multipartId(upload));
    }

    /** Told again after its answer was lost, it answers the same. */
    Complete complete(Caller caller, VideoId id, Map<Integer, String> etags) throws IOException {
        return switch (receiver.owned(caller, id)) {
            case Complete complete -> complete;
            case Abandoned _ -> throw new UploadProblems.Gone(id);
            case Receiving receiving -> {
                if (!isWhole(receiving.declared())) {
                    assemble(receiving, etags);
                }
                ending.complete(receiving.declared());
                yield new Complete(receiving.declared());
            }
        };
    }

    private void assemble(Receiving upload, Map<Integer, String> etags) throws IOException {
        Declared declared = upload.declared();
        Map<Integer, StoredPart> stored =
                stored(upload).stream().collect(Collectors.toMap(StoredPart::number, Function.identity()));
        for (Map.Entry<Integer, String> named : etags.entrySet()) {
            StoredPart part = stored.get(named.getKey());
            if (part == null || !bare(part.etag()).equals(bare(named.getValue()))) {
                throw new UploadProblems.Incomplete(
                        "the store has no part " + named.getKey() + " with ETag " + named.getValue());
            }
        }
        List<StoredPart> parts = stored.values().stream()
                .filter(part -> etags.containsKey(part.number()))
                .toList();
        long sizeBytes = parts.stream().mapToLong(StoredPart::sizeBytes).sum();
        if (sizeBytes > declared.sizeBytes()) {
            throw new UploadProblems.TooLong(declared);
        }
        if (sizeBytes < declared.sizeBytes()) {
            throw new UploadProblems.Incomplete(
                    "the parts have %d of the %d bytes that were declared".formatted(sizeBytes, declared.sizeBytes()));
        }
        multipart().complete(declared.sourceObject(), multipartId(upload), parts);
        if (!isWhole(declared)) {
            throw new IOException("the store did not assemble " + declared.sourceObject() + " at its declared size");
        }
    }

    private boolean isWhole(Declared declared) throws IOException {
        Optional<StoredObject> object = store.stat(declared.sourceObject());
        return object.isPresent() && object.get().sizeBytes() == declared.sizeBytes();
    }

    private static String bare(String etag) {
        return etag.replace("\"", "");
    }

    @Override
    public Duration every() {
        return HEALED_EVERY;
    }

    /** We died between the store's completion and our row: the object is there, so the upload is complete. */
    @Override
    public void run() {
        if (!(sources instanceof Multipart)) {
            return;
        }
        for (Receiving upload : uploads.receivingInParts()) {
            try {
                if (isWhole(upload.declared())) {
                    ending.complete(upload.declared());
                }
            } catch (IOException e) {
                LOG.warn("the store does not tell of {}", upload.declared().sourceObject(), e);
            }
        }
    }

    private Receiving receiving(Caller caller, VideoId id) {
        return switch (receiver.owned(caller, id)) {
            case Receiving receiving -> receiving;
            case Complete _ ->
                throw new UploadProblems.Incomplete("the upload of video " + id + " is complete already");
            case Abandoned _ -> throw new UploadProblems.Gone(id);
        };
    }

    private static String multipartId(Receiving upload) {
        String id = upload.multipartId();
        if (id == null) {
            throw new UploadProblems.OtherProtocol("this upload goes through the server, by tus");
        }
        return id;
    }

    private Multipart multipart() {
        return switch (sources) {
            case Multipart multipart -> multipart;
            case SourceUploads.Appended _ ->
                throw new UploadProblems.OtherProtocol("uploads go through the server here, by tus");
        };
    }
}
