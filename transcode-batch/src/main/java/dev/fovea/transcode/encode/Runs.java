package dev.fovea.transcode.encode;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** The jobs that this process works on now. */
@Component
public class Runs {

    /** Names the job in the parameters of its Batch executions. */
    public static final String JOB_ID = "jobId";

    private final Map<UUID, Run> live = new ConcurrentHashMap<>();

    public void add(Run run) {
        live.put(run.jobId(), run);
    }

    public void remove(Run run) {
        live.remove(run.jobId(), run);
    }

    public Optional<Run> find(UUID jobId) {
        return Optional.ofNullable(live.get(jobId));
    }

    public Collection<Run> all() {
        return List.copyOf(live.values());
    }

    /** @throws IllegalStateException when the execution was not started by us */
    public Run of(StepExecution step) {
        String id = step.getJobExecution().getJobParameters().getString(JOB_ID);
        Run run = id == null ? null : live.get(UUID.fromString(id));
        if (run == null) {
            throw new IllegalStateException("job " + id + " does not run in this process");
        }
        return run;
    }
}
