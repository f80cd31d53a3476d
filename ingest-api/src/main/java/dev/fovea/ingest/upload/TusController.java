package dev.fovea.ingest.upload;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.ingest.catalog.VideoTexts;
import dev.fovea.ingest.upload.Upload.Abandoned;
import dev.fovea.ingest.upload.Upload.Complete;
import dev.fovea.ingest.upload.Upload.Receiving;
import dev.fovea.ingest.upload.UploadReceiver.HungUp;
import dev.fovea.ingest.upload.UploadReceiver.PartlyStored;
import dev.fovea.ingest.upload.UploadStart.Offer;
import dev.fovea.ingest.upload.UploadStart.SourceFile;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.media.SourceUploads;
import dev.fovea.platform.problem.ClientProblem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** tus 1.0: core, creation, termination (in {@link UploadController}) and checksum. */
@RestController
@RequestMapping("/api/v1/uploads")
class TusController {

    private static final String CHUNK = "application/offset+octet-stream";

    private final UploadStart start;
    private final UploadReceiver receiver;
    private final UploadProperties properties;
    private final SourceUploads sources;

    TusController(UploadStart start, UploadReceiver receiver, UploadProperties properties, SourceUploads sources) {
        this.start = start;
        this.receiver = receiver;
        this.properties = properties;
        this.sources = sources;
    }

    @Operation(summary = "What of tus this server speaks")
    @ApiResponse(responseCode = "204")
    @RequestMapping(method = RequestMethod.OPTIONS)
    ResponseEntity<Void> options() {
        return ResponseEntity.noContent()
                .header(TusHeaders.RESUMABLE, TusHeaders.VERSION)
                .header(TusHeaders.SUPPORTED, TusHeaders.VERSION)
                .header("Tus-Extension", "creation,termination,checksum")
                .header("Tus-Max-Size", Long.toString(properties.sizeMax().toBytes()))
                .header("Tus-Checksum-Algorithm", Checksum.NAMES)
                .build();
    }

    /** tus's own creation; described with the JSON one, which has the same path. */
    @Operation(hidden = true)
    @PostMapping(headers = TusHeaders.RESUMABLE)
    ResponseEntity<Void> create(
            Caller caller,
            @RequestHeader(value = TusHeaders.LENGTH, required = false) @Nullable String length,
            @RequestHeader(value = TusHeaders.METADATA, required = false) @Nullable String metadata)
            throws IOException {
        if (sources instanceof SourceUploads.Multipart) {
            throw new UploadProblems.OtherProtocol("uploads go in parts straight to the store here");
        }
        TusMetadata given = TusMetadata.parse(metadata);
        String filename =
                limited("filename", given.get("upload", "filename", "name"), UploadController.FILENAME_CHARS_MAX);
        if (!filename.matches(UploadController.FILENAME)) {
            throw new ClientProblem(ProblemType.INVALID_REQUEST, "filename must be a file's name");
        }
        var offer = new Offer(
                limited("title", given.get(filename, "title"), VideoTexts.TITLE_CHARS_MAX)
                        .strip(),
                limited("description", given.get("", "description"), VideoTexts.DESCRIPTION_CHARS_MAX),
                new SourceFile(
                        filename,
                        number(TusHeaders.LENGTH, length),
                        limited("filetype", given.get("application/octet-stream", "filetype", "type"), 127)),
                null);
        VideoId id = start.start(caller, offer).declared().videoId();
        return ResponseEntity.created(URI.create(UploadController.urlOf(id))).build();
    }

    private static String limited(String name, String value, int charsMax) {
        if (value.length() > charsMax) {
            throw new ClientProblem(ProblemType.INVALID_REQUEST, name + " has more than " + charsMax + " characters");
        }
        return value;
    }

    @Operation(summary = "Where the upload stands")
    @RequestMapping(path = "/{id}", method = RequestMethod.HEAD)
    ResponseEntity<Void> offset(Caller caller, @PathVariable VideoId id) {
        Upload upload = receiver.stand(caller, id);
        return ResponseEntity.ok()
                .header(TusHeaders.OFFSET, Long.toString(offsetOf(upload)))
                .header(TusHeaders.LENGTH, Long.toString(upload.declared().sizeBytes()))
                .build();
    }

    @Operation(summary = "Go on with the upload")
    @ApiResponse(responseCode = "204")
    @PatchMapping("/{id}")
    ResponseEntity<Void> append(
            Caller caller,
            @PathVariable VideoId id,
            @RequestHeader(value = TusHeaders.OFFSET, required = false) @Nullable String offset,
            @RequestHeader(value = TusHeaders.CHECKSUM, required = false) @Nullable String checksum,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (!CHUNK.equals(request.getContentType())) {
            throw new ClientProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE, "a chunk's Content-Type is " + CHUNK);
        }
        try {
            Upload upload = receiver.receive(
                    caller,
                    id,
                    number(TusHeaders.OFFSET, offset),
                    request.getInputStream(),
                    request.getContentLengthLong(),
                    Checksum.parse(checksum));
            return ResponseEntity.noContent()
                    .header(TusHeaders.OFFSET, Long.toString(offsetOf(upload)))
                    .build();
        } catch (PartlyStored full) {
            long kept = offsetOf(receiver.owned(caller, id));
            response.setHeader(TusHeaders.OFFSET, Long.toString(kept));
            throw new UploadProblems.StorageFull(kept);
        } catch (HungUp hungUp) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
            throw new UploadProblems.Incomplete("the chunk broke off; what came before is kept");
        }
    }

    /** tus's spelling for networks that let no other method through; it allows nothing that PATCH and DELETE do not. */
    @Operation(hidden = true)
    @PostMapping("/{id}")
    ResponseEntity<Void> override(
            Caller caller,
            @PathVariable VideoId id,
            @RequestHeader(value = "X-HTTP-Method-Override", required = false) @Nullable String method,
            @RequestHeader(value = TusHeaders.OFFSET, required = false) @Nullable String offset,
            @RequestHeader(value = TusHeaders.CHECKSUM, required = false) @Nullable String checksum,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if ("PATCH".equals(method)) {
            return append(caller, id, offset, checksum, request, response);
        }
        if ("DELETE".equals(method)) {
            receiver.terminate(caller, id);
            return ResponseEntity.noContent().build();
        }
        throw new ClientProblem(ProblemType.METHOD_NOT_ALLOWED, "an upload goes on by PATCH");
    }

    private static long number(String header, @Nullable String text) {
        if (text == null || !text.matches("[0-9]{1,18}")) {
            throw new ClientProblem(ProblemType.INVALID_REQUEST, header + " must be a number of bytes");
        }
        return Long.parseLong(text);
    }

    private static long offsetOf(Upload upload) {
        return switch (upload) {
            case Receiving receiving -> {
                if (receiving.multipartId() != null) {
                    throw new UploadProblems.OtherProtocol("this upload goes in parts straight to the store");
                }
                yield receiving.offset();
            }
            case Complete complete -> complete.declared().sizeBytes();
            case Abandoned abandoned ->
                throw new UploadProblems.Gone(abandoned.declared().videoId());
        };
    }
}
