package dev.fovea.connectors.clickhouse;

import dev.fovea.connectors.clickhouse.ClickHouseFailure.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** One ClickHouse server, or the balancer before several. Safe for use by many threads. */
public final class ClickHouse implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Small, for answers are a few lines; a proxy's error page need not be read whole. */
    private static final int MESSAGE_CHARS_MAX = 2_000;

    private final URI url;
    private final String user;
    private final String password;
    private final Duration timeout;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /** Connects when it is first asked. The timeout is for one request; the URL has no path but {@code /}. */
    public ClickHouse(URI url, String user, String password, Duration timeout) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.timeout = timeout;
    }

    /** Runs a statement; its result comes tab-separated unless it names a FORMAT. */
    public String query(String sql, Map<String, String> parameters) throws ClickHouseFailure {
        var urlParameters = new LinkedHashMap<String, String>();
        parameters.forEach((name, value) -> urlParameters.put("param_" + name, value));
        return send(urlParameters, BodyPublishers.ofString(sql));
    }

    public String query(String sql) throws ClickHouseFailure {
        return query(sql, Map.of());
    }

    /**
     * Stores rows, all or none, and returns when they are stored.
     *
     * @param statement an INSERT with its FORMAT, which the rows are in
     */
    public void insert(String statement, byte[] rows) throws ClickHouseFailure {
        insert(statement, rows, 0, rows.length);
    }

    /** The same of a part of the bytes. */
    public void insert(String statement, byte[] rows, int start, int length) throws ClickHouseFailure {
        send(
                Map.of(
                        "query", statement,
                        "async_insert", "0",
                        // a field that a later version of the writer adds must not stop the rest
                        "input_format_skip_unknown_fields", "1",
                        // one block, so one part of one table month: what is stored appears at once
                        "max_insert_block_size", "1000000",
                        "input_format_parallel_parsing", "0"),
                BodyPublishers.ofByteArray(rows, start, length));
    }

    private String send(Map<String, String> parameters, BodyPublisher body) throws ClickHouseFailure {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/?" + encoded(parameters)))
                .timeout(timeout)
                .header("X-ClickHouse-User", user)
                .header("X-ClickHouse-Key", password)
                .POST(body)
                .build();
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Unavailable("ClickHouse at " + url + " is not reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("the request to ClickHouse was interrupted", e);
        }
        int code = response.headers()
                .firstValue("X-ClickHouse-Exception-Code")
                .map(Integer::parseInt)
                .orElse(0);
        if (response.statusCode() != 200 || code != 0) {
            String text = response.body();
            throw ClickHouseFailure.of(
                    response.statusCode(), code, text.substring(0, Math.min(text.length(), MESSAGE_CHARS_MAX)));
        }
        return response.body();
    }

    private static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
