package dev.fovea.connectors.sink;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The line between the sink and a real ClickHouse, which a test may break before a request or before its answer. */
final class Wire implements AutoCloseable {
    enum Fault {
        NONE,
        REQUEST_LOST,
        ANSWER_LOST
    }

    private final HttpServer server;
    private final URI clickHouse;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger faults = new AtomicInteger();
    private volatile Function<String, Fault> faultOf = _ -> Fault.NONE;

    Wire(URI clickHouse) {
        this.clickHouse = clickHouse;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::forward);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Decides by the request's query, which holds the text of an INSERT. */
    void breakAs(Function<String, Fault> decision) {
        faultOf = decision;
    }

    void mend() {
        faultOf = _ -> Fault.NONE;
    }

    /** Breaks the next request that speaks of this, once. */
    void breakOnce(String text, Fault fault) {
        breakAs(query -> {
            if (!query.contains(text)) {
                return Fault.NONE;
            }
            mend();
            return fault;
        });
    }

    int faults() {
        return faults.get();
    }

    private void forward(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String query = String.valueOf(exchange.getRequestURI().getQuery()).replace('+', ' ');
        Fault fault = faultOf.apply(query);
        if (fault == Fault.REQUEST_LOST) {
            throw broken();
        }
        HttpResponse<byte[]> response = send(exchange, body);
        if (fault == Fault.ANSWER_LOST) {
            throw broken();
        }
        response.headers()
                .firstValue("X-ClickHouse-Exception-Code")
                .ifPresent(code -> exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", code));
        byte[] answer = response.body();
        exchange.sendResponseHeaders(response.statusCode(), answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private HttpResponse<byte[]> send(HttpExchange exchange, byte[] body) throws IOException {
        var request = HttpRequest.newBuilder(
                        clickHouse.resolve(exchange.getRequestURI().toString()))
                .POST(BodyPublishers.ofByteArray(body));
        for (String header : new String[] {"X-ClickHouse-User", "X-ClickHouse-Key"}) {
            request.header(header, exchange.getRequestHeaders().getFirst(header));
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The server closes the connection when a handler throws. */
    private IOException broken() {
        faults.incrementAndGet();
        return new IOException("broken by the test");
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
    }
}
