package dev.fovea.standalone.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls of docs/api.md that the demo needs, each in the name of a person. */
final class DemoClient {

    /** An answer that the demo did not expect; most of them pass, so the demo tries again later. */
    static final class Refused extends IOException {
        final int status;
        final String code;

        Refused(String call, int status, String code, String body) {
            super("%s answered %d: %s".formatted(call, status, body));
            this.status = status;
            this.code = code;
        }
    }

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);
    private static final int TRIES_WHEN_BUSY = 10;

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final URI base;
    private final String password;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    /** @param password of every person of the demo */
    DemoClient(URI base, String password) {
        this.base = base;
        this.password = password;
    }

    String signIn(String email, String withPassword) throws IOException, InterruptedException {
        var answer =
                call("POST", "/auth/login", Optional.empty(), json(Map.of("email", email, "password", withPassword)));
        return answer.path("accessToken").asString();
    }

    JsonNode get(DemoPlan.Person as, String path) throws IOException, InterruptedException {
        return as(as, "GET", path, BodyPublishers.noBody());
    }

    JsonNode post(DemoPlan.Person as, String path, Object body) throws IOException, InterruptedException {
        return as(as, "POST", path, json(body));
    }

    JsonNode postWith(String token, String path, Object body) throws IOException, InterruptedException {
        return call("POST", path, Optional.of(token), json(body));
    }

    /** Player events go without a bearer: the view token inside says who and what. */
    JsonNode postEvents(Object body) throws IOException, InterruptedException {
        return call("POST", "/events", Optional.empty(), json(body));
    }

    /** From the offset that the server holds, as a browser does it after a lost connection. */
    void upload(DemoPlan.Person as, String url, Path file) throws IOException, InterruptedException {
        String token = tokenOf(as);
        URI target = base.resolve(url);
        var head =
                send(tus(target, token).method("HEAD", BodyPublishers.noBody()).build());
        long offset = head.headers().firstValueAsLong("Upload-Offset").orElseThrow(() -> refused("HEAD " + url, head));
        if (offset == Files.size(file)) {
            return;
        }
        try (var content = FileChannel.open(file)) {
            content.position(offset);
            var request = tus(target, token)
                    .header("Upload-Offset", Long.toString(offset))
                    .header("Content-Type", "application/offset+octet-stream")
                    .method(
                            "PATCH",
                            BodyPublishers.fromPublisher(
                                    BodyPublishers.ofInputStream(() -> Channels.newInputStream(content)),
                                    Files.size(file) - offset))
                    .build();
            var answer = send(request);
            if (answer.statusCode() != 204) {
                throw refused("PATCH " + url, answer);
            }
        }
    }

    private JsonNode as(DemoPlan.Person person, String method, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        try {
            return call(method, path, Optional.of(tokenOf(person)), body);
        } catch (Refused e) {
            if (e.status != 401) {
                throw e;
            }
            tokens.remove(person.email());
            return call(method, path, Optional.of(tokenOf(person)), body);
        }
    }

    private String tokenOf(DemoPlan.Person person) throws IOException, InterruptedException {
        String known = tokens.get(person.email());
        if (known == null) {
            known = signIn(person.email(), password);
            tokens.put(person.email(), known);
        }
        return known;
    }

    private JsonNode call(String method, String path, Optional<String> token, BodyPublisher body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve("/api/v1" + path))
                .timeout(CALL_TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .method(method, body);
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        HttpResponse<String> answer = send(request.build());
        for (int tries = 1; isBusy(answer) && tries < TRIES_WHEN_BUSY; tries++) {
            Thread.sleep(Duration.ofSeconds(
                    answer.headers().firstValueAsLong("Retry-After").orElse(1)));
            answer = send(request.build());
        }
        if (answer.statusCode() / 100 != 2) {
            throw refused(method + " " + path, answer);
        }
        return json.readTree(answer.body().isEmpty() ? "null" : answer.body());
    }

    private static boolean isBusy(HttpResponse<String> answer) {
        return answer.statusCode() == 503 || answer.statusCode() == 429;
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString());
    }

    private static HttpRequest.Builder tus(URI target, String token) {
        return HttpRequest.newBuilder(target)
                .timeout(Duration.ofMinutes(10))
                .header("Tus-Resumable", "1.0.0")
                .header("Authorization", "Bearer " + token);
    }

    private BodyPublisher json(Object body) {
        return BodyPublishers.ofString(json.writeValueAsString(body));
    }

    private Refused refused(String call, HttpResponse<String> answer) {
        String code = "";
        if (answer.body().startsWith("{")) {
            code = json.readTree(answer.body()).path("code").asString("");
        }
        return new Refused(call, answer.statusCode(), code, answer.body());
    }
}
