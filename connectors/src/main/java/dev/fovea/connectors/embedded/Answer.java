package dev.fovea.connectors.embedded;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import com.github.luben.zstd.ZstdOutputStream;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The result of a statement on its way to the client. The first MiB is held back, so that most errors still find a clean
 * answer to be told in, and short answers get a length and a full summary.
 */
final class Answer implements Engine.ResultConsumer {
    private static final int HELD_BYTES_MAX = 1 << 20;
    private static final int COPY_BYTES = 1 << 16;

    /** One result in several pieces has one header of names and types: those of later pieces are left out. */
    private static final String NAMED_BINARY = "rowbinarywithnamesandtypes";

    private static final String NATIVE = "native";

    /** Formats in which pieces put one behind the other are a document again. */
    private static final Set<String> STREAMABLE = Set.of(
            NAMED_BINARY,
            NATIVE,
            "rowbinary",
            "jsoneachrow",
            "jsonlines",
            "ndjson",
            "jsoncompacteachrow",
            "jsonstringseachrow",
            "tabseparated",
            "tsv",
            "tabseparatedraw",
            "tsvraw",
            "csv",
            "tskv",
            "lineasstring");

    private final HttpExchange exchange;
    private final Request request;
    private final String format;
    private final long startNanos;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final byte[] copy = new byte[COPY_BYTES];
    private @Nullable OutputStream sending;
    private boolean empty = true;

    Answer(HttpExchange exchange, Request request, String format, long startNanos) {
        this.exchange = exchange;
        this.request = request;
        this.format = format.toLowerCase(Locale.ROOT);
        this.startNanos = startNanos;
        exchange.getResponseHeaders().set("X-ClickHouse-Format", format);
        exchange.getResponseHeaders().set("Content-Type", contentType());
    }

    boolean streams() {
        return STREAMABLE.contains(format) && !request.flag("wait_end_of_query");
    }

    /** Formats that tell the columns even when there are no rows, which a stream does not. */
    boolean needsHeader() {
        return empty && (format.equals(NAMED_BINARY) || format.equals(NATIVE));
    }

    @Override
    public void accept(MemorySegment piece, Statistics soFar) throws IOException {
        if (piece.byteSize() == 0) {
            return;
        }
        if (format.equals(NATIVE) && request.clientRevision() > 0) {
            byte[] blocks = NativeBlocks.ofRevision(piece.asByteBuffer(), request.clientRevision());
            empty = false;
            write(blocks, blocks.length, soFar);
            return;
        }
        long position = format.equals(NAMED_BINARY) && !empty ? namesAndTypesBytes(piece) : 0;
        empty = false;
        while (position < piece.byteSize()) {
            int count = (int) Math.min(COPY_BYTES, piece.byteSize() - position);
            MemorySegment.copy(piece, JAVA_BYTE, position, copy, 0, count);
            write(copy, count, soFar);
            position += count;
        }
    }

    private void write(byte[] bytes, int length, Statistics soFar) throws IOException {
        if (sending == null && held.size() + length <= HELD_BYTES_MAX) {
            held.write(bytes, 0, length);
            return;
        }
        if (sending == null) {
            sending = send(soFar, false);
        }
        sending.write(bytes, 0, length);
    }

    void finish(Statistics statistics) throws IOException {
        if (sending == null) {
            sending = send(statistics, true);
        }
        sending.close();
        exchange.close();
    }

    private OutputStream send(Statistics statistics, boolean whole) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-ClickHouse-Summary", statistics.summary(held.size(), System.nanoTime() - startNanos));
        String encoding = contentEncoding();
        boolean blocks = request.flag("compress");
        if (encoding != null) {
            headers.set("Content-Encoding", encoding);
        }
        boolean plain = encoding == null && !blocks;
        long length = !whole || !plain ? 0 : held.size() == 0 ? -1 : held.size();
        exchange.sendResponseHeaders(200, length);
        OutputStream body = encoded(exchange.getResponseBody(), encoding);
        OutputStream out = blocks ? CompressedBlocks.compress(body) : body;
        held.writeTo(out);
        return out;
    }

    private static OutputStream encoded(OutputStream body, @Nullable String encoding) throws IOException {
        return switch (encoding) {
            case null -> body;
            case "zstd" -> new ZstdOutputStream(body);
            case "lz4" -> new LZ4FrameOutputStream(body);
            default -> new GZIPOutputStream(body, COPY_BYTES);
        };
    }

    private @Nullable String contentEncoding() {
        String accepted = request.headers().getFirst("Accept-Encoding");
        if (accepted == null || !request.flag("enable_http_compression")) {
            return null;
        }
        for (String encoding : new String[] {"zstd", "lz4", "gzip"}) {
            if (accepted.contains(encoding)) {
                return encoding;
            }
        }
        return null;
    }

    private String contentType() {
        if (Set.of("json", "jsoncompact", "jsonstrings", "jsoncompactstrings").contains(format)) {
            return "application/json; charset=UTF-8";
        }
        if (format.startsWith("json") || format.equals("ndjson")) {
            return "application/x-ndjson; charset=UTF-8";
        }
        if (format.startsWith("tab") || format.startsWith("tsv")) {
            return "text/tab-separated-values; charset=UTF-8";
        }
        if (format.startsWith("csv")) {
            return "text/csv; charset=UTF-8";
        }
        if (format.startsWith("native") || format.startsWith("rowbinary")) {
            return "application/octet-stream";
        }
        return "text/plain; charset=UTF-8";
    }

    /** A count, and twice as many strings with their lengths before them. */
    private static long namesAndTypesBytes(MemorySegment piece) {
        var reader = new VarintReader(piece);
        long strings = 2 * reader.next();
        for (long i = 0; i < strings; i++) {
            reader.skip(reader.next());
        }
        return reader.position;
    }

    private static final class VarintReader {
        private final MemorySegment bytes;
        private long position;

        VarintReader(MemorySegment bytes) {
            this.bytes = bytes;
        }

        long next() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte octet = bytes.get(JAVA_BYTE, position++);
                value |= (long) (octet & 0x7f) << shift;
                if (octet >= 0) {
                    return value;
                }
            }
        }

        void skip(long count) {
            position += count;
        }
    }
}
