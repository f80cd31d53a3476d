package dev.fovea.transcode.job;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What administrators see of the machines that encode. */
@RestController
@RequestMapping("/api/v1/workers")
class WorkerController {

    private final Workers workers;

    WorkerController(Workers workers) {
        this.workers = workers;
    }

    @Operation(summary = "The processes that encode")
    @GetMapping
    WorkerList list() {
        return new WorkerList(workers.all().stream().map(WorkerView::of).toList());
    }

    @Operation(summary = "Let a worker finish what it encodes and take nothing more")
    @PostMapping("/{name}/draining")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void drain(@PathVariable String name) {
        set(name, true);
    }

    @Operation(summary = "Let a worker take work again")
    @DeleteMapping("/{name}/draining")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void resume(@PathVariable String name) {
        set(name, false);
    }

    private void set(String name, boolean draining) {
        if (!workers.drain(name, draining)) {
            throw new ClientProblem(ProblemType.WORKER_NOT_FOUND, "there is no worker " + name);
        }
    }

    record WorkerList(List<WorkerView> items) {}

    /** @param build of FFmpeg and CPU: units of one job are encoded by workers of one build */
    record WorkerView(
            String name,
            String host,
            Workers.State state,
            int slots,
            int jobs,
            int units,
            String build,
            String cpuFeatures,
            Instant startedAt,
            Instant beatAt) {

        static WorkerView of(Workers.Row row) {
            return new WorkerView(
                    row.name(),
                    row.host(),
                    row.state(),
                    row.slots(),
                    row.jobs(),
                    row.units(),
                    row.build().id(),
                    row.build().cpuFeatures(),
                    row.startedAt(),
                    row.beatAt());
        }
    }
}
