package dev.fovea.ingest.playback;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.ingest.catalog.TextObjects;
import dev.fovea.platform.media.ContentTypes;
import dev.fovea.platform.media.MediaStore;
import dev.fovea.platform.media.MediaStore.NoSuchObject;
import dev.fovea.platform.media.MediaStore.StoredObject;
import dev.fovea.platform.problem.ClientProblem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/** The origin of playlists and segments. */
@RestController
class MediaController {

    private static final Logger LOG = LoggerFactory.getLogger(MediaController.class);
    /** One plain spelling: no way up, no empty step, nothing hidden. */
    private static final Pattern OBJECT =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,8}");

    /** No object's name begins like this: what is below it is written when it is asked for. */
    static final String PREVIEW = "preview/";

    private static final int OBJECT_CHARS_MAX = 300;
    private static final Pattern NAMED_BY_CONTENT = Pattern.compile(".*-[0-9a-f]{12,64}\\.[a-z0-9]{1,5}");
    /** Text whose every word is a name: a tenth when packed (HLS Authoring Specification 10.1). */
    private static final Set<String> PACKED =
            Set.of("application/vnd.apple.mpegurl", "application/dash+xml", "text/vtt");

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int SIZES_CACHED_MAX = 100_000;
    private static final Duration SIZES_CACHED_FOR = Duration.ofMinutes(10);
    private static final String FOR_EVER = "private, max-age=31536000, immutable";
    private static final String ASK_AGAIN = "private, no-cache";

    private final MediaGate gate;
    private final MediaStore store;
    private final Previews previews;
    private final PlayerReports reports;
    /**
     * Of objects named by their content, which cannot change; S3 would be asked twice for each segment. One that was cut
     * off in the store may be mended, though.
     */
    private final Cache<String, StoredObject> sizes = Caffeine.newBuilder()
            .maximumSize(SIZES_CACHED_MAX)
            .expireAfterWrite(SIZES_CACHED_FOR)
            .build();

    MediaController(MediaGate gate, MediaStore store, Previews previews, PlayerReports reports) {
        this.gate = gate;
        this.store = store;
        this.previews = previews;
        this.reports = reports;
    }

    @Operation(summary = "Playlists, segments and pictures; the token stands in the path")
    @RequestMapping(
            path = "/media/{token}/{videoId}/{generation}/{*object}",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    void serve(
            @PathVariable String token,
            @PathVariable String videoId,
            @PathVariable String generation,
            @PathVariable String object,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        String name = object.startsWith("/") ? object.substring(1) : object;
        VideoId id = videoIdOf(videoId);
        int number = generationOf(generation);
        gate.check(token, id, number, name);
        reports.hear(request);
        if (name.length() > OBJECT_CHARS_MAX || !OBJECT.matcher(name).matches()) {
            throw new NotThere(name);
        }
        if (name.startsWith(PREVIEW)) {
            servePreview(id, number, name, request, response);
            return;
        }
        String stored = TextObjects.isText(name)
                ? TextObjects.storedNameOf(id, name)
                : MediaLayout.generation(id, number) + name;
        String contentType = ContentTypes.of(name);
        StoredObject found = find(stored, name, isHead(request));
        boolean packed = PACKED.contains(contentType) && acceptsGzip(request);
        boolean immutable = isNamedByContent(name);
        response.setHeader(HttpHeaders.CACHE_CONTROL, immutable ? FOR_EVER : ASK_AGAIN);
        response.setContentType(contentType);
        if (PACKED.contains(contentType)) {
            response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
        String etag = immutable ? etagOf(name, packed) : null;
        if (etag != null && new ServletWebRequest(request, response).checkNotModified(etag)) {
            return;
        }
        if (packed) {
            servePacked(stored, name, found, request, response);
        } else {
            serveBytes(stored, name, found, etag, request, response);
        }
    }

    private void servePreview(
            VideoId id, int generation, String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        byte[] playlist = previews.find(id, generation)
                .flatMap(preview -> preview.playlist(name.substring(PREVIEW.length())))
                .orElseThrow(() -> new NotThere(name))
                .getBytes(StandardCharsets.UTF_8);
        response.setHeader(HttpHeaders.CACHE_CONTROL, ASK_AGAIN);
        response.setContentType(ContentTypes.of(name));
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (acceptsGzip(request)) {
            writePacked(new ByteArrayInputStream(playlist), request, response);
        } else {
            response.setContentLength(playlist.length);
            if (!isHead(request)) {
                write(response, out -> out.write(playlist));
            }
        }
    }

    private static VideoId videoIdOf(String text) {
        try {
            return VideoId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new NotThere(text);
        }
    }

    private static int generationOf(String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new NotThere(text);
        }
        return Integer.parseInt(text);
    }

    /** @param anew whoever does not read it learns only here that it is gone */
    private StoredObject find(String stored, String name, boolean anew) throws IOException {
        StoredObject known = anew ? null : sizes.getIfPresent(stored);
        if (known != null) {
            return known;
        }
        StoredObject found = store.stat(stored).orElseThrow(() -> {
            sizes.invalidate(stored);
            return new NotThere(name);
        });
        if (isNamedByContent(name)) {
            sizes.put(stored, found);
        }
        return found;
    }

    private static boolean isNamedByContent(String name) {
        return NAMED_BY_CONTENT.matcher(name).matches();
    }

    private static String etagOf(String name, boolean packed) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return packed ? "\"" + file + "+gzip\"" : "\"" + file + "\"";
    }

    private static boolean acceptsGzip(HttpServletRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        if (accepted == null) {
            return false;
        }
        for (String coding : accepted.split(",")) {
            String[] parts = coding.strip().split("\\s*;\\s*q=", 2);
            if (parts[0].equalsIgnoreCase("gzip") || parts[0].equals("*")) {
                return parts.length < 2 || !parts[1].matches("0(\\.0{0,3})?");
            }
        }
        return false;
    }

    /** Small texts: packed whole, so their length is known; a range of a packed text serves nobody. */
    private void servePacked(
            String stored, String name, StoredObject found, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try (InputStream in = open(stored, name, 0, found.sizeBytes())) {
            writePacked(in, request, response);
        }
    }

    private static void writePacked(InputStream in, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            in.transferTo(gzip);
        }
        response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        response.setContentLength(bytes.size());
        if (!isHead(request)) {
            write(response, out -> bytes.writeTo(out));
        }
    }

    private void serveBytes(
            String stored,
            String name,
            StoredObject found,
            @Nullable String etag,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        long size = found.sizeBytes();
        String ifRange = request.getHeader(HttpHeaders.IF_RANGE);
        String wanted = ifRange == null || ifRange.equals(etag) ? request.getHeader(HttpHeaders.RANGE) : null;
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        ByteRange part;
        try {
            part = ByteRange.parse(isHead(request) ? null : wanted, size).orElse(null);
        } catch (ByteRange.Unsatisfiable e) {
            response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
            throw new ClientProblem(
                    ProblemType.RANGE_NOT_SATISFIABLE,
                    "the object has %d bytes, asked was for %s".formatted(size, wanted));
        }
        long from = part == null ? 0 : part.from();
        long length = part == null ? size : part.length();
        if (isHead(request)) {
            response.setContentLengthLong(length);
            return;
        }
        // Opened before the status is set: a missing object is still a 404.
        try (InputStream in = open(stored, name, from, length)) {
            if (part != null) {
                response.setStatus(HttpStatus.PARTIAL_CONTENT.value());
                response.setHeader(HttpHeaders.CONTENT_RANGE, part.contentRange(size));
            }
            response.setContentLengthLong(length);
            copy(in, response);
        }
    }

    private InputStream open(String stored, String name, long from, long length) throws IOException {
        try {
            return store.read(stored, from, length);
        } catch (NoSuchObject e) {
            sizes.invalidate(stored);
            throw new NotThere(name);
        }
    }

    private static boolean isHead(HttpServletRequest request) {
        return request.getMethod().equals("HEAD");
    }

    private static void copy(InputStream in, HttpServletResponse response) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        int read = in.read(buffer);
        boolean open = true;
        while (read >= 0 && open) {
            int length = read;
            open = write(response, out -> out.write(buffer, 0, length));
            read = open ? in.read(buffer) : -1;
        }
    }

    /** @return false when the client hung up, which is its right */
    private static boolean write(HttpServletResponse response, Writing writing) throws IOException {
        OutputStream out = response.getOutputStream();
        try {
            writing.to(out);
            return true;
        } catch (IOException e) {
            LOG.debug("a viewer hung up", e);
            return false;
        }
    }

    @FunctionalInterface
    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private static final class NotThere extends ClientProblem {
        NotThere(String name) {
            super(ProblemType.MEDIA_NOT_FOUND, "there is no " + name + " here");
        }
    }
}
