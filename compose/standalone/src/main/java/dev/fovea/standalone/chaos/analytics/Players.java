package dev.fovea.standalone.chaos.analytics;

import dev.fovea.standalone.chaos.analytics.PlannedView.Batch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Many players at once, each as a browser does it: a batch is offered until the collector has answered for it. */
final class Players implements AutoCloseable {

    static final String COUNTRY_HEADER = "X-Country";

    private static final int AT_ONCE = 12;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
    private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final URI collector;
    private final ViewTokenSigner signer;
    private final Ledger ledger;
    private final JsonMapper json = JsonMapper.builder().build();
    private final ConcurrentHashMap<Integer, String> tokens = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Players(URI collector, ViewTokenSigner signer, Ledger ledger) {
        this.collector = collector;
        this.signer = signer;
        this.ledger = ledger;
    }

    /** Returns when the collector has answered for all of them. */
    void send(List<Batch> batches, AtomicInteger sent) throws InterruptedException, ExecutionException {
        var next = new AtomicInteger();
        try (var players = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = IntStream.range(0, AT_ONCE)
                    .<Future<?>>mapToObj(_ -> players.submit(() -> {
                        for (int i = next.getAndIncrement(); i < batches.size(); i = next.getAndIncrement()) {
                            offer(batches.get(i));
                            sent.incrementAndGet();
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> player : running) {
                player.get();
            }
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private void offer(Batch batch) throws IOException, InterruptedException {
        HttpRequest request = request(batch);
        ledger.offer(batch);
        long deadline = System.nanoTime() + GIVE_UP_AFTER.toNanos();
        while (!isAnswered(request, batch)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the collector did not answer for a batch within " + GIVE_UP_AFTER);
            }
            Thread.sleep(PAUSE);
            ledger.retry();
            ledger.offer(batch);
        }
    }

    private boolean isAnswered(HttpRequest request, Batch batch) throws IOException, InterruptedException {
        HttpResponse<String> answer;
        try {
            answer = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            return false; // whether it was taken is not known: the same is sent again
        }
        if (answer.statusCode() == 503 || answer.statusCode() == 502 || answer.statusCode() == 429) {
            return false;
        }
        if (answer.statusCode() != 202) {
            throw new IOException("the collector answered %d: %s".formatted(answer.statusCode(), answer.body()));
        }
        Set<Integer> rejected = new HashSet<>();
        for (JsonNode each : json.readTree(answer.body()).path("rejected")) {
            rejected.add(each.path("index").asInt());
        }
        for (int i = 0; i < batch.events().size(); i++) {
            if (rejected.contains(i)) {
                ledger.reject(batch.view(), batch.events().get(i));
            } else {
                ledger.accept(batch.view(), batch.events().get(i));
            }
        }
        return true;
    }

    private HttpRequest request(Batch batch) {
        PlannedView view = batch.view();
        var body = new StringBuilder(300 * batch.events().size())
                .append("{\"viewToken\":\"")
                .append(tokens.computeIfAbsent(view.number(), _ -> signer.sign(view)))
                .append("\",\"events\":[");
        for (int i = 0; i < batch.events().size(); i++) {
            if (i > 0) {
                body.append(',');
            }
            batch.events().get(i).writeTo(body, view.viewId());
        }
        var request = HttpRequest.newBuilder(collector)
                .timeout(ANSWER_WITHIN)
                .header("Content-Type", "application/json")
                .header("User-Agent", view.userAgent())
                .POST(BodyPublishers.ofString(body.append("]}").toString()));
        return (view.country().isEmpty() ? request : request.header(COUNTRY_HEADER, view.country())).build();
    }
}
