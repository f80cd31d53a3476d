package dev.fovea.transcode.job;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.page.Cursor;
import dev.fovea.platform.page.Page;
import dev.fovea.platform.problem.ClientProblem;
import dev.fovea.transcode.encode.Units;
import dev.fovea.transcode.job.JobView.Status;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What administrators see of the jobs, and what they may do to one. */
@RestController
@RequestMapping("/api/v1/jobs")
class JobController {

    private final Jobs jobs;
    private final Units units;
    private final JobHistory history;
    private final JobKeeper keeper;

    JobController(Jobs jobs, Units units, JobHistory history, JobKeeper keeper) {
        this.jobs = jobs;
        this.units = units;
        this.history = history;
        this.keeper = keeper;
    }

    @Operation(summary = "All jobs, newest first")
    @GetMapping
    Page<JobView> list(
            @RequestParam(required = false) @Nullable Status status,
            @RequestParam(required = false) @Nullable Cursor cursor,
            @RequestParam(defaultValue = Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX) int limit) {
        List<JobState> states = status == null ? List.of(JobState.values()) : List.of(status.state());
        Page<JobRow> page =
                Page.of(jobs.list(states, cursor, limit + 1), limit, job -> Cursor.of(job.createdAt(), job.id()));
        Map<UUID, Units.Tally> tallies =
                units.tallies(page.items().stream().map(JobRow::id).toList());
        return page.map(job -> JobView.summary(job, tallies.get(job.id())));
    }

    @Operation(summary = "One job with its steps, renditions, units and checks")
    @GetMapping("/{id}")
    JobView one(@PathVariable UUID id) {
        JobRow job = jobs.find(id).orElseThrow(() -> new JobNotFound(id));
        return JobView.detail(
                job,
                units.tally(id),
                history.steps(id),
                units.rows(id),
                units.tracks(id),
                jobs.verificationOf(id).map(report -> report.checks()).orElse(List.of()));
    }

    @Operation(summary = "Another attempt at a job that failed, or the rest of one that was stopped")
    @PostMapping("/{id}/restart")
    @ResponseStatus(HttpStatus.ACCEPTED)
    JobView restart(@PathVariable UUID id) {
        JobView before = one(id);
        if (!jobs.requestRestart(id)) {
            throw new JobStateConflict("job %s is %s: only one that failed or was stopped can be restarted"
                    .formatted(id, before.status()));
        }
        keeper.wake();
        return one(id);
    }

    @Operation(summary = "Stop a job; what is encoded stays")
    @PostMapping("/{id}/stop")
    @ResponseStatus(HttpStatus.ACCEPTED)
    JobView stop(@PathVariable UUID id) {
        JobView before = one(id);
        if (!jobs.requestStop(id)) {
            throw new JobStateConflict(
                    "job %s is %s: only one at work or waiting can be stopped".formatted(id, before.status()));
        }
        keeper.wake();
        return one(id);
    }

    private static final class JobNotFound extends ClientProblem {
        JobNotFound(UUID id) {
            super(ProblemType.JOB_NOT_FOUND, "there is no job " + id);
        }
    }

    private static final class JobStateConflict extends ClientProblem {
        JobStateConflict(String detail) {
            super(ProblemType.JOB_STATE_CONFLICT, detail);
        }
    }
}
