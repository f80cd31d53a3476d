package dev.fovea.standalone.chaos.analytics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Oracle A: docs/metrics.md in one thread, one view at a time, over the records that arrived. It sorts and counts where the
 * product folds and takes back, and marks each millisecond border where the product keeps parts.
 */
final class PlainOracle {

    static final long TAKES_EVENTS_MS = Duration.ofDays(7).toMillis();

    private static final long SERVERS_DIFFER_MS = 60_000;
    private static final Set<String> CLOCKED = Set.of(
            "FOCUS_START", "FOCUS_END", "FOCUS_LOST", "FOCUS_REGAINED", "STARTUP", "REBUFFER_START", "REBUFFER_END");

    private PlainOracle() {}

    static boolean isLate(Arrival arrival) {
        return arrival.receivedAt() - arrival.viewStartedAt() > TAKES_EVENTS_MS;
    }

    /** Of each view that has an event in time. */
    static Map<UUID, ViewFigures> figures(Map<UUID, List<Arrival>> arrivals) {
        Map<UUID, ViewFigures> all = new HashMap<>();
        arrivals.forEach((view, records) -> {
            List<Arrival> inTime =
                    records.stream().filter(each -> !isLate(each)).toList();
            if (!inTime.isEmpty()) {
                all.put(view, figures(inTime));
            }
        });
        return all;
    }

    private static ViewFigures figures(List<Arrival> arrivals) {
        var bySequence = new TreeMap<Long, List<Arrival>>();
        long heard = Long.MIN_VALUE;
        for (Arrival arrival : arrivals) {
            bySequence
                    .computeIfAbsent(arrival.sequence(), _ -> new ArrayList<>())
                    .add(arrival);
            heard = Math.max(heard, arrival.receivedAt());
        }
        int conflicts = 0;
        List<Arrival> told = new ArrayList<>();
        for (List<Arrival> same : bySequence.values()) {
            told.add(firstOf(same));
            conflicts += new HashSet<>(same.stream().map(Arrival::eventId).toList()).size() > 1 ? 1 : 0;
        }
        Arrival first = told.getFirst();
        Arrival last = told.getLast();
        List<Moment> moments = clock(told);
        TreeMap<Long, Integer> borders = borders(told);
        List<long[]> parts = parts(borders);
        long[] stalls = stalls(moments);
        String row = "%s %s %d %d %d %d %d %d %d %s %d %d %d %d %d %s %s"
                .formatted(
                        first.videoId(),
                        first.viewerId(),
                        first.viewStartedAt(),
                        heard,
                        told.size(),
                        told.stream().mapToLong(PlainOracle::playedMs).sum(),
                        parts.stream().mapToLong(part -> part[1] - part[0]).sum(),
                        last.playheadMs(),
                        count(told, "COMPLETE") > 0 ? 1 : 0,
                        startup(told),
                        stalls[0],
                        stalls[1],
                        count(told, "SEEK"),
                        count(told, "ERROR"),
                        conflicts,
                        first.device(),
                        first.region());
        return new ViewFigures(row, written(parts), focus(moments));
    }

    /** Of two payloads the one whose id sorts first as text; of one payload the reception that came first. */
    private static Arrival firstOf(List<Arrival> same) {
        return same.stream()
                .min(Comparator.comparing((Arrival each) -> each.eventId().toString())
                        .thenComparingLong(Arrival::receivedAt))
                .orElseThrow();
    }

    private static long playedMs(Arrival arrival) {
        Long from = arrival.fromMs();
        Long to = arrival.toMs();
        boolean jumps = arrival.type().equals("SEEK");
        return jumps || from == null || to == null ? 0 : to - from;
    }

    private static long count(List<Arrival> told, String type) {
        return told.stream().filter(each -> each.type().equals(type)).count();
    }

    private static String startup(List<Arrival> told) {
        return told.stream()
                .filter(each -> each.type().equals("STARTUP"))
                .map(Arrival::valueMs)
                .filter(Objects::nonNull)
                .findFirst()
                .map(Object::toString)
                .orElse("-");
    }

    /** How the number of plays changes at each border between milliseconds of the film. */
    private static TreeMap<Long, Integer> borders(List<Arrival> told) {
        var borders = new TreeMap<Long, Integer>();
        for (Arrival each : told) {
            Long from = each.fromMs();
            Long to = each.toMs();
            if (playedMs(each) > 0 && from != null && to != null) {
                borders.merge(from, 1, Integer::sum);
                borders.merge(to, -1, Integer::sum);
            }
        }
        borders.values().removeIf(change -> change == 0);
        return borders;
    }

    private static List<long[]> parts(TreeMap<Long, Integer> borders) {
        var parts = new ArrayList<long[]>();
        long times = 0;
        long from = 0;
        for (Map.Entry<Long, Integer> border : borders.entrySet()) {
            if (times > 0) {
                parts.add(new long[] {from, border.getKey(), times});
            }
            from = border.getKey();
            times += border.getValue();
        }
        return parts;
    }

    private static String written(List<long[]> parts) {
        return String.join(
                ",",
                parts.stream()
                        .map(part -> part[0] + "-" + part[1] + "x" + part[2])
                        .toList());
    }

    private record Moment(Arrival event, long atMs) {}

    /** The view's clock, at its first event, at each event that is timed, and at its last. */
    private static List<Moment> clock(List<Arrival> told) {
        var moments = new ArrayList<Moment>();
        for (int i = 0; i < told.size(); i++) {
            Arrival event = told.get(i);
            if (i == 0) {
                moments.add(new Moment(event, 0));
            } else if (i == told.size() - 1 || CLOCKED.contains(event.type())) {
                Moment before = moments.getLast();
                long stepped = before.atMs()
                        + Math.max(0, event.viewerTime() - before.event().viewerTime());
                long received = event.receivedAt() - event.viewStartedAt() + SERVERS_DIFFER_MS;
                moments.add(new Moment(event, Math.max(before.atMs(), Math.min(stepped, received))));
            }
        }
        return moments;
    }

    /** How many, and how long those lasted whose end is known. */
    private static long[] stalls(List<Moment> moments) {
        long number = 0;
        long lasted = 0;
        @Nullable Moment open = null;
        for (Moment moment : moments) {
            if (moment.event().type().equals("REBUFFER_START")) {
                number++;
                open = moment;
            } else if (moment.event().type().equals("REBUFFER_END") && open != null) {
                lasted += moment.atMs() - open.atMs();
                open = null;
            }
        }
        return new long[] {number, lasted};
    }

    private static String focus(List<Moment> moments) {
        var sessions = new ArrayList<String>();
        for (int i = 0; i < moments.size(); i++) {
            if (moments.get(i).event().type().equals("FOCUS_START")) {
                int end = i + 1;
                while (end < moments.size() && !endsSession(moments.get(end))) {
                    end++;
                }
                long endMs = moments.get(Math.min(end, moments.size() - 1)).atMs();
                sessions.add(session(moments.subList(i, end), endMs));
            }
        }
        return String.join(",", sessions);
    }

    private static boolean endsSession(Moment moment) {
        return moment.event().type().equals("FOCUS_START")
                || moment.event().type().equals("FOCUS_END");
    }

    /** @param moments from FOCUS_START to before whatever ends it */
    private static String session(List<Moment> moments, long endMs) {
        var causes = new HashMap<String, Integer>();
        long startMs = moments.getFirst().atMs();
        long focusedMs = 0;
        long longestMs = 0;
        long since = startMs;
        boolean focused = true;
        for (Moment moment : moments) {
            String cause = moment.event().cause();
            if (moment.event().type().equals("FOCUS_LOST") && focused && cause != null) {
                causes.merge(cause, 1, Integer::sum);
                focusedMs += moment.atMs() - since;
                longestMs = Math.max(longestMs, moment.atMs() - since);
                focused = false;
            } else if (moment.event().type().equals("FOCUS_REGAINED") && !focused) {
                since = moment.atMs();
                focused = true;
            }
        }
        if (focused) {
            focusedMs += endMs - since;
            longestMs = Math.max(longestMs, endMs - since);
        }
        return "%d:%d-%d:%d:%d:%d:%d:%d:%d"
                .formatted(
                        moments.getFirst().event().sequence(),
                        startMs,
                        endMs,
                        focusedMs,
                        longestMs,
                        causes.getOrDefault("TAB_HIDDEN", 0),
                        causes.getOrDefault("WINDOW_BLURRED", 0),
                        causes.getOrDefault("FULLSCREEN_LEFT", 0),
                        causes.getOrDefault("PAUSED_AWAY", 0));
    }
}
