package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.topic.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/** Holds collectors, Kafka and ClickHouse to the same count, hour by hour: docs/decisions/0055. */
@Service
class Reconciler implements SmartLifecycle {

    static final int HOURS_MAX = 7 * 24;

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration WATCHED = Duration.ofDays(1);

    private final ClickHouse clickHouse;
    private final CollectorTallies tallies;
    private final Logs logs;
    private final ReconciliationProperties properties;
    private final Clock clock;
    private volatile @Nullable Reconciliation latest;
    private @Nullable ScheduledExecutorService watch;

    Reconciler(
            ClickHouse clickHouse,
            CollectorTallies tallies,
            Logs logs,
            ReconciliationProperties properties,
            Clock clock,
            MeterRegistry meters) {
        this.clickHouse = clickHouse;
        this.tallies = tallies;
        this.logs = logs;
        this.properties = properties;
        this.clock = clock;
        gauge(
                meters,
                "fovea.reconciliation.missing",
                "Accepted or in Kafka, and not stored: over the last day",
                this::missing);
        gauge(meters, "fovea.reconciliation.lag", "Events that the sink has not come to yet", each -> each.lag());
    }

    private void gauge(MeterRegistry meters, String name, String description, Function<Reconciliation, Long> value) {
        Gauge.builder(name, this, self -> {
                    Reconciliation known = self.latest;
                    return known == null ? Double.NaN : value.apply(known);
                })
                .description(description)
                .register(meters);
    }

    private long missing(Reconciliation of) {
        return Math.max(
                of.missing(),
                of.hours().stream().mapToLong(Reconciliation.Hour::missing).sum());
    }

    /** The hours that the period touches, at most a week of them. */
    Reconciliation reconcile(Instant from, Instant to) {
        Instant first = from.truncatedTo(ChronoUnit.HOURS);
        List<Instant> borders = new ArrayList<>();
        for (Instant border = first; border.isBefore(to); border = border.plus(1, ChronoUnit.HOURS)) {
            borders.add(border);
        }
        borders.add(borders.getLast().plus(1, ChronoUnit.HOURS));
        try {
            return of(borders);
        } catch (Logs.Unavailable e) {
            LOG.warn("{}", e.getMessage());
            throw new AnalyticsUnavailable();
        }
    }

    private Reconciliation of(List<Instant> borders) throws Logs.Unavailable {
        String player = Topics.PLAYER_EVENTS.name();
        String dead = Topics.PLAYER_EVENTS.deadLetters();
        String sink = properties.sinkDeadLetters();
        List<Map<String, Map<Integer, Long>>> offsets = logs.offsetsAt(List.of(player, dead, sink), borders);
        List<Map<Integer, Long>> events = of(player, offsets);
        List<Map<Integer, Long>> refused = of(dead, offsets);
        List<Map<Integer, Long>> setAside = of(sink, offsets);
        Map<Instant, Long> accepted = tallies.acceptedByHour();
        Map<String, Object> period = Map.of(
                "from_ms", borders.getFirst().toEpochMilli(),
                "to_ms", borders.getLast().toEpochMilli());
        Map<Instant, Long> stored = byHour(clickHouse.query(Queries.STORED_BY_HOUR, period, Rows.OfHour.class));
        Map<Instant, Long> late = byHour(clickHouse.query(Queries.LATE_BY_HOUR, period, Rows.OfHour.class));
        Instant settledUntil = clock.instant().minus(properties.settledAfter());
        List<Reconciliation.Hour> hours = new ArrayList<>();
        for (int i = 0; i + 1 < borders.size(); i++) {
            Instant hour = borders.get(i);
            boolean settled = !borders.get(i + 1).isAfter(settledUntil);
            long told = accepted.getOrDefault(hour, 0L);
            long found = stored.getOrDefault(hour, 0L);
            long bySink = between(setAside.get(i), setAside.get(i + 1));
            hours.add(new Reconciliation.Hour(
                    hour,
                    told,
                    between(events.get(i), events.get(i + 1)),
                    found,
                    between(refused.get(i), refused.get(i + 1)) + bySink,
                    late.getOrDefault(hour, 0L),
                    settled ? Math.max(0, told - found - bySink) : 0,
                    settled));
        }
        Ends ends = ends(events.getFirst(), events.getLast(), between(setAside.getFirst(), setAside.getLast()));
        boolean alert = ends.missing > 0 || hours.stream().anyMatch(hour -> hour.missing() > 0);
        return new Reconciliation(borders.getFirst(), borders.getLast(), alert, ends.lag, ends.missing, hours);
    }

    private record Ends(long lag, long missing) {}

    /** Below the sink's progress every place of the log is stored or dead-lettered, or something was lost. */
    private Ends ends(Map<Integer, Long> first, Map<Integer, Long> end, long setAside) {
        long lag = 0;
        long missing = -setAside;
        Map<Integer, Long> progress = clickHouse.query(Queries.PROGRESS, Map.of(), Rows.OfPartition.class).stream()
                .collect(Collectors.toMap(Rows.OfPartition::kafkaPartition, Rows.OfPartition::total));
        for (var partition : end.entrySet()) {
            long from = first.getOrDefault(partition.getKey(), 0L);
            long reached = Math.min(partition.getValue(), progress.getOrDefault(partition.getKey(), 0L));
            lag += partition.getValue() - reached;
            if (reached > from) {
                Map<String, Object> range =
                        Map.of("partition", partition.getKey(), "first_offset", from, "end_offset", reached);
                missing += reached
                        - from
                        - clickHouse
                                .queryOne(Queries.STORED_OFFSETS, range, Rows.Count.class)
                                .total();
            }
        }
        return new Ends(lag, Math.max(0, missing));
    }

    private static List<Map<Integer, Long>> of(String topic, List<Map<String, Map<Integer, Long>>> offsets) {
        return offsets.stream().map(at -> at.getOrDefault(topic, Map.of())).toList();
    }

    private static long between(Map<Integer, Long> from, Map<Integer, Long> to) {
        return to.entrySet().stream()
                .mapToLong(partition -> partition.getValue() - from.getOrDefault(partition.getKey(), 0L))
                .sum();
    }

    private static Map<Instant, Long> byHour(List<Rows.OfHour> rows) {
        Map<Instant, Long> hours = new HashMap<>();
        rows.forEach(row -> hours.put(Instant.ofEpochMilli(row.hourMs()), row.total()));
        return hours;
    }

    @Override
    public void start() {
        watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("reconciliation").factory());
        long every = properties.checkedEvery().toMillis();
        var _ = watch.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Instant now = clock.instant();
            Reconciliation found = reconcile(now.minus(WATCHED), now);
            if (found.alert()) {
                LOG.error("{} events are missing in ClickHouse: see /analytics/reconciliation", missing(found));
            }
            latest = found;
        } catch (AnalyticsUnavailable e) {
            latest = null;
        } catch (RuntimeException e) {
            LOG.warn("the last day could not be reconciled", e);
            latest = null;
        }
    }

    @Override
    public void stop() {
        if (watch != null) {
            watch.shutdownNow();
            watch = null;
        }
    }

    @Override
    public boolean isRunning() {
        return watch != null;
    }
}
