package dev.fovea.connectors.embedded;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * libchdb through its C API. One a process: the library keeps global state, and locks its directory.
 *
 * <p>Calls block their thread in native code, so they belong on platform threads.
 */
final class Engine {
    private static final int APPEND_BYTES = 1 << 20;

    private final List<String> arguments;
    private final MethodHandle version;
    private final MethodHandle shutdown;
    private final MethodHandle connect;
    private final MethodHandle closeConnection;
    private final MethodHandle query;
    private final MethodHandle queryStream;
    private final MethodHandle fetch;
    private final MethodHandle cancelQuery;
    private final MethodHandle insertStream;
    private final MethodHandle append;
    private final MethodHandle insertDone;
    private final MethodHandle insertError;
    private final MethodHandle cancelInsert;
    private final MethodHandle destroyInsert;
    private final MethodHandle resultError;
    private final MethodHandle resultBuffer;
    private final MethodHandle resultLength;
    private final MethodHandle resultRows;
    private final MethodHandle storageRows;
    private final MethodHandle storageBytes;
    private final MethodHandle writtenRows;
    private final MethodHandle writtenBytes;
    private final MethodHandle destroyResult;

    /**
     * @param directory must be absolute: with a relative one the engine's fsync of a part misses its own directory
     * @param settings {@code name=value}, given to the engine at every connection
     */
    Engine(Path library, Path directory, List<String> settings) {
        var natives = new Natives(library);
        arguments = new ArrayList<>(List.of("clickhouse", "--path=" + directory.toAbsolutePath()));
        settings.forEach(setting -> arguments.add("--" + setting));
        version = natives.function("chdb_version", FunctionDescriptor.of(ADDRESS));
        shutdown = natives.function("chdb_shutdown", FunctionDescriptor.of(JAVA_INT));
        connect = natives.function("chdb_connect", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
        closeConnection = natives.function("chdb_close_conn", FunctionDescriptor.ofVoid(ADDRESS));
        query = natives.statement("chdb_query_with_params_n");
        queryStream = natives.statement("chdb_stream_query_with_params_n");
        fetch = natives.function("chdb_stream_fetch_result", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        cancelQuery = natives.function("chdb_stream_cancel_query", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
        insertStream = natives.statement("chdb_stream_insert_with_params_n");
        append = natives.function("chdb_stream_append", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
        insertDone = natives.function("chdb_stream_done", FunctionDescriptor.of(ADDRESS, ADDRESS));
        insertError = natives.function("chdb_stream_insert_error", FunctionDescriptor.of(ADDRESS, ADDRESS));
        cancelInsert = natives.function("chdb_stream_cancel_insert", FunctionDescriptor.ofVoid(ADDRESS));
        destroyInsert = natives.function("chdb_destroy_insert_stream", FunctionDescriptor.ofVoid(ADDRESS));
        resultError = natives.function("chdb_result_error", FunctionDescriptor.of(ADDRESS, ADDRESS));
        resultBuffer = natives.function("chdb_result_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS));
        resultLength = natives.function("chdb_result_length", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
        resultRows = natives.function("chdb_result_rows_read", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
        storageRows = natives.function("chdb_result_storage_rows_read", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
        storageBytes = natives.function("chdb_result_storage_bytes_read", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
        writtenRows = natives.function("chdb_result_rows_written", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
        writtenBytes = natives.function("chdb_result_bytes_written", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
        destroyResult = natives.function("chdb_destroy_query_result", FunctionDescriptor.ofVoid(ADDRESS));
        natives.keepSignalHandlersOfTheJvm();
        natives.useUtc();
    }

    /** The version of the library, such as 26.7.3. */
    String version() {
        try {
            String text = text((MemorySegment) version.invokeExact());
            return text == null ? "unknown" : text;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** To be called once, after the last connection is closed. */
    void shutdown() {
        try {
            int _ = (int) shutdown.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A session of its own, which takes about a millisecond; one statement at a time. */
    Connection connect() {
        return new Connection();
    }

    /** A piece of a result, valid during the call only. */
    interface ResultConsumer {
        void accept(MemorySegment piece, Statistics soFar) throws IOException;
    }

    /** One ClickHouse session. Not for use by two threads at once. */
    final class Connection implements AutoCloseable {
        private final MemorySegment handle;
        private final MemorySegment connection;
        private boolean closed;

        private Connection() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment argv = arena.allocate(ADDRESS, arguments.size() + 1L);
                for (int i = 0; i < arguments.size(); i++) {
                    argv.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments.get(i)));
                }
                handle = (MemorySegment) connect.invokeExact(arguments.size(), argv);
            } catch (Throwable e) {
                throw unexpected(e);
            }
            if (handle.equals(MemorySegment.NULL)) {
                throw ClickHouseException.ofEngine("the engine gave no connection for " + arguments);
            }
            connection = handle.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
        }

        /** Runs a statement whose outcome does not matter beyond its success. */
        void execute(String sql) {
            try {
                query(sql.getBytes(StandardCharsets.UTF_8), "Null", Map.of(), (_, _) -> {});
            } catch (IOException e) {
                throw new AssertionError("the consumer throws nothing", e);
            }
        }

        /** Runs a statement and hands over its whole result at once; the engine holds it in its own memory. */
        Statistics query(byte[] sql, String format, Map<String, String> parameters, ResultConsumer consumer)
                throws IOException {
            MemorySegment result = start(query, sql, format, parameters);
            try {
                Statistics statistics = statisticsOrThrow(result);
                consumer.accept(piece(result), statistics);
                return statistics;
            } catch (Throwable e) {
                throw unexpectedOrIo(e);
            } finally {
                destroy(destroyResult, result);
            }
        }

        /**
         * Runs a SELECT and hands over its result as it comes. Each piece is a whole document of the format, so this fits
         * formats only whose documents may be put one behind the other.
         */
        Statistics stream(byte[] sql, String format, Map<String, String> parameters, ResultConsumer consumer)
                throws IOException {
            MemorySegment stream = start(queryStream, sql, format, parameters);
            boolean running = false;
            Statistics statistics = Statistics.NONE;
            try {
                throwIfFailed(stream);
                running = true;
                while (true) {
                    MemorySegment result = (MemorySegment) fetch.invokeExact(connection, stream);
                    if (result.equals(MemorySegment.NULL)) {
                        break;
                    }
                    try {
                        running = false; // a failed piece ends the stream by itself
                        statistics = statistics.plus(statisticsOrThrow(result));
                        running = true;
                        MemorySegment piece = piece(result);
                        if (piece.byteSize() == 0) {
                            break;
                        }
                        consumer.accept(piece, statistics);
                    } finally {
                        destroy(destroyResult, result);
                    }
                }
                running = false;
                return statistics;
            } catch (Throwable e) {
                throw unexpectedOrIo(e);
            } finally {
                if (running) {
                    destroy(cancelQuery, connection, stream);
                }
                destroy(destroyResult, stream);
            }
        }

        /**
         * Stores rows. Only this way is safe for binary data: a query with inline data is cut at newlines.
         *
         * @param sql {@code INSERT INTO …} without its FORMAT clause, which the engine refuses here
         */
        Statistics insert(String sql, String format, Map<String, String> parameters, InputStream data)
                throws IOException {
            MemorySegment stream = start(insertStream, sql.getBytes(StandardCharsets.UTF_8), format, parameters);
            boolean open = true;
            try (Arena arena = Arena.ofConfined()) {
                String error = text((MemorySegment) insertError.invokeExact(stream));
                if (error != null) {
                    open = false;
                    throw ClickHouseException.ofEngine(error);
                }
                byte[] bytes = new byte[APPEND_BYTES];
                MemorySegment buffer = arena.allocate(APPEND_BYTES);
                int length;
                while ((length = data.readNBytes(bytes, 0, APPEND_BYTES)) > 0) {
                    MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, length);
                    if ((int) append.invokeExact(stream, buffer, (long) length) != 0) {
                        break; // the result says why
                    }
                }
                open = false;
                MemorySegment result = (MemorySegment) insertDone.invokeExact(stream);
                try {
                    return statisticsOrThrow(result);
                } finally {
                    destroy(destroyResult, result);
                }
            } catch (Throwable e) {
                throw unexpectedOrIo(e);
            } finally {
                if (open) {
                    destroy(cancelInsert, stream);
                }
                destroy(destroyInsert, stream);
            }
        }

        private MemorySegment start(MethodHandle function, byte[] sql, String format, Map<String, String> parameters) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment text = arena.allocate(Math.max(1, sql.length));
                MemorySegment.copy(sql, 0, text, JAVA_BYTE, 0, sql.length);
                MemorySegment formatName = arena.allocateFrom(format);
                var names = new Texts(arena, parameters.keySet());
                var values = new Texts(arena, parameters.values());
                return (MemorySegment) function.invokeExact(
                        connection,
                        text,
                        (long) sql.length,
                        formatName,
                        formatName.byteSize() - 1,
                        names.addresses,
                        names.lengths,
                        values.addresses,
                        values.lengths,
                        (long) parameters.size());
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                destroy(closeConnection, handle);
            }
        }
    }

    private void throwIfFailed(MemorySegment result) throws Throwable {
        if (result.equals(MemorySegment.NULL)) {
            throw ClickHouseException.ofEngine("the engine gave no result");
        }
        String error = text((MemorySegment) resultError.invokeExact(result));
        if (error != null) {
            throw ClickHouseException.ofEngine(error);
        }
    }

    private Statistics statisticsOrThrow(MemorySegment result) throws Throwable {
        throwIfFailed(result);
        return new Statistics(
                (long) resultRows.invokeExact(result),
                (long) storageRows.invokeExact(result),
                (long) storageBytes.invokeExact(result),
                (long) writtenRows.invokeExact(result),
                (long) writtenBytes.invokeExact(result));
    }

    private MemorySegment piece(MemorySegment result) throws Throwable {
        long length = (long) resultLength.invokeExact(result);
        return length == 0
                ? MemorySegment.NULL
                : ((MemorySegment) resultBuffer.invokeExact(result)).reinterpret(length);
    }

    private static void destroy(MethodHandle function, MemorySegment thing) {
        if (thing.equals(MemorySegment.NULL)) {
            return;
        }
        try {
            function.invokeExact(thing);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static void destroy(MethodHandle function, MemorySegment owner, MemorySegment thing) {
        try {
            function.invokeExact(owner, thing);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static @Nullable String text(MemorySegment address) {
        return address.equals(MemorySegment.NULL)
                ? null
                : address.reinterpret(Long.MAX_VALUE).getString(0);
    }

    private static RuntimeException unexpected(Throwable e) {
        return switch (e) {
            case RuntimeException exception -> exception;
            case Error error -> throw error;
            default -> new IllegalStateException("a native call threw", e);
        };
    }

    private static RuntimeException unexpectedOrIo(Throwable e) throws IOException {
        if (e instanceof IOException io) {
            throw io;
        }
        return unexpected(e);
    }

    /** Texts as the C API takes them: addresses and lengths apart. */
    private record Texts(MemorySegment addresses, MemorySegment lengths) {
        Texts(Arena arena, Collection<String> texts) {
            this(
                    arena.allocate(ADDRESS, Math.max(1, texts.size())),
                    arena.allocate(JAVA_LONG, Math.max(1, texts.size())));
            int index = 0;
            for (String text : texts) {
                MemorySegment segment = arena.allocateFrom(text);
                addresses.setAtIndex(ADDRESS, index, segment);
                lengths.setAtIndex(JAVA_LONG, index++, segment.byteSize() - 1);
            }
        }
    }

    /** The library's symbols, and what must be settled before its first connection. */
    private static final class Natives {
        private final Linker linker = Linker.nativeLinker();
        private final SymbolLookup symbols;

        Natives(Path library) {
            symbols = SymbolLookup.libraryLookup(library, Arena.global());
        }

        MethodHandle function(String name, FunctionDescriptor descriptor) {
            MemorySegment symbol = symbols.find(name)
                    .orElseThrow(() -> new IllegalStateException(
                            "this libchdb has no " + name + ": version " + LibChdb.VERSION + " is needed"));
            return linker.downcallHandle(symbol, descriptor);
        }

        /** (connection, sql, length, format, length, names, lengths, values, lengths, count) -> handle. */
        MethodHandle statement(String name) {
            return function(
                    name,
                    FunctionDescriptor.of(
                            ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS,
                            ADDRESS, JAVA_LONG));
        }

        /** With the engine's own handlers the JVM hangs at its first implicit null check. */
        void keepSignalHandlersOfTheJvm() {
            try {
                function("chdb_set_signal_handlers_enabled", FunctionDescriptor.ofVoid(JAVA_INT))
                        .invokeExact(0);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        /** The engine takes its zone from the environment of the process and ignores its own setting. */
        void useUtc() {
            MemorySegment setenv = linker.defaultLookup().find("setenv").orElseThrow();
            MethodHandle function =
                    linker.downcallHandle(setenv, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
            try (Arena arena = Arena.ofConfined()) {
                int _ = (int) function.invokeExact(arena.allocateFrom("TZ"), arena.allocateFrom("UTC"), 1);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }
    }
}
