package dev.fovea.ingest.upload;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.ingest.catalog.VideoTexts;
import dev.fovea.ingest.upload.Upload.Complete;
import dev.fovea.ingest.upload.Upload.Receiving;
import dev.fovea.ingest.upload.UploadStart.Offer;
import dev.fovea.ingest.upload.UploadStart.SourceFile;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.media.SourceUploads;
import dev.fovea.platform.media.SourceUploads.PresignedPart;
import dev.fovea.platform.media.SourceUploads.StoredPart;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Creation, state and end of an upload; the bytes come by tus ({@link TusController}) or go straight to the store. */
@RestController
class UploadController {

    private final UploadStart start;
    private final UploadReceiver receiver;
    private final UploadParts parts;
    private final SourceUploads sources;

    UploadController(UploadStart start, UploadReceiver receiver, UploadParts parts, SourceUploads sources) {
        this.start = start;
        this.receiver = receiver;
        this.parts = parts;
        this.sources = sources;
    }

    static String urlOf(VideoId id) {
        return "/api/v1/uploads/" + id;
    }

    @Operation(
            summary = "Begin an upload",
            description = "tus clients may create by tus's own request instead: Tus-Resumable, Upload-Length and"
                    + " Upload-Metadata (title, filename, filetype, description) without a body; answers Location.")
    @ApiResponse(responseCode = "201")
    @PostMapping(path = "/api/v1/uploads", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Created> create(Caller caller, @RequestBody @Valid Creation creation) throws IOException {
        return created(start.start(
                caller,
                new Offer(
                        creation.title().strip(),
                        creation.description() == null ? "" : creation.description(),
                        new SourceFile(creation.filename(), creation.sizeBytes(), creation.contentType()),
                        creation.category())));
    }

    @Operation(
            summary = "Begin the upload of another file for a video",
            description =
                    "The video keeps its id and goes through review again; until then the approved file is shown.")
    @ApiResponse(responseCode = "201")
    @PostMapping(path = "/api/v1/videos/{id}/replacement", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Created> replace(Caller caller, @PathVariable VideoId id, @RequestBody @Valid Replacement file)
            throws IOException {
        return created(
                start.replace(caller, id, new SourceFile(file.filename(), file.sizeBytes(), file.contentType())));
    }

    private ResponseEntity<Created> created(Receiving upload) {
        VideoId id = upload.declared().videoId();
        int generation = upload.declared().generation();
        long sizeBytes = upload.declared().sizeBytes();
        Created created =
                switch (sources) {
                    case SourceUploads.Appended _ -> new Created(id, generation, Protocol.TUS, urlOf(id), null, null);
                    case SourceUploads.Multipart multipart ->
                        new Created(
                                id,
                                generation,
                                Protocol.S3_MULTIPART,
                                null,
                                multipart.partSizeBytes(sizeBytes),
                                parts.partsTotal(sizeBytes));
                };
        return ResponseEntity.created(URI.create(urlOf(id))).body(created);
    }

    @GetMapping("/api/v1/uploads/{id}")
    UploadView get(Caller caller, @PathVariable VideoId id) throws IOException {
        Upload upload = receiver.owned(caller, id);
        Upload.Declared declared = upload.declared();
        return new UploadView(
                id,
                declared.generation(),
                sources instanceof SourceUploads.Multipart ? Protocol.S3_MULTIPART : Protocol.TUS,
                switch (upload) {
                    case Receiving _ -> State.RECEIVING;
                    case Complete _ -> State.COMPLETE;
                    case Upload.Abandoned _ -> State.ABANDONED;
                },
                declared.sizeBytes(),
                receivedBytes(upload),
                declared.filename(),
                sources instanceof SourceUploads.Multipart multipart
                        ? multipart.partSizeBytes(declared.sizeBytes())
                        : null);
    }

    private long receivedBytes(Upload upload) throws IOException {
        return switch (upload) {
            case Receiving receiving ->
                receiving.multipartId() == null ? receiving.offset() : parts.storedBytes(receiving);
            case Complete complete -> complete.declared().sizeBytes();
            case Upload.Abandoned _ -> 0;
        };
    }

    @Operation(summary = "Give the upload up: tus's termination, or the abortion of parts")
    @ApiResponse(responseCode = "204")
    @DeleteMapping("/api/v1/uploads/{id}")
    ResponseEntity<Void> terminate(Caller caller, @PathVariable VideoId id) {
        receiver.terminate(caller, id);
        return ResponseEntity.noContent().build();
    }

    @Operation(summary = "URLs to put parts to, straight into the store")
    @PostMapping("/api/v1/uploads/{id}/parts")
    PresignedParts presign(Caller caller, @PathVariable VideoId id, @RequestBody @Valid PartNumbers wanted)
            throws IOException {
        return new PresignedParts(parts.presign(caller, id, wanted.numbers()));
    }

    @GetMapping("/api/v1/uploads/{id}/parts")
    StoredParts stored(Caller caller, @PathVariable VideoId id) throws IOException {
        return new StoredParts(parts.stored(caller, id));
    }

    @Operation(summary = "Make a source of the parts; answers the same when asked again")
    @PostMapping("/api/v1/uploads/{id}/complete")
    UploadView complete(Caller caller, @PathVariable VideoId id, @RequestBody @Valid Completion completion)
            throws IOException {
        Map<Integer, String> etags = completion.parts().stream()
                .collect(Collectors.toMap(PartTag::number, PartTag::etag, (first, second) -> second));
        parts.complete(caller, id, etags);
        return get(caller, id);
    }

    @Schema(name = "UploadCreation")
    record Creation(
            @NotNull
            @Size(max = VideoTexts.TITLE_CHARS_MAX)
            @Pattern(regexp = VideoTexts.NOT_BLANK, message = "must not be blank")
            String title,

            @Nullable @Size(max = VideoTexts.DESCRIPTION_CHARS_MAX)
            String description,

            @NotNull @Size(max = FILENAME_CHARS_MAX) @Pattern(regexp = FILENAME, message = "must be a file's name")
            String filename,

            @NotNull @PositiveOrZero Long sizeBytes,

            @NotBlank @Size(max = 127) @Pattern(regexp = "[\\x21-\\x7e ]+")
            String contentType,

            @Nullable Category category) {}

    @Schema(name = "Replacement")
    record Replacement(
            @NotNull @Size(max = FILENAME_CHARS_MAX) @Pattern(regexp = FILENAME, message = "must be a file's name")
            String filename,

            @NotNull @PositiveOrZero Long sizeBytes,

            @NotBlank @Size(max = 127) @Pattern(regexp = "[\\x21-\\x7e ]+")
            String contentType) {}

    static final int FILENAME_CHARS_MAX = 255;
    /** Shown, never used as a path; without control characters, so that it stays one line. */
    static final String FILENAME = "[^\\p{Cntrl}]*[^\\p{Cntrl}\\s][^\\p{Cntrl}]*";

    @Schema(name = "UploadCreated")
    record Created(
            VideoId videoId,
            int generation,
            Protocol protocol,
            @Nullable String url,
            @Nullable Long partSizeBytes,
            @Nullable Integer partsTotal) {}

    @Schema(name = "Upload")
    record UploadView(
            VideoId videoId,
            int generation,
            Protocol protocol,
            State state,
            long sizeBytes,
            long receivedBytes,
            String filename,
            @Nullable Long partSizeBytes) {}

    enum State {
        RECEIVING,
        COMPLETE,
        ABANDONED
    }

    record PartNumbers(@NotEmpty @Size(max = 1_000) List<@NotNull @Min(1) Integer> numbers) {}

    record PresignedParts(List<PresignedPart> parts) {}

    record StoredParts(List<StoredPart> parts) {}

    record Completion(@NotNull @Size(max = 10_000) List<@NotNull @Valid PartTag> parts) {}

    record PartTag(
            @Min(1) int number, @NotBlank @Size(max = 200) String etag) {}
}
