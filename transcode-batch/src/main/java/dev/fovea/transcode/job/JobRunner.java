package dev.fovea.transcode.job;

import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.encode.FenceLost;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.Runs;
import dev.fovea.transcode.encode.Scratch;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs one claimed job through Spring Batch, from wherever it stands, and writes down how it ended. */
@Component
class JobRunner {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    private final JobOperator operator;
    private final JobRepository repository;
    private final Job job;
    private final Jobs jobs;
    private final JobSteps steps;
    private final Runs runs;
    private final Scratch scratch;
    private final MeterRegistry meters;

    JobRunner(
            JobOperator operator,
            JobRepository repository,
            Job transcodeJob,
            Jobs jobs,
            JobSteps steps,
            Runs runs,
            Scratch scratch,
            MeterRegistry meters) {
        this.operator = operator;
        this.repository = repository;
        this.job = transcodeJob;
        this.jobs = jobs;
        this.steps = steps;
        this.runs = runs;
        this.scratch = scratch;
        this.meters = meters;
    }

    /** Known as running from here on; {@link #work} must follow. */
    Run begin(JobRow row) {
        var run = new Run(
                row.id(),
                row.video(),
                row.generation(),
                row.attempt(),
                row.priority(),
                row.fence(),
                scratch.folderOf(row.id(), row.fence()));
        runs.add(run);
        return run;
    }

    /** Returns when the run is over and its end is written down, as far as the database could be reached. */
    void work(Run run) {
        LOG.info("Job {} (video {}, generation {}) begins", run.jobId(), run.video(), run.generation());
        Timer.Sample sample = Timer.start(meters);
        try {
            JobExecution execution = launch(run);
            settle(run, execution);
        } catch (FenceLost e) {
            LOG.warn("{}: what this process did for it is dropped", e.getMessage());
        } catch (DataAccessException | TransactionException e) {
            // The lease ends by itself, and whoever reaches the database then goes on.
            LOG.error("Job {} ends here without a database", run.jobId(), e);
        } catch (JobExecutionException | RuntimeException e) {
            LOG.error("Job {} could not be run", run.jobId(), e);
            failed(
                    run,
                    new TranscodeFailure(FailureKind.INTERNAL, "The job could not be run: " + e.getMessage(), e),
                    false);
        } finally {
            steps.forget(run);
            scratch.clear(run);
            runs.remove(run);
            sample.stop(meters.timer("fovea.transcode.run", "end", endOf(run)));
        }
    }

    private static String endOf(Run run) {
        return run.failure()
                .map(failure -> "failure_" + failure.kind())
                .orElseGet(() -> run.stopped().map(Run.Stop::name).orElse("done"))
                .toLowerCase(Locale.ROOT);
    }

    private JobExecution launch(Run run) throws JobExecutionException {
        List<JobExecution> earlier = executionsOf(run.jobId());
        if (earlier.isEmpty()) {
            return runs.launch(run, () -> operator.start(job, parametersOf(run.jobId())));
        }
        earlier.forEach(this::close); // Batch starts nothing beside an open one, however old
        return runs.launch(run, () -> operator.restart(earlier.getFirst()));
    }

    /** The newest first. */
    private List<JobExecution> executionsOf(UUID jobId) {
        JobInstance instance = repository.getJobInstance(TranscodeJobConfiguration.JOB, parametersOf(jobId));
        return instance == null ? List.of() : repository.getJobExecutions(instance);
    }

    private static JobParameters parametersOf(UUID jobId) {
        return new JobParametersBuilder()
                .addString(Runs.JOB_ID, jobId.toString())
                .toJobParameters();
    }

    /** Ends what dead processes left open in Batch's journal. Only for jobs whose fence was raised before. */
    void recover(UUID jobId) {
        executionsOf(jobId).forEach(this::close);
    }

    private void close(JobExecution execution) {
        if (execution.getStatus() == BatchStatus.UNKNOWN) {
            execution.setStatus(BatchStatus.FAILED);
            execution.setEndTime(LocalDateTime.now());
            repository.update(execution);
        }
        if (execution.isRunning()
                || execution.getStatus().isRunning()
                || execution.getStatus() == BatchStatus.STOPPING) {
            LOG.info("Batch execution {} was left open and is recovered", execution.getId());
            operator.recover(execution);
        }
        // A step's end may be missing where the job's own is known: the database was away between the two.
        for (StepExecution step : execution.getStepExecutions()) {
            if (step.getStatus() == BatchStatus.UNKNOWN
                    || step.getStatus().isRunning()
                    || step.getStatus() == BatchStatus.STOPPING) {
                step.setStatus(BatchStatus.FAILED);
                step.setEndTime(LocalDateTime.now());
                repository.update(step);
            }
        }
    }

    private void settle(Run run, JobExecution execution) {
        if (execution.getStatus() == BatchStatus.UNKNOWN) {
            // Another has ended it meanwhile, and this process has written over that: nobody else looks at it again.
            Optional.ofNullable(repository.getJobExecution(execution.getId())).ifPresent(this::close);
        }
        if (execution.getStatus() == BatchStatus.COMPLETED) {
            jobs.release(run, JobState.COMPLETED);
            LOG.info("Job {} is complete", run.jobId());
            return;
        }
        Run.Stop stop = run.stopped().orElse(Run.Stop.FAILURE);
        switch (stop) {
            case PEOPLE -> jobs.release(run, JobState.STOPPED);
            case SHUTDOWN, BYTES, REPAIR -> jobs.release(run, JobState.QUEUED);
            case LOST -> LOG.warn("Job {} has another owner now", run.jobId());
            case FAILURE -> failed(run, run.failure().orElseGet(() -> unexpected(execution)), run.hasFailedForGood());
        }
    }

    private void failed(Run run, TranscodeFailure failure, boolean forGood) {
        try {
            LOG.warn("Job {} failed: {} {}", run.jobId(), failure.kind(), failure.reason());
            jobs.failed(run, failure, forGood);
        } catch (FenceLost e) {
            LOG.warn("{}: its failure here is dropped", e.getMessage());
        }
    }

    /** A failure that no step foresaw. A database that cannot be reached passes; anything else is ours. */
    private static TranscodeFailure unexpected(JobExecution execution) {
        for (Throwable failure : execution.getAllFailureExceptions()) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof FenceLost lost) {
                    throw lost;
                }
                if (cause instanceof DataAccessException || cause instanceof TransactionException) {
                    return new TranscodeFailure(
                            FailureKind.TRANSIENT, "The database could not be used: " + cause.getMessage(), failure);
                }
            }
        }
        Throwable first =
                execution.getAllFailureExceptions().stream().findFirst().orElse(null);
        String what = first == null ? "without a reason" : first.toString();
        return new TranscodeFailure(FailureKind.INTERNAL, "The job ended unexpectedly: " + what);
    }
}
