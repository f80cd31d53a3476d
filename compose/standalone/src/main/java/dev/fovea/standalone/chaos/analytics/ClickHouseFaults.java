package dev.fovea.standalone.chaos.analytics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the sink and ClickHouse, passes everything on, and at the armed moment lets something die and the request
 * go unanswered: so each point of death in the sink's promise is hit exactly, without a hook in the product.
 */
final class ClickHouseFaults implements AutoCloseable {

    enum Moment {
        /** Nothing is stored yet. */
        BEFORE_INSERT,
        /** Rows are stored, the sink does not know. */
        AFTER_INSERT,
        /** The sink knows that its rows are stored, the progress table does not. */
        BEFORE_PROGRESS
    }

    private record Trap(Moment moment, Runnable death, CompletableFuture<@Nullable Void> sprung) {}

    private final URI clickHouse;
    private final HttpServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicReference<@Nullable Trap> armed = new AtomicReference<>();

    private ClickHouseFaults(URI clickHouse, HttpServer server) {
        this.clickHouse = clickHouse;
        this.server = server;
    }

    static ClickHouseFaults before(URI clickHouse, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        var faults = new ClickHouseFaults(clickHouse, server);
        server.createContext("/", faults::pass);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return faults;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** @return completes when the moment came and the death has happened */
    CompletableFuture<@Nullable Void> arm(Moment moment, Runnable death) {
        var sprung = new CompletableFuture<@Nullable Void>();
        armed.set(new Trap(moment, death, sprung));
        return sprung;
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Optional<Moment> ahead = momentBefore(exchange.getRequestURI().getRawQuery());
            if (ahead.isPresent() && springs(ahead.get())) {
                return; // closed without an answer, as by a death on the other side
            }
            HttpResponse<byte[]> answer = forward(exchange, body);
            if (ahead.filter(Moment.BEFORE_INSERT::equals).isPresent() && springs(Moment.AFTER_INSERT)) {
                return;
            }
            answer.headers().map().forEach((name, values) -> {
                if (isOfClickHouse(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            boolean isEmpty = answer.body().length == 0;
            exchange.sendResponseHeaders(answer.statusCode(), isEmpty ? -1 : answer.body().length);
            if (!isEmpty) {
                exchange.getResponseBody().write(answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        URI asked = exchange.getRequestURI();
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        var request = HttpRequest.newBuilder(URI.create(clickHouse + asked.getRawPath() + query));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (isOfClickHouse(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return http.send(
                request.method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static boolean isOfClickHouse(String header) {
        return header.toLowerCase(Locale.ROOT).startsWith("x-clickhouse");
    }

    private static Optional<Moment> momentBefore(@Nullable String query) {
        if (query == null || !query.contains("INSERT+INTO+")) {
            return Optional.empty();
        }
        return Optional.of(query.contains("sink_progress") ? Moment.BEFORE_PROGRESS : Moment.BEFORE_INSERT);
    }

    private boolean springs(Moment moment) {
        Trap trap = armed.get();
        if (trap == null || trap.moment() != moment || !armed.compareAndSet(trap, null)) {
            return false;
        }
        trap.death().run();
        trap.sprung().complete(null);
        return true;
    }
}
