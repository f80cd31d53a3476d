package dev.fovea.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A caller of the HTTP contract: real requests, JSON in and out, nothing remembered between calls. */
public final class Api {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);

    private final URI base;
    private final Map<String, String> headers;

    private Api(URI base, Map<String, String> headers) {
        this.base = base;
        this.headers = headers;
    }

    /** Paths are then given from the root: {@code /api/v1/videos}. */
    public static Api at(int port) {
        return new Api(URI.create("http://localhost:" + port), Map.of());
    }

    /** The same caller, signed in with this access token. */
    public Api as(String accessToken) {
        return with("Authorization", "Bearer " + accessToken);
    }

    public Api with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Api(base, more);
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, Object json) {
        return send("POST", path, JSON.writeValueAsString(json));
    }

    public Answer post(String path) {
        return send("POST", path, null);
    }

    public Answer put(String path, Object json) {
        return send("PUT", path, JSON.writeValueAsString(json));
    }

    public Answer patch(String path, Object json) {
        return send("PATCH", path, JSON.writeValueAsString(json));
    }

    /** @param body as it is, said to be JSON; null for none */
    public Answer send(String method, String path, @Nullable String body) {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(ANSWERED_WITHIN)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public record Answer(int status, HttpHeaders headers, String body) {

        public JsonNode json() {
            return JSON.readTree(body);
        }

        /** A member of the body, as text; empty when it is absent or null. */
        public String text(String member) {
            return json().path(member).asString("");
        }

        /** The problem's {@code code}; empty when the answer is no problem. */
        public String code() {
            return isProblem() ? text("code") : "";
        }

        public boolean isProblem() {
            return header("Content-Type").orElse("").startsWith("application/problem+json");
        }

        public Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        /** The value of a cookie that this answer sets. */
        public Optional<String> cookie(String name) {
            return headers.allValues("Set-Cookie").stream()
                    .filter(c -> c.startsWith(name + "="))
                    .map(c -> c.substring(name.length() + 1).split(";", 2)[0])
                    .findFirst();
        }
    }
}
