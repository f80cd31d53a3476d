package dev.fovea.transcode.job;

import dev.fovea.platform.outbox.Outbox;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.Runs;
import dev.fovea.transcode.encode.UnitRows;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.partition.PartitionHandler;
import org.springframework.batch.core.partition.StepExecutionSplitter;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A job's lanes: ours are threads, and while they work every other worker is asked for lanes over Kafka, also one that
 * comes in the middle. Nobody waits for an answer: our lanes end when no unit is left for anybody, and then the others'
 * have ended or are given up.
 */
final class SharedLanes implements PartitionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(SharedLanes.class);
    private static final Duration ASK_EVERY = Duration.ofSeconds(1);
    /** A worker that gave its lanes back may have had no room, or have been told to drain. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(10);

    private static final Duration OTHERS_END_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final PartitionHandler local;
    private final String stepName;
    private final Runs runs;
    private final UnitRows units;
    private final Workers workers;
    private final JobRepository repository;
    private final Outbox outbox;
    private final TransactionTemplate transaction;

    SharedLanes(
            PartitionHandler local,
            String stepName,
            Runs runs,
            UnitRows units,
            Workers workers,
            JobRepository repository,
            Outbox outbox,
            TransactionTemplate transaction) {
        this.local = local;
        this.stepName = stepName;
        this.runs = runs;
        this.units = units;
        this.workers = workers;
        this.repository = repository;
        this.outbox = outbox;
        this.transaction = transaction;
    }

    /** @return our own lanes: what the others did stands in the rows */
    @Override
    public Collection<StepExecution> handle(StepExecutionSplitter splitter, StepExecution encode) throws Exception {
        var asking = new Asking(runs.of(encode), encode.getJobExecutionId());
        Thread thread =
                Thread.ofVirtual().name("lanes-of-" + asking.run.jobId()).start(asking::untilOver);
        try {
            return local.handle(splitter, encode);
        } finally {
            asking.over.countDown();
            thread.join();
            asking.giveUpTheRest();
        }
    }

    /** The lanes that one run has asked others for. */
    private final class Asking {

        private final Run run;
        private final long jobExecutionId;
        private final CountDownLatch over = new CountDownLatch(1);
        private final Map<String, Asked> asked = new HashMap<>();

        private record Asked(List<Long> lanes, Instant at) {}

        Asking(Run run, long jobExecutionId) {
            this.run = run;
            this.jobExecutionId = jobExecutionId;
        }

        void untilOver() {
            try {
                do {
                    try {
                        ask();
                    } catch (DataAccessException | TransactionException e) {
                        LOG.warn(
                                "Job {}: other workers could not be asked, trying again: {}",
                                run.jobId(),
                                e.toString());
                    }
                } while (!over.await(ASK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void ask() {
            List<Workers.Row> peers = workers.peers();
            Set<String> alive = peers.stream().map(Workers.Row::name).collect(Collectors.toSet());
            asked.entrySet().removeIf(before -> {
                boolean gone = !alive.contains(before.getKey());
                if (gone) {
                    before.getValue().lanes().forEach(SharedLanes.this::giveUp);
                }
                return gone;
            });
            for (Workers.Row peer : peers) {
                Asked before = asked.get(peer.name());
                boolean again = before == null
                        || before.at().plus(ASK_AGAIN_AFTER).isBefore(Instant.now())
                                && before.lanes().stream().noneMatch(SharedLanes.this::isOpen);
                if (again && peer.state() == Workers.State.ACTIVE && run.goesOn() && units.areLeft(run.jobId())) {
                    ask(peer);
                }
            }
        }

        private void ask(Workers.Row peer) {
            var lanes = new ArrayList<Long>();
            // A copy of its own: the one of our step changes under other threads.
            var execution = repository.getJobExecution(jobExecutionId);
            for (int lane = 0; execution != null && lane < peer.slots(); lane++) {
                lanes.add(repository
                        .createStepExecution("%s:%s-%d".formatted(stepName, peer.name(), lane), execution)
                        .getId());
            }
            asked.put(peer.name(), new Asked(lanes, Instant.now()));
            var offer = new LaneOffer(
                    peer.name(),
                    run.jobId(),
                    run.video(),
                    run.generation(),
                    run.attempt(),
                    run.priority(),
                    run.fence(),
                    jobExecutionId,
                    lanes);
            transaction.executeWithoutResult(_ -> outbox.publish(LaneOffer.TOPIC, peer.name(), offer));
            LOG.info("Job {}: {} lanes are offered to {}", run.jobId(), lanes.size(), peer.name());
        }

        /** No unit is left, or the run ends: they see that too, and end; one that is cut off does not. */
        void giveUpTheRest() throws InterruptedException {
            List<Long> lanes =
                    asked.values().stream().flatMap(it -> it.lanes().stream()).toList();
            long until = System.nanoTime() + OTHERS_END_WITHIN.toNanos();
            while (lanes.stream().anyMatch(SharedLanes.this::isOpen) && System.nanoTime() < until) {
                Thread.sleep(LOOK_EVERY);
            }
            lanes.forEach(SharedLanes.this::giveUp);
        }
    }

    private boolean isOpen(long lane) {
        StepExecution step = repository.getStepExecution(lane);
        return step != null && step.getStatus().isRunning();
    }

    private void giveUp(long lane) {
        StepExecution step = repository.getStepExecution(lane);
        if (step != null && step.getStatus().isRunning()) {
            step.setStatus(BatchStatus.FAILED);
            step.setEndTime(LocalDateTime.now());
            try {
                repository.update(step);
            } catch (OptimisticLockingFailureException e) {
                LOG.debug("lane {} has ended by itself", lane, e);
            }
        }
    }
}
