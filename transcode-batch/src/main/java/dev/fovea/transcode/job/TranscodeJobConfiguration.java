package dev.fovea.transcode.job;

import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.platform.outbox.Outbox;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.encode.Claim;
import dev.fovea.transcode.encode.EncodedUnit;
import dev.fovea.transcode.encode.EncoderSlots;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.Runs;
import dev.fovea.transcode.encode.UnitAcceptance;
import dev.fovea.transcode.encode.UnitClaims;
import dev.fovea.transcode.encode.UnitEncoder;
import dev.fovea.transcode.encode.UnitRows;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.configuration.annotation.EnableBatchProcessing;
import org.springframework.batch.core.configuration.annotation.EnableJdbcJobRepository;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.PartitionHandler;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.partition.support.TaskExecutorPartitionHandler;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.ChunkOrientedStepBuilder;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The job, as Spring Batch runs it. Its steps hold no database transaction while FFmpeg works: each opens its own, short
 * ones, under the job's fence. Every step may be entered again after a restart; the rows say what is left to do.
 */
@Configuration(proxyBeanMethods = false)
@EnableBatchProcessing(taskExecutorRef = "transcodeJobExecutor", transactionManagerRef = "transcodeNoTransactions")
// The row of the job is claimed before Batch is asked, so its own creation needs no serializable isolation, which fails
// when several jobs start at once.
@EnableJdbcJobRepository(tablePrefix = "transcode.BATCH_", isolationLevelForCreate = Isolation.READ_COMMITTED)
class TranscodeJobConfiguration {

    static final String JOB = "transcode";

    /** The runner has a thread for each job already. */
    @Bean(defaultCandidate = false)
    TaskExecutor transcodeJobExecutor() {
        return new SyncTaskExecutor();
    }

    /**
     * Batch wraps the start of a job and each chunk in a transaction. The job runs within its start, and a chunk as long as
     * an encode: eight jobs at once held all connections of the pool, and everything else in the process waited.
     */
    @Bean(defaultCandidate = false)
    PlatformTransactionManager transcodeNoTransactions() {
        var none = new ResourcelessTransactionManager();
        // Synchronization would tie the first connection that is used within to its thread until the end.
        none.setTransactionSynchronization(AbstractPlatformTransactionManager.SYNCHRONIZATION_NEVER);
        return none;
    }

    @Bean
    Job transcodeJob(
            JobRepository jobs,
            @Qualifier("transcodeProbeStep") Step probe,
            @Qualifier("transcodePlanStep") Step plan,
            @Qualifier("transcodeEncodeStep") Step encode,
            @Qualifier("transcodePackageStep") Step packageHls,
            @Qualifier("transcodeVerifyStep") Step verify,
            @Qualifier("transcodePublishStep") Step publish) {
        return new JobBuilder(JOB, jobs)
                .start(probe)
                .next(plan)
                .next(encode)
                .next(packageHls)
                .next(verify)
                .next(publish)
                .build();
    }

    @Bean
    Step transcodeProbeStep(JobRepository jobs, Runs runs, JobSteps steps) {
        return step("probe", jobs, runs, steps::probe);
    }

    @Bean
    Step transcodePlanStep(JobRepository jobs, Runs runs, JobSteps steps) {
        return step("plan", jobs, runs, steps::plan);
    }

    /** Lanes share one stored plan: each claims the next free unit, so a restart encodes only what is missing. */
    @Bean
    Step transcodeEncodeStep(
            JobRepository jobs, @Qualifier("transcodeLaneHandler") PartitionHandler laneHandler, Runs runs) {
        return new StepBuilder("encode", jobs)
                .allowStartIfComplete(true)
                .listener(new StopsWithItsRun(runs))
                .partitioner("encodeLane", lanes())
                .partitionHandler(laneHandler)
                .build();
    }

    private static Partitioner lanes() {
        return lanes -> {
            Map<String, ExecutionContext> contexts = new TreeMap<>();
            for (int lane = 0; lane < lanes; lane++) {
                contexts.put("lane" + lane, new ExecutionContext());
            }
            return contexts;
        };
    }

    /** As many lanes as there are slots, here and at each other worker: more could not work at once. */
    @Bean
    PartitionHandler transcodeLaneHandler(
            @Qualifier("transcodeLaneStep") Step lane,
            EncoderSlots slots,
            Runs runs,
            UnitRows units,
            Workers workers,
            JobRepository repository,
            Outbox outbox,
            TransactionTemplate transaction) {
        var threads = new SimpleAsyncTaskExecutor("encode-lane-");
        threads.setVirtualThreads(true);
        var handler = new TaskExecutorPartitionHandler();
        handler.setStep(lane);
        handler.setTaskExecutor(threads);
        handler.setGridSize(slots.slots());
        return new SharedLanes(handler, lane.getName(), runs, units, workers, repository, outbox, transaction);
    }

    /** One unit a chunk: claimed, encoded, accepted by one fenced row update; the row is the checkpoint. */
    @Bean
    Step transcodeLaneStep(
            JobRepository jobs,
            UnitClaims claims,
            UnitEncoder encoder,
            UnitAcceptance acceptance,
            Runs runs,
            @Qualifier("transcodeNoTransactions") PlatformTransactionManager none) {
        return new ChunkOrientedStepBuilder<Claim, EncodedUnit>("encodeLane", jobs, 1)
                .transactionManager(none)
                .reader(claims)
                .processor(encoder)
                .writer(acceptance)
                .listener(new StopsWithItsRun(runs))
                .allowStartIfComplete(true)
                .build();
    }

    @Bean
    Step transcodePackageStep(JobRepository jobs, Runs runs, JobSteps steps) {
        return step("package", jobs, runs, steps::pack);
    }

    @Bean
    Step transcodeVerifyStep(JobRepository jobs, Runs runs, JobSteps steps) {
        return step("verify", jobs, runs, steps::verify);
    }

    @Bean
    Step transcodePublishStep(JobRepository jobs, Runs runs, JobSteps steps) {
        return step("publish", jobs, runs, steps::publish);
    }

    private interface Work {
        void of(Run run) throws TranscodeFailure, IOException, InterruptedException, JobInterruptedException;
    }

    private static Step step(String name, JobRepository jobs, Runs runs, Work work) {
        Tasklet tasklet = (_, context) -> {
            Run run = runs.of(context.getStepContext().getStepExecution());
            run.check();
            try {
                work.of(run);
            } catch (TranscodeFailure e) {
                run.interrupt(e);
                throw e;
            } catch (IOException e) {
                run.interrupt(new TranscodeFailure(
                        FailureKind.TRANSIENT,
                        "Reading or storing failed in the step %s: %s".formatted(name, e.getMessage()),
                        e));
                throw e;
            }
            return RepeatStatus.FINISHED;
        };
        // A tasklet cannot do without synchronization: it may hold one connection for each job in progress.
        PlatformTransactionManager none = new ResourcelessTransactionManager();
        return new StepBuilder(name, jobs)
                .allowStartIfComplete(true)
                .listener(new StopsWithItsRun(runs))
                .tasklet(tasklet, none)
                .build();
    }

    /** A stop of the run reaches the step at its next look. */
    private record StopsWithItsRun(Runs runs) implements StepExecutionListener {

        @Override
        public void beforeStep(StepExecution step) {
            runs.of(step).entered(step);
        }

        @Override
        public @Nullable ExitStatus afterStep(StepExecution step) {
            runs.of(step).left(step);
            return null;
        }
    }
}
