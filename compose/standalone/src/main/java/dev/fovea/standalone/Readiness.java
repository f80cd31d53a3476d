package dev.fovea.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ready means that every part was asked and answered, not that it was started. */
public final class Readiness {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private final Map<String, Probe> probes = new LinkedHashMap<>();

    /** True once the part does its work; not yet, when it says false or throws. */
    interface Probe {
        boolean isReady() throws Exception;
    }

    Readiness require(String part, Probe probe) {
        probes.put(part, probe);
        return this;
    }

    void await(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (var probe : probes.entrySet()) {
            while (!isReady(probe.getKey(), probe.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new StartFailure("%s did not become ready within %d s: the log says why"
                            .formatted(probe.getKey(), timeout.toSeconds()));
                }
                Thread.sleep(50);
            }
        }
    }

    public static boolean answersOk(String url) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(CALL_TIMEOUT)
                .header("Accept", "text/html, application/json")
                .build();
        return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }

    private static boolean isReady(String part, Probe probe) throws InterruptedException {
        try {
            return probe.isReady();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.debug("{} is not ready yet", part, e);
            return false;
        }
    }
}
