package dev.fovea.transcode.job;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.page.Cursor;
import dev.fovea.platform.page.Page;
import dev.fovea.platform.problem.ClientProblem;
import dev.fovea.transcode.job.JobView.Status;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What administrators see of the jobs, and what they may do to one. */
@RestController
@RequestMapping("/api/v1/jobs")
class JobController {

    private static final int STUCK_MINUTES_MAX = 10_080;
    private static final int PRIORITY_MAX = 100;

    private final JobRequests requests;
    private final JobRows jobs;
    private final JobViews views;
    private final JobEvents events;
    private final JobKeeper keeper;

    JobController(JobRequests requests, JobRows jobs, JobViews views, JobEvents events, JobKeeper keeper) {
        this.requests = requests;
        this.jobs = jobs;
        this.views = views;
        this.events = events;
        this.keeper = keeper;
    }

    @Operation(summary = "The jobs, newest first: of a status, of a kind of failure, or stuck for some minutes")
    @GetMapping
    Page<JobView> list(
            @RequestParam(required = false) @Nullable Status status,
            @RequestParam(required = false) @Nullable FailureKind failure,
            @RequestParam(required = false) @Min(1) @Max(STUCK_MINUTES_MAX) @Nullable Integer stuckMinutes,
            @RequestParam(required = false) @Nullable Cursor cursor,
            @RequestParam(defaultValue = Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX) int limit) {
        List<JobState> states = status == null ? List.of(JobState.values()) : List.of(status.state());
        return views.list(new JobRows.Filter(states, stuckMinutes, failure), cursor, limit);
    }

    @Operation(summary = "Server-sent events: each job that changes, or one job and each of its units")
    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void events(
            @RequestParam(required = false) @Nullable UUID id,
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (id != null && jobs.find(id).isEmpty()) {
            throw new JobNotFound(id);
        }
        events.stream(id, caller, request, response);
    }

    @Operation(summary = "One job with its steps, renditions, units, every attempt at them, and checks")
    @GetMapping("/{id}")
    JobView one(@PathVariable UUID id) {
        return views.one(id).orElseThrow(() -> new JobNotFound(id));
    }

    @Operation(summary = "Another attempt at a job that failed, or the rest of one that was stopped")
    @PostMapping("/{id}/restart")
    @ResponseStatus(HttpStatus.ACCEPTED)
    JobView restart(@PathVariable UUID id) {
        return change(id, requests::restart, "only one that failed or was stopped can be restarted");
    }

    @Operation(summary = "Stop a job; what is encoded stays")
    @PostMapping("/{id}/stop")
    @ResponseStatus(HttpStatus.ACCEPTED)
    JobView stop(@PathVariable UUID id) {
        return change(id, requests::stop, "only one at work or waiting can be stopped");
    }

    @Operation(summary = "Stop a job when the units that are encoded now are done")
    @PostMapping("/{id}/pause")
    @ResponseStatus(HttpStatus.ACCEPTED)
    JobView pause(@PathVariable UUID id) {
        return change(id, requests::pause, "only one at work or waiting can be paused");
    }

    @Operation(summary = "Let a job go before those of a lower priority")
    @PostMapping("/{id}/priority")
    @ResponseStatus(HttpStatus.ACCEPTED)
    JobView prioritize(@PathVariable UUID id, @RequestBody @Valid Priority priority) {
        return change(id, job -> requests.prioritize(job, priority.priority()), "it has nothing left to do");
    }

    /** @param refusal why a job in another state is not changed */
    private JobView change(UUID id, Predicate<UUID> request, String refusal) {
        JobView before = one(id);
        if (!request.test(id)) {
            throw new JobStateConflict("job %s is %s: %s".formatted(id, before.status(), refusal));
        }
        keeper.wake();
        return one(id);
    }

    /** @param priority the higher goes first; 0 unless somebody asked for another */
    record Priority(
            @NotNull @Min(-PRIORITY_MAX) @Max(PRIORITY_MAX) Integer priority) {}

    @Operation(summary = "Another attempt at every job that failed for this kind of reason")
    @PostMapping("/restarts")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Restarted restartFailed(@RequestBody @Valid Restarts restarts) {
        int restarted = requests.restartFailed(restarts.failure());
        keeper.wake();
        return new Restarted(restarted);
    }

    record Restarts(@NotNull FailureKind failure) {}

    record Restarted(int restarted) {}

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
