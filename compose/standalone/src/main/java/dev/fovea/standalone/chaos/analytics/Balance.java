package dev.fovea.standalone.chaos.analytics;

import dev.fovea.connectors.clickhouse.ClickHouseFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Where every event went, id by id: what the players offered, what the collector said, what Kafka holds, what ClickHouse
 * holds.
 *
 * @param generated events that reached the collector, each as often as it was taken or, once, when it was rejected
 * @param counted distinct sequences in the figures, as ClickHouse has them
 * @param duplicate arrivals of a sequence beyond its first
 * @param late set aside, as ClickHouse has them
 * @param unaccounted events of which any two of the four tell different stories
 * @param stories some of them
 */
record Balance(
        long generated,
        long counted,
        long duplicate,
        long late,
        long rejected,
        long retriedRequests,
        long unaccounted,
        List<String> stories) {

    private static final int STORIES_MAX = 10;

    /** @param repeated late events that were set aside once more by those who counted anew */
    static Balance of(Traffic traffic, Ledger ledger, Flow flow, Tables tables, List<Flow.OffsetRange> repeated)
            throws ClickHouseFailure {
        var unaccounted = new Unaccounted();
        Map<UUID, Integer> arrived = new HashMap<>();
        Map<UUID, Integer> expectedLate = new HashMap<>();
        long arrivals = 0;
        long inTime = 0;
        long firsts = 0;
        for (List<Arrival> ofView : flow.arrivals().values()) {
            Set<Long> sequences = new HashSet<>();
            for (Arrival arrival : ofView) {
                arrivals++;
                arrived.merge(arrival.eventId(), 1, Integer::sum);
                if (PlainOracle.isLate(arrival)) {
                    expectedLate.merge(arrival.eventId(), 1, Integer::sum);
                } else {
                    inTime++;
                    sequences.add(arrival.sequence());
                }
                unaccounted.unless(isMeant(traffic, arrival), 1, () -> "nobody sent " + arrival);
            }
            firsts += sequences.size();
        }
        long rejected = 0;
        for (PlannedView view : traffic.views()) {
            for (PlannedEvent event : view.events()) {
                int offered = ledger.offered(view.number(), event.index());
                int accepted = ledger.accepted(view.number(), event.index());
                int refused = ledger.rejected(view.number(), event.index());
                int there = arrived.getOrDefault(event.eventId(), 0);
                boolean holds = event.valid()
                        ? refused == 0 && (accepted > 0 || offered == 0) && accepted <= there && there <= offered
                        : accepted == 0 && there == 0 && (refused > 0 || offered == 0);
                unaccounted.unless(
                        holds,
                        1,
                        () -> "%s: offered %d, accepted %d, rejected %d, in Kafka %d"
                                .formatted(event, offered, accepted, refused, there));
                rejected += refused > 0 ? 1 : 0;
            }
        }
        Map<String, String> raw = tables.rawRecords();
        unaccounted.unless(
                raw.equals(flow.records()), 1, () -> "Kafka has %s, ClickHouse has %s".formatted(flow.records(), raw));
        List<UUID> late = tables.lateEvents(repeated);
        Map<UUID, Integer> storedLate = new HashMap<>();
        late.forEach(each -> storedLate.merge(each, 1, Integer::sum));
        unaccounted.unless(
                storedLate.equals(expectedLate),
                1,
                () -> "late are %d, ClickHouse has %d".formatted(expectedLate.size(), storedLate.size()));
        long counted = tables.counted();
        long generated = arrivals + rejected;
        long duplicate = inTime - firsts;
        long gap = Math.abs(generated - counted - duplicate - late.size() - rejected);
        unaccounted.unless(gap == 0, gap, () -> "the sum is off by " + gap);
        return new Balance(
                generated,
                counted,
                duplicate,
                late.size(),
                rejected,
                ledger.retries(),
                unaccounted.number,
                List.copyOf(unaccounted.stories));
    }

    private static boolean isMeant(Traffic traffic, Arrival arrival) {
        int number = ViewScript.viewOf(arrival.eventId());
        int index = ViewScript.indexOf(arrival.eventId());
        if (number >= traffic.views().size()
                || index >= traffic.views().get(number).events().size()) {
            return false;
        }
        PlannedView view = traffic.views().get(number);
        return arrival.tells(view, view.events().get(index));
    }

    private static final class Unaccounted {
        private long number;
        private final List<String> stories = new ArrayList<>();

        void unless(boolean holds, long events, Supplier<String> story) {
            if (!holds) {
                number += events;
                if (stories.size() < STORIES_MAX) {
                    stories.add(story.get());
                }
            }
        }
    }
}
