package dev.fovea.standalone.transcode;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.standalone.StartFailure;
import dev.fovea.transcode.fault.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Workers that are never out of work: one film is brought to them again and again, and who died is started again. */
final class Crew {

    private static final int WORKERS = 2;
    private static final int SLOTS_EACH = 1;
    /** Encoders at once, of all of them. */
    static final int SLOTS = WORKERS * SLOTS_EACH;

    private static final int JOBS_AT_ONCE = 2;
    private static final long LOOK_EVERY_MS = 50;
    private static final int STARTS_MAX = 5;

    private final House house;
    private final TranscodeJournal journal;
    private final Path film;
    private final Duration lease;
    private final Duration unitMax;
    private final List<TranscodeWorker> workers = new ArrayList<>();
    private final List<VideoId> uploaded = new ArrayList<>();

    /** @param unitMax no unit of the film is encoded longer, on a machine that has much else to do */
    Crew(
            House house,
            TranscodeJournal journal,
            Path film,
            Duration lease,
            Duration unitMax,
            Optional<Faults.Mutant> mutant)
            throws IOException {
        this.house = house;
        this.journal = journal;
        this.film = film;
        this.lease = lease;
        this.unitMax = unitMax;
        for (int number = 1; number <= WORKERS; number++) {
            var work = new TranscodeWorker.Work(SLOTS_EACH, JOBS_AT_ONCE, lease, true);
            workers.add(new TranscodeWorker(house, "w" + number, work, mutant));
        }
    }

    List<TranscodeWorker> workers() {
        return Collections.unmodifiableList(workers);
    }

    /** In the order they were brought. */
    List<VideoId> uploaded() {
        return Collections.unmodifiableList(uploaded);
    }

    VideoId upload() throws Exception {
        VideoId video = Uploads.upload(house, film);
        uploaded.add(video);
        return video;
    }

    /** Some unit is being encoded when this returns, unless nothing moves any more. */
    void keepBusy() throws Exception {
        Instant deadline = Instant.now().plus(patience());
        while (journal.encoding().isEmpty() && Instant.now().isBefore(deadline)) {
            long open = journal.jobs().stream().filter(job -> !job.isOver()).count()
                    + uploaded.size()
                    - journal.jobs().size();
            if (open < JOBS_AT_ONCE) {
                upload();
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
    }

    /** Sessions whose worker has ended. */
    List<String> dead() {
        return workers.stream()
                .filter(worker -> !worker.process().isAlive())
                .map(TranscodeWorker::session)
                .toList();
    }

    /** What is measured is how the work goes on, not how fast a JVM starts: both workers are there before a kill. */
    void awaitUp() throws InterruptedException {
        for (TranscodeWorker worker : workers) {
            boolean up = false;
            for (int start = 1; !up; start++) {
                bringBack();
                try {
                    worker.process().awaitReady();
                    up = true;
                } catch (StartFailure e) {
                    if (start == STARTS_MAX) {
                        throw e;
                    }
                    System.out.println(worker.session() + " ended at its start and is started again");
                }
            }
        }
    }

    /** What is dead is started again. */
    void bringBack() {
        for (TranscodeWorker worker : workers) {
            if (!worker.process().isAlive()) {
                worker.process().launch();
            }
        }
    }

    /** Longer than anything that still moves may stand still. */
    Duration patience() {
        return lease.multipliedBy(2).plus(unitMax);
    }

    /** Waits as long as the journal grows. @param since it is looked at from then on */
    void awaitProgress(Instant since, Callable<Boolean> done) throws Exception {
        int entries = -1;
        Instant deadline = Instant.MAX;
        while (!done.call() && Instant.now().isBefore(deadline)) {
            int now = journal.since(since).size();
            if (now != entries) {
                entries = now;
                deadline = Instant.now().plus(patience());
            }
            Thread.sleep(100);
        }
    }
}
