package dev.fovea.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The worker's REST interface, as far as the launcher needs it. */
public final class ConnectClient {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final String base;

    public ConnectClient(String base) {
        this.base = base;
    }

    /** The state of a connector and of its tasks, as Connect names them: RUNNING, FAILED, UNASSIGNED, PAUSED. */
    public record Status(String connector, List<Task> tasks) {
        public record Task(int id, String state, String trace) {
            public boolean isFailed() {
                return state.equals("FAILED");
            }
        }

        public boolean isRunning() {
            return connector.equals("RUNNING")
                    && !tasks.isEmpty()
                    && tasks.stream().allMatch(task -> task.state().equals("RUNNING"));
        }
    }

    /** Creates it, or changes it where it differs. Connect refuses while it rebalances: then it is asked again. */
    public void put(String connector, Map<String, String> settings, Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            var answer = send(request("/connectors/" + connector + "/config")
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofString(json.writeValueAsString(settings))));
            if (answer.statusCode() / 100 == 2) {
                return;
            }
            if (answer.statusCode() != 409 && answer.statusCode() < 500) {
                throw new IOException("Connect refused %s: %s".formatted(connector, answer.body()));
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(
                        "Connect did not take %s within %s: %s".formatted(connector, timeout, answer.body()));
            }
            Thread.sleep(100);
        }
    }

    public Status status(String connector) throws IOException, InterruptedException {
        var answer = send(request("/connectors/" + connector + "/status").GET());
        if (answer.statusCode() == 404) {
            return new Status("UNASSIGNED", List.of()); // taken, not yet assigned
        }
        if (answer.statusCode() != 200) {
            throw new IOException("Connect answered %d: %s".formatted(answer.statusCode(), answer.body()));
        }
        JsonNode body = json.readTree(answer.body());
        var tasks = new ArrayList<Status.Task>();
        for (JsonNode task : body.path("tasks")) {
            tasks.add(new Status.Task(
                    task.path("id").asInt(),
                    task.path("state").asString(""),
                    task.path("trace").asString("")));
        }
        return new Status(body.path("connector").path("state").asString(""), tasks);
    }

    public void delete(String connector) throws IOException, InterruptedException {
        send(request("/connectors/" + connector).DELETE());
    }

    public void restartFailed(String connector) throws IOException, InterruptedException {
        send(request("/connectors/" + connector + "/restart?includeTasks=true&onlyFailed=true")
                .POST(BodyPublishers.noBody()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(CALL_TIMEOUT);
    }

    private java.net.http.HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
