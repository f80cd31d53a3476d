package dev.fovea.transcode.encode;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** The jobs that this process works on now: its own, and those of others in which it has lanes. */
@Component
public class Runs {

    /** Names the job in the parameters of its Batch executions. */
    public static final String JOB_ID = "jobId";

    private static final ScopedValue<Run> LAUNCHING = ScopedValue.newInstance();

    private final Map<UUID, Run> live = new ConcurrentHashMap<>();
    /** By their Batch executions: an earlier run of a job may still be ending when the job is ours again. */
    private final Map<Long, Run> own = new ConcurrentHashMap<>();
    /** Of other workers' jobs, by the owner's Batch execution: the job itself may become ours before our lanes have ended. */
    private final Map<Long, Run> joined = new ConcurrentHashMap<>();

    public void add(Run run) {
        live.put(run.jobId(), run);
    }

    public void remove(Run run) {
        live.remove(run.jobId(), run);
        own.values().remove(run);
    }

    /** Batch runs the job's steps within, one after the other: the execution is this run's, and no other's. */
    public <E extends Exception> JobExecution launch(Run run, ScopedValue.CallableOp<JobExecution, E> batch) throws E {
        return ScopedValue.where(LAUNCHING, run).call(batch);
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
        long execution = step.getJobExecutionId();
        Run guest = joined.get(execution);
        if (guest != null) {
            return guest;
        }
        // The first step begins where the job was launched; lanes, which do not, find it here.
        Run run = own.computeIfAbsent(execution, _ -> LAUNCHING.isBound() ? LAUNCHING.get() : null);
        if (run == null) {
            throw new IllegalStateException("Batch execution %d is not of this process".formatted(execution));
        }
        return run;
    }
}
