package dev.fovea.connectors.embedded;

import com.github.luben.zstd.ZstdInputStream;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.fovea.connectors.embedded.ClickHouseException.Code;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A request to run one statement: its text stands in {@code ?query=}, in the body, or in both, one behind the other.
 *
 * @param parameters of the URL, and of a multipart body
 */
record Request(String method, Headers headers, Map<String, String> parameters, InputStream text) {
    private static final int MULTIPART_BYTES_MAX = 16 << 20;

    /** Parameters that speak to the protocol; every other is a setting of the query. */
    private static final Set<String> RESERVED = Set.of(
            "query",
            "database",
            "user",
            "password",
            "session_id",
            "session_timeout",
            "session_check",
            "close_session",
            "query_id",
            "default_format",
            "compress",
            "decompress",
            "quota_key",
            "wait_end_of_query",
            "buffer_size",
            "stacktrace",
            "role",
            "client_protocol_version",
            "enable_http_compression",
            "http_zlib_compression_level",
            "send_progress_in_http_headers",
            "http_headers_progress_interval_ms",
            "send_timeout",
            "receive_timeout",
            "http_write_exception_in_output_format",
            "network_compression_method",
            "client_time_zone");

    static Request of(HttpExchange exchange, Map<String, String> urlParameters) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        var parameters = new LinkedHashMap<>(urlParameters);
        InputStream body = decoded(wholeBody(exchange), headers.getFirst("Content-Encoding"));
        if ("1".equals(parameters.get("decompress"))) {
            body = CompressedBlocks.decompress(body);
        }
        String contentType = headers.getFirst("Content-Type");
        if (contentType != null && contentType.startsWith("multipart/form-data")) {
            body = new ByteArrayInputStream(Multipart.read(body, contentType, MULTIPART_BYTES_MAX, parameters));
        }
        String query = parameters.getOrDefault("query", "");
        InputStream text = query.isEmpty()
                ? body
                : new SequenceInputStream(
                        new ByteArrayInputStream((query + "\n").getBytes(StandardCharsets.UTF_8)), body);
        return new Request(exchange.getRequestMethod(), headers, parameters, text);
    }

    static Map<String, String> urlParameters(HttpExchange exchange) {
        var parameters = new LinkedHashMap<String, String>();
        String query = exchange.getRequestURI().getRawQuery();
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.put(decoded(name), decoded(value));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ClickHouseException.of(Code.BAD_ARGUMENTS, "A parameter of the URL is not encoded rightly.");
        }
    }

    /** Fails when the client hangs up early: half an INSERT is none. */
    private static InputStream wholeBody(HttpExchange exchange) {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        return length == null
                ? exchange.getRequestBody()
                : new DeclaredLength(exchange.getRequestBody(), Long.parseLong(length));
    }

    private static InputStream decoded(InputStream body, @Nullable String encoding) throws IOException {
        if (encoding == null) {
            return body;
        }
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "gzip" -> new GZIPInputStream(body, 1 << 16);
            case "deflate" -> new InflaterInputStream(body);
            case "lz4" -> new LZ4FrameInputStream(body);
            case "zstd" -> new ZstdInputStream(body);
            case "identity" -> body;
            default ->
                throw ClickHouseException.of(
                        Code.UNKNOWN_COMPRESSION_METHOD, "Unknown compression method: " + encoding + ".");
        };
    }

    /** Values of {@code {name:Type}} in the statement. */
    Map<String, String> queryParameters() {
        var values = new LinkedHashMap<String, String>();
        parameters.forEach((name, value) -> {
            if (name.startsWith("param_")) {
                values.put(name.substring("param_".length()), value);
            }
        });
        return values;
    }

    Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        parameters.forEach((name, value) -> {
            if (!name.startsWith("param_") && !RESERVED.contains(name)) {
                settings.put(name, value);
            }
        });
        return settings;
    }

    Optional<String> database() {
        return header("X-ClickHouse-Database").or(() -> parameter("database"));
    }

    /** What the client wants when the statement names no FORMAT. */
    String defaultFormat() {
        return parameter("default_format")
                .or(() -> header("X-ClickHouse-Format"))
                .orElse("TabSeparated");
    }

    /** The version of the native protocol that the client's side of a block is written in; 0 of one that tells none. */
    int clientRevision() {
        return parameter("client_protocol_version").map(Request::number).orElse(0);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw ClickHouseException.of(Code.BAD_ARGUMENTS, "'" + text + "' is no number.");
        }
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }

    boolean flag(String name) {
        return "1".equals(parameters.get(name)) || "true".equals(parameters.get(name));
    }

    private Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirst(name)).filter(value -> !value.isEmpty());
    }

    private static final class DeclaredLength extends FilterInputStream {
        private long remainingBytes;

        DeclaredLength(InputStream body, long lengthBytes) {
            super(body);
            remainingBytes = lengthBytes;
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            count(octet < 0 ? -1 : 1);
            return octet;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            count(count);
            return count;
        }

        private void count(int bytes) throws IOException {
            if (bytes > 0) {
                remainingBytes -= bytes;
            } else if (bytes < 0 && remainingBytes > 0) {
                throw new IOException("the client hung up " + remainingBytes + " bytes before the end of its body");
            }
        }
    }
}
