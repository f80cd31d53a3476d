package dev.fovea.standalone.transcode;

import dev.fovea.standalone.StartFailure;
import dev.fovea.standalone.chaos.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two films by one worker, and by two of them, in turns: what a second machine adds. Each worker is one of a single core:
 * unbound, the ffmpeg of one slot would use two cores already. The second is told to drain while the first works alone, so
 * that both know their work as well each time. Postgres and Kafka run on whatever core is free.
 */
final class TwoWorkers {

    private final House house;
    private final TranscodeJournal journal;
    private final Turnaround turnaround;
    private final Duration lease;

    TwoWorkers(House house, TranscodeJournal journal, Turnaround turnaround, Duration lease) {
        this.house = house;
        this.journal = journal;
        this.turnaround = turnaround;
        this.lease = lease;
    }

    /**
     * @param aloneSeconds of two films, by one worker
     * @param togetherSeconds of the same, by two
     * @param oneFilmSeconds of one film that two share
     */
    record Together(double aloneSeconds, double togetherSeconds, double oneFilmSeconds) {

        double speedup() {
            return aloneSeconds / togetherSeconds;
        }

        /** Of one film whose spans two workers share: packaging and verifying it are one's work. */
        double oneFilmSpeedup() {
            return aloneSeconds / 2 / oneFilmSeconds;
        }
    }

    /** No other worker is at work. */
    List<Together> race(Path film, Path warmUp, int rounds) throws Exception {
        List<Integer> cores = Processes.cores();
        if (cores.size() < 2) {
            throw new StartFailure("two workers of a core each need two cores");
        }
        journal.stopOpenJobs();
        worker("one-core-1", cores.get(0)).process().start();
        TranscodeWorker second = worker("one-core-2", cores.get(1));
        second.process().start();
        turnaround.seconds(List.of(warmUp, warmUp));
        var told = new ArrayList<Together>();
        for (int round = 1; round <= rounds; round++) {
            journal.drain(second.registeredName(), true);
            double alone = withoutHelpOf(second, List.of(film, film));
            journal.drain(second.registeredName(), false);
            told.add(new Together(alone, turnaround.seconds(List.of(film, film)), turnaround.seconds(List.of(film))));
        }
        return told;
    }

    private TranscodeWorker worker(String name, int core) throws IOException {
        return new TranscodeWorker(
                house, name, new TranscodeWorker.Work(1, 1, lease, false, Optional.of(core)), Optional.empty());
    }

    private double withoutHelpOf(TranscodeWorker other, List<Path> films) throws Exception {
        Instant begin = Instant.now();
        double seconds = turnaround.seconds(films);
        if (journal.since(begin).stream().anyMatch(entry -> entry.session().equals(other.session()))) {
            throw new IOException("the second worker worked while the first was to be alone");
        }
        return seconds;
    }
}
