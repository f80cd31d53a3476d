package dev.fovea.connectors.embedded;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.fovea.connectors.embedded.Accounts.Account;
import dev.fovea.connectors.embedded.ClickHouseException.Code;
import dev.fovea.connectors.embedded.Statement.InlineData;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * ClickHouse's HTTP interface: one statement a request, an own engine session for each unless a session_id is given.
 *
 * <p>An error that comes after the first byte of an answer breaks the connection off, so that a cut result never looks whole.
 */
final class HttpInterface implements HttpHandler {
    /** An INSERT's own text must fit in here; other statements may be longer. */
    static final int HEAD_BYTES = 1 << 16;

    static final int STATEMENT_BYTES_MAX = 16 << 20;

    private static final Set<String> READING =
            Set.of("SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS", "USE", "SET", "CHECK");

    private final Engine engine;
    private final Accounts accounts;
    private final Sessions sessions;
    private final ReadOnlyGate gate;

    HttpInterface(Engine engine, Accounts accounts, Sessions sessions, ReadOnlyGate gate) {
        this.engine = engine;
        this.accounts = accounts;
        this.sessions = sessions;
        this.gate = gate;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            answer(exchange);
        } catch (ClickHouseException e) {
            tell(exchange, e);
        } catch (IOException e) {
            throw e; // the client is gone: the server closes its connection
        } catch (RuntimeException e) {
            tell(exchange, ClickHouseException.ofEngine("Code: 1002. DB::Exception: " + e + ". (UNKNOWN_EXCEPTION)"));
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        long startNanos = System.nanoTime();
        Map<String, String> parameters = Request.urlParameters(exchange);
        if (isHealthCheck(exchange, parameters)) {
            send(exchange, 200, "Ok.\n");
            return;
        }
        describe(exchange.getResponseHeaders(), parameters);
        Account account = accounts.authenticate(exchange.getRequestHeaders(), parameters);
        Request request = Request.of(exchange, parameters);
        Query query = read(request);
        check(query, request, account);
        End end;
        try (Use use = connection(request, account)) {
            prepare(use, request, account);
            end = query.data.isPresent()
                    ? insert(exchange, request, query, query.data.get(), use.connection, startNanos)
                    : run(exchange, request, query, use.connection, startNanos);
        }
        end.send();
    }

    /** The end of an answer. It goes out when the session is free again, for the client may use that the moment it knows. */
    private interface End {
        void send() throws IOException;
    }

    private static boolean isHealthCheck(HttpExchange exchange, Map<String, String> parameters) {
        String path = exchange.getRequestURI().getPath();
        return path.equals("/ping")
                || path.equals("/replicas_status")
                || (exchange.getRequestMethod().equals("GET") && !parameters.containsKey("query"));
    }

    private static void describe(Headers headers, Map<String, String> parameters) {
        String id = parameters.getOrDefault("query_id", "");
        headers.set(
                "X-ClickHouse-Query-Id",
                isHeaderText(id) ? id : UUID.randomUUID().toString());
        headers.set("X-ClickHouse-Server-Display-Name", "fovea");
        headers.set("X-ClickHouse-Timezone", "UTC");
    }

    private static boolean isHeaderText(String text) {
        return !text.isEmpty() && text.length() <= 256 && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /**
     * A statement as it came.
     *
     * @param sql whole, or up to the data of an INSERT; each character is one byte
     * @param data where and how the rows of an INSERT follow in the request
     */
    private record Query(Statement statement, String sql, Optional<Rows> data) {
        byte[] bytes() {
            return sql.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private record Rows(InlineData place, InputStream bytes) {}

    private static Query read(Request request) throws IOException {
        var text = new PushbackInputStream(request.text(), HEAD_BYTES);
        byte[] head = text.readNBytes(HEAD_BYTES);
        String headText = new String(head, StandardCharsets.ISO_8859_1);
        Statement statement = Statement.of(headText);
        Optional<InlineData> data = statement.inlineData();
        if (data.isPresent()) {
            text.unread(head, data.get().dataStart(), head.length - data.get().dataStart());
            String sql = headText.substring(0, data.get().sqlEnd());
            return new Query(Statement.of(sql), sql, Optional.of(new Rows(data.get(), text)));
        }
        if (head.length == HEAD_BYTES) {
            text.unread(head);
            byte[] whole = text.readNBytes(STATEMENT_BYTES_MAX + 1);
            if (whole.length > STATEMENT_BYTES_MAX) {
                throw ClickHouseException.of(
                        Code.SYNTAX_ERROR, "The statement is longer than " + STATEMENT_BYTES_MAX + " bytes.");
            }
            String sql = new String(whole, StandardCharsets.ISO_8859_1);
            return new Query(Statement.of(sql), sql, Optional.empty());
        }
        return new Query(statement, headText, Optional.empty());
    }

    private void check(Query query, Request request, Account account) {
        if (!query.statement.isOneStatement()) {
            throw ClickHouseException.of(Code.SYNTAX_ERROR, "Multi-statements are not allowed.");
        }
        if (query.statement.touchesFilesOfTheClient()) {
            throw ClickHouseException.of(
                    Code.UNSUPPORTED_METHOD, "INTO OUTFILE and FROM INFILE are for command-line clients.");
        }
        if (account.readOnly()) {
            gate.check(query.statement);
            request.settings().keySet().forEach(gate::checkSetting);
        } else if (request.method().equals("GET") && !READING.contains(query.statement.firstWord())) {
            throw ClickHouseException.of(
                    Code.READONLY,
                    "Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly.");
        }
    }

    /** A connection and what is to be closed after the request. */
    private record Use(Engine.Connection connection, Runnable after) implements AutoCloseable {
        @Override
        public void close() {
            after.run();
        }
    }

    /** A read-only account can make nothing that a session would keep, so it gets a fresh connection each time. */
    private Use connection(Request request, Account account) {
        Optional<String> id = request.parameter("session_id");
        if (id.isEmpty() || account.readOnly()) {
            Engine.Connection connection = engine.connect();
            return new Use(connection, connection::close);
        }
        Sessions.Session session =
                sessions.use(account.user(), id.get(), sessionTimeout(request), request.flag("session_check"));
        return new Use(session.connection(), () -> {
            if (request.flag("close_session")) {
                session.end();
            } else {
                session.close();
            }
        });
    }

    private static Duration sessionTimeout(Request request) {
        try {
            return request.parameter("session_timeout")
                    .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                    .orElse(Sessions.TIMEOUT_DEFAULT);
        } catch (NumberFormatException e) {
            throw ClickHouseException.of(Code.INVALID_SESSION_TIMEOUT, "Invalid session timeout.");
        }
    }

    private static void prepare(Use use, Request request, Account account) {
        request.database().ifPresent(database -> use.connection.execute("USE " + quotedName(database)));
        Map<String, String> settings = request.settings();
        if (!settings.isEmpty()) {
            use.connection.execute(settings.entrySet().stream()
                    .map(setting -> quotedName(setting.getKey()) + " = " + quotedText(setting.getValue()))
                    .collect(Collectors.joining(", ", "SET ", "")));
        }
        if (account.readOnly()) {
            use.connection.execute("SET readonly = 1"); // last, for it locks the settings
        }
    }

    private static End insert(
            HttpExchange exchange,
            Request request,
            Query query,
            Rows rows,
            Engine.Connection connection,
            long startNanos)
            throws IOException {
        Statistics statistics = connection.insert(
                new String(query.bytes(), StandardCharsets.UTF_8),
                rows.place().format(),
                request.queryParameters(),
                rows.bytes());
        exchange.getResponseHeaders()
                .set("X-ClickHouse-Summary", statistics.summary(0, System.nanoTime() - startNanos));
        return () -> send(exchange, 200, "");
    }

    private static End run(
            HttpExchange exchange, Request request, Query query, Engine.Connection connection, long startNanos)
            throws IOException {
        boolean insert = query.statement.firstWord().equals("INSERT");
        String format = query.statement.outputFormat().filter(_ -> !insert).orElseGet(request::defaultFormat);
        var answer = new Answer(exchange, request, format, startNanos);
        Map<String, String> parameters = request.queryParameters();
        boolean select = Set.of("SELECT", "WITH").contains(query.statement.firstWord());
        Statistics statistics;
        if (select && answer.streams()) {
            statistics = connection.stream(query.bytes(), format, parameters, answer);
            if (answer.needsHeader()) {
                statistics = connection.query(query.bytes(), format, parameters, answer);
            }
        } else {
            statistics = connection.query(query.bytes(), format, parameters, answer);
        }
        Statistics whole = statistics;
        return () -> answer.finish(whole);
    }

    private static void tell(HttpExchange exchange, ClickHouseException problem) throws IOException {
        if (exchange.getResponseCode() != -1) {
            throw new IOException("the answer had begun", problem);
        }
        drain(exchange.getRequestBody());
        Headers headers = exchange.getResponseHeaders();
        headers.remove("X-ClickHouse-Format");
        headers.set("X-ClickHouse-Exception-Code", Integer.toString(problem.code()));
        String message = String.valueOf(problem.getMessage());
        send(exchange, problem.status(), message.endsWith("\n") ? message : message + "\n");
    }

    /** Else a client that is still sending meets a closed connection instead of the reason. */
    private static void drain(InputStream body) {
        try {
            body.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // It was read to its end and closed, or the client is gone, which the answer will show.
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
        boolean bodiless = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, bodiless ? -1 : bytes.length);
        if (!bodiless) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static String quotedName(String name) {
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }

    private static String quotedText(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
