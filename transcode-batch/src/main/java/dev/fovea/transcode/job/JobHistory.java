package dev.fovea.transcode.job;

import dev.fovea.transcode.encode.Runs;
import dev.fovea.transcode.job.JobView.StepView;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** What Batch's journal tells of a job's last execution. */
@Component
class JobHistory {

    /** Lanes are named after their step, a colon between. */
    private static final char LANE = ':';

    private final JobRepository repository;

    JobHistory(JobRepository repository) {
        this.repository = repository;
    }

    List<StepView> steps(UUID jobId) {
        JobInstance instance = repository.getJobInstance(
                TranscodeJobConfiguration.JOB,
                new JobParametersBuilder()
                        .addString(Runs.JOB_ID, jobId.toString())
                        .toJobParameters());
        JobExecution last = instance == null ? null : repository.getLastJobExecution(instance);
        return last == null
                ? List.of()
                : last.getStepExecutions().stream()
                        .filter(step -> step.getStepName().indexOf(LANE) < 0)
                        .sorted(Comparator.comparing(StepExecution::getId))
                        .map(step -> new StepView(
                                step.getStepName(),
                                step.getStatus().name(),
                                instant(step.getStartTime()),
                                instant(step.getEndTime())))
                        .toList();
    }

    /** Batch writes the time of this machine's zone. */
    private static @Nullable Instant instant(@Nullable LocalDateTime time) {
        return time == null ? null : time.atZone(ZoneId.systemDefault()).toInstant();
    }
}
