package dev.fovea.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.topic.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every route of a running process's OpenAPI document, tried by every kind of caller, against a table: a text resource
 * with one line a route, {@code METHOD path} and then what each caller gets. {@code ok} means that the request reached
 * its controller (which may well refuse it for other reasons), anything else is the code of the problem; where HEAD
 * answers 403 it is {@code forbidden} for every reason. A route
 * without a line is a difference, and so is a line without a route.
 *
 * <p>The process must trust {@link TestIssuer#SHARED} as one of its own issuers.
 */
public final class AccessMatrix {

    /** What refuses a request before its controller sees it. */
    private static final Set<String> REFUSALS = Set.of(
            "not-signed-in",
            "session-ended",
            "forbidden",
            "password-change-required",
            "not-found",
            "method-not-allowed");

    private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "patch", "delete", "options");
    private static final List<String> CALLERS =
            List.of("anonymous", "user", "editor", "admin", "must-change", "disabled", "ended", "forged");
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI base;
    private final Map<String, List<String>> tokens;

    private AccessMatrix(URI base, Map<String, List<String>> tokens) {
        this.base = base;
        this.tokens = tokens;
    }

    /** @param topics of the process: it is told of a disabled account and of one whose sessions have ended */
    public static AccessMatrix of(int port, TestTopics topics) {
        UserId disabled = TestIssuer.newUser();
        UserId ended = TestIssuer.newUser();
        topics.publish(Topics.ACCOUNTS, disabled.toString(), account(disabled, false, 1));
        topics.publish(Topics.ACCOUNTS, ended.toString(), account(ended, true, 2));
        TestIssuer issuer = TestIssuer.SHARED;
        var tokens = new LinkedHashMap<String, List<String>>();
        tokens.put("anonymous", List.of());
        tokens.put("user", List.of(issuer.token(Role.USER, Category.DEALER)));
        tokens.put("editor", List.of(issuer.token(Role.EDITOR, Category.DEALER)));
        tokens.put("admin", List.of(issuer.token(Role.ADMIN, Category.DEALER)));
        tokens.put(
                "must-change",
                List.of(issuer.sign(
                        admin(TestIssuer.newUser()).claim("pwc", true).build())));
        tokens.put("disabled", List.of(issuer.sign(admin(disabled).build())));
        tokens.put("ended", List.of(issuer.sign(admin(ended).build())));
        tokens.put("forged", forged(admin(TestIssuer.newUser()).build()));
        var matrix = new AccessMatrix(URI.create("http://localhost:" + port), tokens);
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(matrix::knowsTheAccounts);
        return matrix;
    }

    private static JWTClaimsSet.Builder admin(UserId user) {
        return TestIssuer.SHARED.claims(user, Role.ADMIN, Category.DEALER);
    }

    private static AccountChanged account(UserId user, boolean enabled, long version) {
        return new AccountChanged(
                user, user + "@fovea.test", "Somebody", Role.ADMIN, Category.DEALER, enabled, version, Instant.EPOCH);
    }

    private static List<String> forged(JWTClaimsSet claims) {
        try {
            RSAKey foreign = new RSAKeyGenerator(2048).generate();
            String signed = TestIssuer.sign(TestIssuer.SHARED.header().build(), claims, foreign);
            String unsigned = Base64URL.encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "."
                    + Base64URL.encode(claims.toString()) + ".";
            return List.of(signed, unsigned);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean knowsTheAccounts() {
        return outcomes("GET", "/api/v1/there-is-no-such-route", "disabled").equals(Set.of("session-ended"))
                && outcomes("GET", "/api/v1/there-is-no-such-route", "ended").equals(Set.of("session-ended"));
    }

    /** @return one line a difference between what is and what the table says; none when they agree */
    public List<String> differencesTo(String resource) {
        Map<String, List<String>> table = read(resource);
        SortedSet<String> routes = routes();
        var differences = new ArrayList<String>();
        for (String route : routes) {
            List<String> expected = table.get(route);
            if (expected == null) {
                differences.add("no line for " + lineOf(route));
            } else if (!expected.equals(actual(route))) {
                differences.add("expected " + route + " " + String.join(" ", expected) + " but it is " + lineOf(route));
            }
        }
        table.keySet().stream()
                .filter(route -> !routes.contains(route))
                .forEach(route -> differences.add("no route for the line " + route));
        return differences;
    }

    private String lineOf(String route) {
        return route + " " + String.join(" ", actual(route));
    }

    private List<String> actual(String route) {
        String[] methodAndPath = route.split(" ", 2);
        return CALLERS.stream()
                .map(caller -> String.join("|", outcomes(methodAndPath[0], methodAndPath[1], caller)))
                .toList();
    }

    /** More than one only when a caller's tokens are not treated alike, which no table expects. */
    private Set<String> outcomes(String method, String path, String caller) {
        List<String> all = Objects.requireNonNull(tokens.get(caller));
        var outcomes = new TreeSet<String>();
        if (all.isEmpty()) {
            outcomes.add(outcome(request(method, path).build()));
        }
        for (String token : all) {
            outcomes.add(outcome(request(method, path)
                    .header("Authorization", "Bearer " + token)
                    .build()));
        }
        return outcomes;
    }

    private HttpRequest.Builder request(String method, String path) {
        String concrete =
                path.replaceAll("\\{[^}]*}", UUID.randomUUID().toString()).replace("**", "x");
        boolean takesBody = !Set.of("GET", "HEAD", "OPTIONS", "DELETE").contains(method);
        var request = HttpRequest.newBuilder(base.resolve(concrete))
                .timeout(ANSWERED_WITHIN)
                .method(method, takesBody ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
        return takesBody ? request.header("Content-Type", "application/json") : request;
    }

    /** Only a problem's body is read: other answers may be streams without end. */
    private static String outcome(HttpRequest request) {
        try {
            HttpResponse<InputStream> answer = HTTP.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() >= 500 && answer.statusCode() != 503) {
                    return "failed-with-" + answer.statusCode();
                }
                boolean isProblem =
                        answer.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json");
                String code = isProblem && !request.method().equals("HEAD")
                        ? JSON.readTree(body).path("code").asString("")
                        : codeOf(answer.statusCode(), request);
                return REFUSALS.contains(code) ? code : "ok";
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The answer to HEAD has no body to tell more than the status does. */
    private static String codeOf(int status, HttpRequest request) {
        boolean offered = request.headers().firstValue("Authorization").isPresent();
        return switch (status) {
            case 401 -> offered ? "session-ended" : "not-signed-in";
            case 403 -> "forbidden";
            case 405 -> "method-not-allowed";
            default -> "";
        };
    }

    private SortedSet<String> routes() {
        JsonNode paths = Api.at(base.getPort()).get("/api/openapi.json").json().path("paths");
        var routes = new TreeSet<String>();
        paths.propertyStream()
                .forEach(path -> path.getValue().propertyNames().stream()
                        .filter(METHODS::contains)
                        .forEach(method -> routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return routes;
    }

    private static Map<String, List<String>> read(String resource) {
        try (InputStream in = Objects.requireNonNull(
                AccessMatrix.class.getClassLoader().getResourceAsStream(resource), resource + " is missing")) {
            var table = new LinkedHashMap<String, List<String>>();
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
            for (String line : lines) {
                List<String> cells = List.of(line.strip().split("\\s+"));
                if (cells.size() != 2 + CALLERS.size()) {
                    throw new IllegalArgumentException(
                            resource + ": a line has METHOD, path and " + String.join(", ", CALLERS) + ": " + line);
                }
                table.put(cells.get(0) + " " + cells.get(1), cells.subList(2, cells.size()));
            }
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
