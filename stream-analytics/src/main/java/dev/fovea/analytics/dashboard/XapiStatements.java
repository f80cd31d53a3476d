package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One view as statements of the xAPI Video Profile 1.0 (https://w3id.org/xapi/video), oldest first: what the player told, in the
 * order of its sequences, at the server's times. Media times are seconds with at most three decimals.
 *
 * <p>The same view gives the same statements with the same ids, so a record store that has them already keeps them once.
 */
final class XapiStatements {

    private static final String VERB = "https://w3id.org/xapi/video/verbs/";
    private static final String ADL_VERB = "http://adlnet.gov/expapi/verbs/";
    private static final String EXTENSION = "https://w3id.org/xapi/video/extensions/";
    private static final String PROFILE = "https://w3id.org/xapi/video";
    private static final String ACTIVITY_TYPE = "https://w3id.org/xapi/video/activity-type/video";

    /**
     * @param homePage of the accounts, and the beginning of the videos' ids
     * @param title null once the video is deleted, as is {@code durationMs}
     */
    record Subject(
            String homePage,
            UUID viewId,
            UserId viewer,
            VideoId video,
            @Nullable String title,
            @Nullable Long durationMs) {}

    private final Subject subject;
    private final List<Map<String, Object>> statements = new ArrayList<>();
    private final List<long[]> played = new ArrayList<>();
    private boolean completed;

    private XapiStatements(Subject subject) {
        this.subject = subject;
    }

    /** @param events of one view by sequence, each sequence once */
    static List<Map<String, Object>> of(Subject subject, List<Rows.OfEvent> events) {
        var made = new XapiStatements(subject);
        if (!events.isEmpty()) {
            made.add(events.getFirst(), "initialized", ADL_VERB, Map.of());
            events.forEach(made::tell);
            made.add(events.getLast(), "terminated", ADL_VERB, made.progress(events.getLast()));
        }
        return made.statements;
    }

    private void tell(Rows.OfEvent event) {
        Long fromMs = event.fromMs();
        Long toMs = event.toMs();
        if (fromMs != null && toMs != null && !event.type().equals("SEEK")) {
            cover(fromMs, toMs);
        }
        switch (event.type()) {
            case "PLAY" -> add(event, "played", VERB, Map.of("time", seconds(event.playheadMs())));
            case "PAUSE" -> add(event, "paused", VERB, progress(event));
            case "SEEK" -> {
                if (fromMs != null && toMs != null) {
                    add(event, "seeked", VERB, Map.of("time-from", seconds(fromMs), "time-to", seconds(toMs)));
                }
            }
            case "RATE" ->
                add(
                        event,
                        "interacted",
                        ADL_VERB,
                        Map.of(
                                "time", seconds(event.playheadMs()),
                                "speed", String.format(Locale.ROOT, "%.2fx", event.rate())));
            default -> {
                // told of by the others
            }
        }
        Long durationMs = subject.durationMs();
        if (!completed && durationMs != null && coveredMs() >= durationMs) {
            completed = true;
            add(event, "completed", ADL_VERB, progress(event));
        }
    }

    private Map<String, Object> progress(Rows.OfEvent event) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("time", seconds(event.playheadMs()));
        result.put("played-segments", segments());
        Long durationMs = subject.durationMs();
        if (durationMs != null) {
            result.put("progress", Math.min(1, Math.round(1_000.0 * coveredMs() / durationMs) / 1_000.0));
        }
        return result;
    }

    private void add(Rows.OfEvent event, String verb, String base, Map<String, Object> resultExtensions) {
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("id", idOf(event, verb).toString());
        statement.put("timestamp", Instant.ofEpochMilli(event.receivedMs()).toString());
        statement.put(
                "actor",
                Map.of(
                        "objectType",
                        "Agent",
                        "account",
                        Map.of(
                                "homePage",
                                subject.homePage(),
                                "name",
                                subject.viewer().toString())));
        statement.put("verb", Map.of("id", base + verb, "display", Map.of("en-US", verb)));
        statement.put("object", object());
        if (!resultExtensions.isEmpty()) {
            Map<String, Object> result = new LinkedHashMap<>();
            if (verb.equals("completed")) {
                result.put("completion", true);
            }
            result.put("extensions", named(resultExtensions));
            statement.put("result", result);
        }
        statement.put("context", context());
        statements.add(statement);
    }

    private Map<String, Object> object() {
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("type", ACTIVITY_TYPE);
        String title = subject.title();
        if (title != null) {
            definition.put("name", Map.of("und", title));
        }
        return Map.of(
                "objectType",
                "Activity",
                "id",
                subject.homePage() + "/watch/" + subject.video(),
                "definition",
                definition);
    }

    private Map<String, Object> context() {
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("session-id", subject.viewId().toString());
        extensions.put("completion-threshold", 1.0);
        Long durationMs = subject.durationMs();
        if (durationMs != null) {
            extensions.put("length", seconds(durationMs));
        }
        return Map.of(
                "contextActivities", Map.of("category", List.of(Map.of("id", PROFILE))),
                "extensions", named(extensions));
    }

    private static Map<String, Object> named(Map<String, Object> extensions) {
        Map<String, Object> named = new LinkedHashMap<>();
        extensions.forEach((name, value) -> named.put(EXTENSION + name, value));
        return named;
    }

    private UUID idOf(Rows.OfEvent event, String verb) {
        return UUID.nameUUIDFromBytes(
                (subject.viewId() + "/" + event.sequence() + "/" + verb).getBytes(StandardCharsets.UTF_8));
    }

    /** Intervals stay disjoint and in order. */
    private void cover(long from, long to) {
        if (from >= to) {
            return;
        }
        long start = from;
        long end = to;
        List<long[]> kept = new ArrayList<>();
        for (long[] each : played) {
            if (each[1] < start || each[0] > end) {
                kept.add(each);
            } else {
                start = Math.min(start, each[0]);
                end = Math.max(end, each[1]);
            }
        }
        kept.add(new long[] {start, end});
        kept.sort((one, other) -> Long.compare(one[0], other[0]));
        played.clear();
        played.addAll(kept);
    }

    private long coveredMs() {
        return played.stream().mapToLong(each -> each[1] - each[0]).sum();
    }

    /** As the profile writes them: {@code 0[.]12.5[,]30[.]45}. */
    private String segments() {
        return String.join(
                "[,]",
                played.stream()
                        .map(each -> seconds(each[0]) + "[.]" + seconds(each[1]))
                        .toList());
    }

    private static double seconds(long ms) {
        return ms / 1_000.0;
    }
}
