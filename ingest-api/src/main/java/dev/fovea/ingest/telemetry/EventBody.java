package dev.fovea.ingest.telemetry;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The bytes of a batch: plain or gzip, at most {@value #BYTES_MAX} of them after unpacking. */
final class EventBody {

    static final int BYTES_MAX = 1024 * 1024;

    private EventBody() {}

    static byte[] read(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > BYTES_MAX) {
            throw new TooLarge();
        }
        try (InputStream body = unpacked(request)) {
            byte[] bytes = body.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new TooLarge();
            }
            return bytes;
        }
    }

    private static InputStream unpacked(HttpServletRequest request) throws IOException {
        @Nullable String header = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        String encoding = header == null ? "identity" : header.strip().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "identity" -> request.getInputStream();
            case "gzip" -> new Gunzip(gzip(request.getInputStream()));
            default ->
                throw new ClientProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE, "a body is plain or gzip, not " + encoding);
        };
    }

    private static InputStream gzip(InputStream packed) throws IOException {
        try {
            return new GZIPInputStream(packed);
        } catch (ZipException | EOFException e) {
            throw new NotGzip();
        }
    }

    /** Tells broken packing from a broken connection. */
    private static final class Gunzip extends java.io.FilterInputStream {
        Gunzip(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (ZipException | EOFException e) {
                throw new NotGzip();
            }
        }
    }

    private static final class TooLarge extends ClientProblem {
        TooLarge() {
            super(ProblemType.TOO_MANY_EVENTS, "a batch has at most " + BYTES_MAX + " bytes: send it in smaller ones");
        }
    }

    private static final class NotGzip extends ClientProblem {
        NotGzip() {
            super(ProblemType.INVALID_REQUEST, "the body is not the gzip that its Content-Encoding says");
        }
    }
}
