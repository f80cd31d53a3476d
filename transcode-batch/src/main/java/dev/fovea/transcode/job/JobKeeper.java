package dev.fovea.transcode.job;

import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.encode.Beats;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.Runs;
import dev.fovea.transcode.encode.Scratch;
import dev.fovea.transcode.encode.Units;
import dev.fovea.transcode.encode.Worker;
import dev.fovea.transcode.fault.Faults;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps the jobs going: takes waiting ones, keeps the leases of ours, and takes over those whose owner fell silent. On
 * shutdown it stops ours, and the next start goes on with them.
 */
@Component
class JobKeeper implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(JobKeeper.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);
    /** A database that does not answer holds them for longer. */
    private static final Duration THREADS_END_WITHIN = Duration.ofSeconds(5);

    private static final int BEATS_PER_LEASE = 4;

    private final Jobs jobs;
    private final Units units;
    private final Beats beats;
    private final Runs runs;
    private final JobRunner runner;
    private final Collector collector;
    private final Scratch scratch;
    private final Worker worker;
    private final Workers workers;
    private final GuestLanes guests;
    private final Ffmpeg ffmpeg;
    private final JobMetrics metrics;
    private final TranscodeProperties properties;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile boolean running;
    private volatile boolean beating;
    private volatile boolean draining;
    private @Nullable Thread keeper;
    private @Nullable Thread heart;

    JobKeeper(
            Jobs jobs,
            Units units,
            Beats beats,
            Runs runs,
            JobRunner runner,
            Collector collector,
            Scratch scratch,
            Worker worker,
            Workers workers,
            GuestLanes guests,
            Ffmpeg ffmpeg,
            JobMetrics metrics,
            TranscodeProperties properties) {
        this.jobs = jobs;
        this.units = units;
        this.beats = beats;
        this.runs = runs;
        this.runner = runner;
        this.collector = collector;
        this.scratch = scratch;
        this.worker = worker;
        this.workers = workers;
        this.guests = guests;
        this.ffmpeg = ffmpeg;
        this.metrics = metrics;
        this.properties = properties;
    }

    /** Something may be waiting: look now. */
    void wake() {
        if (wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }

    private void keep() {
        boolean first = true;
        while (running) {
            try {
                if (first) {
                    takeOwnBack();
                    first = false;
                }
                if (!Faults.has(Faults.Mutant.LEASE_OFF)) {
                    expire();
                }
                startWaiting();
                collector.collect();
                metrics.refresh();
            } catch (RuntimeException e) {
                LOG.warn("Jobs could not be looked after, trying again: {}", e.toString());
            }
            if (!paused()) {
                return;
            }
        }
    }

    private void expire() {
        recover(jobs.expire());
        int freed = units.expire();
        if (freed > 0) {
            LOG.info("{} units of silent workers are free again", freed);
        }
    }

    private boolean paused() {
        try {
            boolean _ = wakeUps.tryAcquire(properties.recoverEvery().toMillis(), TimeUnit.MILLISECONDS);
            wakeUps.drainPermits();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** This worker's name is ours alone: what is booked on it was an earlier life's, and need not wait for its lease. */
    private void takeOwnBack() {
        recover(jobs.expireOf(worker.name()));
        units.expireOf(worker.name());
    }

    private void recover(List<Jobs.Orphan> orphans) {
        for (Jobs.Orphan orphan : orphans) {
            runs.find(orphan.id()).ifPresent(run -> run.stop(Run.Stop.LOST));
            LOG.info("Job {} lost its owner and is {}", orphan.id(), orphan.state());
            runner.recover(orphan.id());
        }
    }

    private void startWaiting() {
        int jobsMax = properties.jobsMax();
        // Beyond the limit as many again, each of which overtakes all before it: a short film is not kept out by long
        // ones.
        while (running && !draining && runs.all().size() < 2 * jobsMax) {
            long room = scratch.room();
            Optional<JobRow> claimed =
                    jobs.claim(worker.name(), ffmpeg.build(), room, runs.all().size() >= jobsMax);
            if (claimed.isEmpty()) {
                return;
            }
            Run run = runner.begin(claimed.get());
            Thread.ofVirtual().name("job-" + run.jobId()).start(() -> {
                runner.work(run);
                wake();
            });
        }
    }

    private void beat() {
        boolean known = false;
        while (beating) {
            try {
                if (!known) {
                    workers.register();
                }
                for (Run run : runs.all()) {
                    jobs.beat(run).ifPresentOrElse(wish -> heed(run, wish), () -> run.stop(Run.Stop.LOST));
                }
                for (Run run : runs.joined()) {
                    jobs.watch(run).ifPresentOrElse(wish -> heed(run, wish), () -> run.stop(Run.Stop.LOST));
                }
                beats.beat();
                Optional<Boolean> asked = workers.beat();
                known = asked.isPresent();
                drain(asked.orElse(false) || !running);
            } catch (RuntimeException e) {
                LOG.warn("The leases could not be kept, trying again: {}", e.toString());
            }
            try {
                Thread.sleep(Math.min(1_000, properties.lease().toMillis() / BEATS_PER_LEASE));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** What is encoded here is finished; the rest goes to other workers. */
    private void drain(boolean now) {
        if (now != draining) {
            LOG.info(now ? "Draining: nothing more is taken" : "Work is taken again");
            draining = now;
            guests.draining(now);
        }
        if (now) {
            runs.all().forEach(run -> run.pause(Run.Stop.SHUTDOWN));
            runs.joined().forEach(run -> run.pause(Run.Stop.SHUTDOWN));
        }
    }

    private static void heed(Run run, Jobs.Wish wish) {
        run.prioritize(wish.priority());
        if (wish.state() == JobState.STOPPING) {
            run.stop(Run.Stop.PEOPLE);
        } else if (wish.pausing()) {
            run.pause(Run.Stop.PEOPLE);
        }
    }

    @Override
    public synchronized void start() {
        if (running || !properties.enabled()) {
            return;
        }
        Faults.requireChaosOrNone();
        running = true;
        beating = true;
        keeper = Thread.ofPlatform().name("transcode-keeper").start(this::keep);
        heart = Thread.ofPlatform().name("transcode-heart").start(this::beat);
    }

    @Override
    public synchronized void stop() {
        running = false;
        end(keeper);
        if (properties.drainWithin().isPositive()) {
            drain(true);
            awaitNoRuns(properties.drainWithin());
        }
        runs.all().forEach(run -> run.stop(Run.Stop.SHUTDOWN));
        runs.joined().forEach(run -> run.stop(Run.Stop.SHUTDOWN));
        awaitNoRuns(STOP_WITHIN);
        beating = false;
        end(heart);
        workers.leave(THREADS_END_WITHIN);
    }

    private void awaitNoRuns(Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        while (!(runs.all().isEmpty() && runs.joined().isEmpty()) && System.nanoTime() < until) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void end(@Nullable Thread thread) {
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(THREADS_END_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Started last, stopped first: everything that a run needs is still there. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 100;
    }
}
