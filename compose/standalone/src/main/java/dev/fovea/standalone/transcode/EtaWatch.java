package dev.fovea.standalone.transcode;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;

/** When a worker expects to be done, as its metrics tell over time; with one job at work that is the job's end. */
final class EtaWatch implements AutoCloseable {

    static final String EXPECTED_END = "fovea_transcode_expected_end_seconds";

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    /** Before, too little is done to foretell the rest from. */
    private static final double FROM = 0.1;

    private final TranscodeWorker worker;
    private final List<Foretold> foretold = new CopyOnWriteArrayList<>();
    private final Thread watcher;

    /** @param end in Unix seconds */
    private record Foretold(Instant at, double end) {}

    EtaWatch(TranscodeWorker worker) {
        this.worker = worker;
        this.watcher = Thread.ofPlatform().daemon().name("eta-watch").start(this::watch);
    }

    /** How wrong the worker was, each time after a tenth of the job, to the time that was really left. */
    List<Double> errors(Instant begin, Instant end) {
        Instant from = begin.plusMillis((long) (FROM * begin.until(end).toMillis()));
        return foretold.stream()
                .filter(word -> word.at().isAfter(from) && word.at().isBefore(end))
                .map(word -> Math.abs(word.end() - unixSeconds(end)) / (unixSeconds(end) - unixSeconds(word.at())))
                .toList();
    }

    private static double unixSeconds(Instant time) {
        return time.toEpochMilli() / 1_000.0;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                OptionalDouble end = worker.metric(EXPECTED_END);
                if (end.orElse(0) > 0) {
                    foretold.add(new Foretold(Instant.now(), end.getAsDouble()));
                }
            }
        } catch (InterruptedException e) {
            // closed
        } catch (IOException e) {
            System.out.println("the worker's metrics cannot be read: " + e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        watcher.interrupt();
        watcher.join();
    }
}
