package dev.fovea.transcode.job;

import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.encode.Plan;
import dev.fovea.transcode.encode.Plans;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.Runs;
import dev.fovea.transcode.encode.Scratch;
import dev.fovea.transcode.encode.Worker;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Lanes of other workers' jobs that we run: with our slots, our copy of the source, and under their fence. */
@Component
class GuestLanes {

    private static final Logger LOG = LoggerFactory.getLogger(GuestLanes.class);

    private final JobRepository repository;
    private final Step lane;
    private final JobRows jobs;
    private final Plans plans;
    private final Runs runs;
    private final Scratch scratch;
    private final Worker self;
    private final Ffmpeg ffmpeg;
    private final MeterRegistry meters;
    private final boolean enabled;
    private volatile boolean draining;

    GuestLanes(
            JobRepository repository,
            @Qualifier("transcodeLaneStep") Step lane,
            JobRows jobs,
            Plans plans,
            Runs runs,
            Scratch scratch,
            Worker self,
            Ffmpeg ffmpeg,
            MeterRegistry meters,
            TranscodeProperties properties) {
        this.repository = repository;
        this.lane = lane;
        this.jobs = jobs;
        this.plans = plans;
        this.runs = runs;
        this.scratch = scratch;
        this.self = self;
        this.ffmpeg = ffmpeg;
        this.meters = meters;
        this.enabled = properties.enabled();
    }

    void draining(boolean now) {
        draining = now;
    }

    /** Returns at once. An offer that comes twice, late or to somebody else changes nothing. */
    void take(LaneOffer offer) {
        if (!enabled || !offer.to().equals(self.name())) {
            return;
        }
        Optional<String> refusal = refusal(offer);
        if (refusal.isPresent()) {
            LOG.info("Lanes of job {} are not taken: {}", offer.jobId(), refusal.get());
            meters.counter("fovea.transcode.lanes.refused").increment();
            offer.lanes().forEach(this::giveBack);
            return;
        }
        var run = new Run(
                offer.jobId(),
                offer.video(),
                offer.generation(),
                offer.attempt(),
                offer.priority(),
                offer.fence(),
                scratch.folderOf(offer.jobId(), offer.fence()));
        runs.join(offer.jobExecutionId(), run);
        LOG.info("{} lanes of job {} are taken", offer.lanes().size(), offer.jobId());
        var left = new AtomicInteger(offer.lanes().size());
        for (long id : offer.lanes()) {
            Thread.ofVirtual().name("guest-lane-" + id).start(() -> {
                try {
                    work(id);
                } finally {
                    if (left.decrementAndGet() == 0) {
                        scratch.clear(run);
                        runs.leave(offer.jobExecutionId());
                    }
                }
            });
        }
    }

    private Optional<String> refusal(LaneOffer offer) {
        if (draining) {
            return Optional.of("this worker is to take nothing more");
        }
        if (runs.isAnyOf(offer.jobId())) {
            return Optional.of("this worker is at it already");
        }
        JobRow job = jobs.find(offer.jobId()).orElse(null);
        if (job == null || job.state() != JobState.RUNNING || job.fence() != offer.fence()) {
            return Optional.of("the offer is outdated");
        }
        Plan plan = plans.find(offer.jobId()).orElse(null);
        if (plan == null || !plan.build().equals(ffmpeg.build())) {
            return Optional.of("it was begun by another FFmpeg or on another kind of CPU, and the parts would not fit");
        }
        if (plan.file().sizeBytes() > scratch.room()) {
            return Optional.of("there is no room for its source");
        }
        return Optional.empty();
    }

    private void work(long id) {
        try {
            StepExecution step = repository.getStepExecution(id);
            if (step != null && step.getStatus() == BatchStatus.STARTING) {
                lane.execute(step);
            }
        } catch (JobInterruptedException e) {
            LOG.debug("lane {} ends before its work is done", id, e);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("Lane {} ends without a database: {}", id, e.toString());
        }
    }

    private void giveBack(long id) {
        StepExecution step = repository.getStepExecution(id);
        if (step != null && step.getStatus() == BatchStatus.STARTING) {
            step.setStatus(BatchStatus.STOPPED);
            step.setEndTime(LocalDateTime.now());
            try {
                repository.update(step);
            } catch (OptimisticLockingFailureException e) {
                LOG.debug("lane {} was given up meanwhile", id, e);
            }
        }
    }
}
