package dev.fovea.transcode.job;

import dev.fovea.transcode.encode.EncoderSlots;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The jobs in figures, as an operator's charts and alarms read them: counted from the rows each time they are kept. */
@Component
class JobMetrics {

    private static final JobRows.Filter AT_WORK = new JobRows.Filter(List.of(JobState.RUNNING), null, null);
    private static final int AT_WORK_MAX = 200;

    private final JdbcClient database;
    private final MultiGauge states;
    private final AtomicLong oldestWaitingSeconds;
    private final AtomicLong stillestSeconds;
    private final AtomicLong expectedEndSeconds;
    private final JobRows jobs;
    private final Paces paces;

    JobMetrics(JdbcClient database, JobRows jobs, Paces paces, EncoderSlots slots, MeterRegistry meters) {
        this.database = database;
        this.jobs = jobs;
        this.paces = paces;
        this.states = MultiGauge.builder("fovea.transcode.jobs")
                .description("Jobs by state")
                .register(meters);
        this.oldestWaitingSeconds = meters.gauge("fovea.transcode.waiting.seconds", new AtomicLong());
        this.stillestSeconds = meters.gauge("fovea.transcode.still.seconds", new AtomicLong());
        // A time, not a time left: that would be outdated whenever it is read.
        this.expectedEndSeconds = meters.gauge("fovea.transcode.expected.end.seconds", new AtomicLong());
        meters.gauge("fovea.transcode.slots", slots, EncoderSlots::slots);
        meters.gauge("fovea.transcode.slots.free", slots, EncoderSlots::free);
        meters.gauge("fovea.transcode.slots.waiting", slots, EncoderSlots::waiting);
    }

    void refresh() {
        Map<JobState, Long> counts = database
                .sql("select state, count(*) from transcode.job group by state")
                .query((row, _) -> Map.entry(JobState.valueOf(row.getString(1)), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        states.register(
                Arrays.stream(JobState.values())
                        .map(state -> Row.of(
                                Tags.of("state", state.name().toLowerCase(Locale.ROOT)),
                                counts.getOrDefault(state, 0L)))
                        .toList(),
                true);
        oldestWaitingSeconds.set(secondsSince("""
                        select min(created_at) from transcode.job
                        where state = 'QUEUED' and owner is null and removed_at is null and durable_bytes is null
                        """));
        stillestSeconds.set(secondsSince("""
                        select min(greatest(j.moved_at, (select max(moved_at) from transcode.unit u where u.job_id = j.id)))
                        from transcode.job j where state in ('RUNNING', 'STOPPING')
                        """));
        expectedEndSeconds.set(expectedEnd());
    }

    /** Of the last of the jobs at work, by Unix time; 0 while nobody can tell. */
    private long expectedEnd() {
        OptionalLong last = paces.of(jobs.list(AT_WORK, null, AT_WORK_MAX)).values().stream()
                .map(Paces.Outlook::etaSeconds)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max();
        return last.isPresent() ? Instant.now().getEpochSecond() + last.getAsLong() : 0;
    }

    private long secondsSince(String time) {
        return database.sql("select coalesce(extract(epoch from now() - (" + time + ")), 0)::bigint")
                .query(Long.class)
                .single();
    }
}
