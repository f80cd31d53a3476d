package dev.fovea.connectors.embedded;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import com.sun.net.httpserver.HttpServer;
import dev.fovea.connectors.embedded.Accounts.Account;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An embedded ClickHouse, as a process of its own: a fault in native code ends this process and no other. Answers
 * {@code GET /ping} when it is ready, prints nothing but errors, and dies with the process that started it.
 *
 * <pre>
 * java --enable-native-access=ALL-UNNAMED -Xmx256m -XX:+UseSerialGC -cp … dev.fovea.connectors.embedded.ClickHouseServer
 *     --path DIR --port N --user U --password P
 *     [--read-only-user U --read-only-password P] [--library libchdb.so] [--memory-max-bytes N]
 * </pre>
 *
 * Passwords may come in the environment instead, where other users of the machine do not see them:
 * {@code CLICKHOUSE_PASSWORD}, {@code CLICKHOUSE_READ_ONLY_PASSWORD}.
 */
public final class ClickHouseServer {
    /** Statements at once; each blocks a platform thread in native code. */
    static final int THREADS = 16;

    static final int CONNECTIONS_IDLE_MAX = 512;
    private static final int STOP_SECONDS = 2;

    private final HttpServer server;
    private final Engine engine;
    private final Engine.Connection kept;
    private final Sessions sessions;
    private final ExecutorService statements = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("statement-", 1).factory());
    private final ScheduledExecutorService idleSessions = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("idle-sessions").daemon().factory());

    private ClickHouseServer(Options options) throws IOException {
        Files.createDirectories(options.path);
        server = bind(options.port);
        engine = new Engine(options.library(), options.path, options.settings());
        requireVersion(engine.version());
        kept = firstConnection(options.path);
        sessions = new Sessions(engine, System::nanoTime);
        var gate = new ReadOnlyGate(tableFunctions());
        server.createContext("/", new HttpInterface(engine, new Accounts(options.accounts), sessions, gate));
        server.setExecutor(statements);
    }

    public static void main(String[] arguments) {
        dieWithParent(); // first, for a parent that is gone cannot be found any more
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", Integer.toString(CONNECTIONS_IDLE_MAX));
        try {
            new ClickHouseServer(Options.of(arguments, System.getenv())).start();
        } catch (Refused | ClickHouseException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (Exception e) {
            fail(e.toString());
        }
    }

    private static void dieWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> {
            var _ = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0));
        });
    }

    private static void fail(String reason) {
        System.err.println(
                "ClickHouse did not start: " + reason.lines().findFirst().orElse(reason));
        System.exit(1);
    }

    private void start() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::stop));
        var _ = idleSessions.scheduleWithFixedDelay(sessions::endIdle, 5, 5, TimeUnit.SECONDS);
        server.start();
    }

    private void stop() {
        server.stop(STOP_SECONDS);
        statements.shutdown();
        try {
            if (statements.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                sessions.close();
                kept.close();
                engine.shutdown();
            }
            // A statement that still runs is cut off, as by kill -9, which the engine survives.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpServer bind(int port) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            throw new Refused("port " + port + " is in use");
        }
    }

    /** While one connection is open, the engine stays warm. */
    private Engine.Connection firstConnection(Path path) {
        try {
            return engine.connect();
        } catch (ClickHouseException e) {
            throw new Refused("the data in " + path + " cannot be opened; is another ClickHouse running on it?");
        }
    }

    private static void requireVersion(String version) {
        if (!version.equals(LibChdb.VERSION)) {
            throw new Refused("libchdb is " + version + ", needed is " + LibChdb.VERSION
                    + " (others end or hang the JVM by their signal handlers)");
        }
    }

    private Set<String> tableFunctions() throws IOException {
        var names = new StringBuilder();
        kept.query(
                "SELECT name FROM system.table_functions".getBytes(StandardCharsets.UTF_8),
                "TSV",
                Map.of(),
                (piece, _) -> names.append(new String(piece.toArray(JAVA_BYTE), StandardCharsets.UTF_8)));
        return names.toString().lines().collect(Collectors.toUnmodifiableSet());
    }

    /** Why the server does not start, in a line for people. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    /**
     * @param given the library, else the one that {@link LibChdb} has installed
     * @param memoryMaxBytes of all statements together; above it they fail with code 241 and the process lives
     */
    private record Options(Path path, int port, List<Account> accounts, Optional<Path> given, long memoryMaxBytes) {
        static final long MEMORY_MAX_BYTES_DEFAULT = 1_500_000_000;

        static Options of(String[] arguments, Map<String, String> environment) {
            var values = new Arguments(arguments, environment);
            var accounts = new ArrayList<Account>();
            accounts.add(new Account(values.required("user"), values.secret("password", "CLICKHOUSE_PASSWORD"), false));
            Optional<String> readOnly = values.optional("read-only-user");
            readOnly.ifPresent(user -> accounts.add(
                    new Account(user, values.secret("read-only-password", "CLICKHOUSE_READ_ONLY_PASSWORD"), true)));
            var options = new Options(
                    Path.of(values.required("path")),
                    (int) values.number("port", values.required("port"), 65_535),
                    accounts,
                    values.optional("library").map(Path::of),
                    values.optional("memory-max-bytes")
                            .map(text -> values.number("memory-max-bytes", text, Long.MAX_VALUE))
                            .orElse(MEMORY_MAX_BYTES_DEFAULT));
            values.refuseOthers();
            return options;
        }

        Path library() {
            Path library = given.orElseGet(() -> LibChdb.installed(LibChdb.defaultCache()));
            if (!Files.isReadable(library)) {
                throw new Refused("there is no library " + library);
            }
            return library;
        }

        List<String> settings() {
            return List.of("max_server_memory_usage=" + memoryMaxBytes);
        }
    }

    /** {@code --name value} pairs. */
    private static final class Arguments {
        private final List<String> left;
        private final Map<String, String> environment;

        Arguments(String[] arguments, Map<String, String> environment) {
            this.left = new ArrayList<>(Arrays.asList(arguments));
            this.environment = environment;
        }

        Optional<String> optional(String name) {
            int index = left.indexOf("--" + name);
            if (index < 0) {
                return Optional.empty();
            }
            if (index + 1 == left.size()) {
                throw new Refused("--" + name + " needs a value");
            }
            left.remove(index);
            return Optional.of(left.remove(index));
        }

        String required(String name) {
            return optional(name).orElseThrow(() -> new Refused("--" + name + " is missing"));
        }

        String secret(String name, String variable) {
            return optional(name)
                    .or(() -> Optional.ofNullable(environment.get(variable)))
                    .filter(secret -> !secret.isEmpty())
                    .orElseThrow(() -> new Refused("--" + name + " or " + variable + " is missing"));
        }

        long number(String name, String text, long max) {
            try {
                long number = Long.parseLong(text);
                if (number > 0 && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw new Refused("--" + name + " must be a number from 1 to " + max + ", was " + text);
        }

        void refuseOthers() {
            if (!left.isEmpty()) {
                throw new Refused("unknown: " + String.join(" ", left));
            }
        }
    }
}
