package dev.fovea.transcode.encode;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** The jobs that this process works on now: its own, and those of others in which it has lanes. */
@Component
public class Runs {

    /** Names the job in the parameters of its Batch executions. */
    public static final String JOB_ID = "jobId";

    private final Map<UUID, Run> live = new ConcurrentHashMap<>();
    /** Of other workers' jobs, by the owner's Batch execution: the job itself may become ours before our lanes have ended. */
    private final Map<Long, Run> joined = new ConcurrentHashMap<>();

    public void add(Run run) {
        live.put(run.jobId(), run);
    }

    public void remove(Run run) {
        live.remove(run.jobId(), run);
    }

    public void join(long jobExecutionId, Run run) {
        joined.put(jobExecutionId, run);
    }

    public void leave(long jobExecutionId) {
        joined.remove(jobExecutionId);
    }

    public boolean isAnyOf(UUID jobId) {
        return live.containsKey(jobId)
                || joined.values().stream().anyMatch(run -> run.jobId().equals(jobId));
    }

    public Collection<Run> joined() {
        return List.copyOf(joined.values());
    }

    public Optional<Run> find(UUID jobId) {
        return Optional.ofNullable(live.get(jobId));
    }

    public Collection<Run> all() {
        return List.copyOf(live.values());
    }

    /** @throws IllegalStateException when the execution was not started by us */
    public Run of(StepExecution step) {
        Run guest = joined.get(step.getJobExecutionId());
        if (guest != null) {
            return guest;
        }
        String id = step.getJobExecution().getJobParameters().getString(JOB_ID);
        Run own = id == null ? null : live.get(UUID.fromString(id));
        if (own == null) {
            throw new IllegalStateException("job " + id + " does not run in this process");
        }
        return own;
    }
}
