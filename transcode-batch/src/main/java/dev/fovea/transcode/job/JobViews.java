package dev.fovea.transcode.job;

import dev.fovea.platform.page.Cursor;
import dev.fovea.platform.page.Page;
import dev.fovea.transcode.encode.Attempts;
import dev.fovea.transcode.encode.UnitRows;
import dev.fovea.transcode.job.JobView.AwaitedUpload;
import dev.fovea.transcode.job.JobView.UnitView;
import dev.fovea.transcode.job.Paces.Outlook;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Jobs as the HTTP contract shows them, gathered from their rows. */
@Component
class JobViews {

    private static final int LIVELY_MAX = 200;

    private final JobRows jobs;
    private final UnitRows units;
    private final Attempts attempts;
    private final Paces paces;
    private final JobHistory history;

    JobViews(JobRows jobs, UnitRows units, Attempts attempts, Paces paces, JobHistory history) {
        this.jobs = jobs;
        this.units = units;
        this.attempts = attempts;
        this.paces = paces;
        this.history = history;
    }

    Page<JobView> list(JobRows.Filter filter, @Nullable Cursor cursor, int limit) {
        Page<JobRow> page =
                Page.of(jobs.list(filter, cursor, limit + 1), limit, job -> Cursor.of(job.createdAt(), job.id()));
        Map<UUID, JobView> views = summaries(page.items());
        return page.map(job -> Objects.requireNonNull(views.get(job.id())));
    }

    /** What a page that follows the jobs must know of now. */
    Map<UUID, JobView> lively(Duration rested) {
        return summaries(jobs.lively(rested, LIVELY_MAX));
    }

    Map<UUID, JobView> summary(UUID id) {
        return summaries(jobs.find(id).stream().toList());
    }

    /** @param lately only those of which something happened in the last seconds */
    List<UnitView> units(UUID id, boolean lately) {
        return jobs.find(id)
                .map(JobRow::plan)
                .map(plan -> JobView.units(plan, units.rows(id, lately), attempts.of(id, lately)))
                .orElse(List.of());
    }

    private Map<UUID, JobView> summaries(List<JobRow> rows) {
        Map<UUID, UnitRows.Tally> tallies =
                units.tallies(rows.stream().map(JobRow::id).toList());
        Map<UUID, Outlook> outlooks = paces.of(rows);
        Map<UUID, JobView> views = new LinkedHashMap<>();
        rows.forEach(job -> views.put(
                job.id(),
                JobView.summary(
                        job,
                        tallies.get(job.id()),
                        outlooks.getOrDefault(job.id(), Outlook.NONE),
                        awaitedBy(job).orElse(null))));
        return views;
    }

    /** Empty while it has something to do, or waits for a worker. */
    private Optional<AwaitedUpload> awaitedBy(JobRow job) {
        Long durable = job.durableBytes();
        if (durable == null) {
            return Optional.empty();
        }
        boolean waits =
                switch (job.state()) {
                    case QUEUED -> job.deferral() != null || job.wantedBytes() > durable;
                    case RUNNING -> job.plan() != null && units.waitForBytes(job.id());
                    case STOPPING, STOPPED, FAILED, COMPLETED -> false;
                };
        return waits ? Optional.of(new AwaitedUpload(durable, job.sizeBytes(), job.deferral())) : Optional.empty();
    }

    Optional<JobView> one(UUID id) {
        return jobs.find(id)
                .map(job -> JobView.detail(
                        job,
                        units.tally(id),
                        paces.of(List.of(job)).getOrDefault(id, Outlook.NONE),
                        awaitedBy(job).orElse(null),
                        history.steps(id),
                        units.rows(id, false),
                        attempts.of(id, false),
                        units.tracks(id),
                        jobs.verificationOf(id).map(report -> report.checks()).orElse(List.of())));
    }
}
