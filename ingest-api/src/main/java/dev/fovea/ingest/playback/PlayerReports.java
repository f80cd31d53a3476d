package dev.fovea.ingest.playback;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts what players tell of themselves with media requests ({@link Cmcd}); nothing of it is kept. */
@Component
class PlayerReports {

    private static final String ARGUMENT = "CMCD=";
    private static final List<String> HEADERS = List.of("CMCD-Request", "CMCD-Object", "CMCD-Status", "CMCD-Session");

    private final MeterRegistry meters;
    private final Counter malformed;
    private final Counter starved;
    private final DistributionSummary buffered;
    private final DistributionSummary throughput;

    PlayerReports(MeterRegistry meters) {
        this.meters = meters;
        malformed = Counter.builder("fovea.media.cmcd.malformed")
                .description("pairs of key and value that are not as CTA-5004 has them")
                .register(meters);
        starved = Counter.builder("fovea.media.cmcd.starved")
                .description("requests after the player's buffer had run dry")
                .register(meters);
        buffered = DistributionSummary.builder("fovea.media.cmcd.buffer")
                .description("what the player still had to play when it asked")
                .baseUnit("milliseconds")
                .serviceLevelObjectives(1_000, 5_000, 10_000, 30_000)
                .register(meters);
        throughput = DistributionSummary.builder("fovea.media.cmcd.throughput")
                .description("what the player measured between it and us")
                .baseUnit("kilobits_per_second")
                .serviceLevelObjectives(1_000, 2_500, 5_000, 10_000, 25_000)
                .register(meters);
    }

    /** Never fails: a player that tells nonsense is served all the same. */
    void hear(HttpServletRequest request) {
        List<String> payloads = payloadsOf(request);
        if (payloads.isEmpty()) {
            return;
        }
        Cmcd cmcd = Cmcd.of(payloads);
        meters.counter("fovea.media.cmcd.requests", "object", cmcd.values().getOrDefault("ot", "none"))
                .increment();
        malformed.increment(cmcd.malformed());
        if (cmcd.has("bs")) {
            starved.increment();
        }
        cmcd.number("bl").ifPresent(buffered::record);
        cmcd.number("mtp").ifPresent(throughput::record);
    }

    private static List<String> payloadsOf(HttpServletRequest request) {
        var payloads = new ArrayList<String>();
        for (String name : HEADERS) {
            String value = request.getHeader(name);
            if (value != null) {
                payloads.add(value);
            }
        }
        argumentOf(request.getQueryString()).ifPresent(payloads::add);
        return payloads;
    }

    /** Read here and not by the servlet container, which would refuse a request for what is wrong in its query. */
    private static Optional<String> argumentOf(@Nullable String query) {
        return query == null
                ? Optional.empty()
                : Arrays.stream(query.split("&"))
                        .filter(part -> part.startsWith(ARGUMENT))
                        .map(part -> decoded(part.substring(ARGUMENT.length())))
                        .findFirst();
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
