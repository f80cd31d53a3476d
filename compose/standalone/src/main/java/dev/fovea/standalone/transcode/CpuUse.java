package dev.fovea.standalone.transcode;

import dev.fovea.standalone.chaos.Processes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The CPU time of a process and of all that it started, over time: also of what has ended, once it was waited for. */
final class CpuUse implements AutoCloseable {

    /** Each look goes through all processes of the machine: more often would take from what is measured. */
    private static final long SAMPLE_EVERY_MS = 250;

    private final long pid;
    private final List<Sample> samples = new CopyOnWriteArrayList<>();
    private final Thread sampler;

    /**
     * @param tree CPU seconds of all of it
     * @param own CPU seconds of the process itself
     */
    record Sample(Instant at, double tree, double own) {}

    CpuUse(long pid) {
        this.pid = pid;
        samples.add(sample(pid));
        this.sampler = Thread.ofPlatform().daemon().name("cpu-use").start(this::sampleOn);
    }

    /** Of this process, what its ended children took. */
    static double ofEndedChildren() {
        return Processes.cpuSeconds(ProcessHandle.current()).ended();
    }

    /** As it was then: between two samples on a straight line, before the first or after the last as there. */
    Sample at(Instant time) {
        Sample before = samples.getFirst();
        for (Sample after : samples) {
            if (after.at().isAfter(time)) {
                return before.at().isAfter(time) ? before : between(before, after, time);
            }
            before = after;
        }
        return before;
    }

    private static Sample between(Sample before, Sample after, Instant time) {
        double share = (double) before.at().until(time, ChronoUnit.MICROS)
                / before.at().until(after.at(), ChronoUnit.MICROS);
        return new Sample(
                time,
                before.tree() + share * (after.tree() - before.tree()),
                before.own() + share * (after.own() - before.own()));
    }

    private void sampleOn() {
        try {
            while (true) {
                Thread.sleep(SAMPLE_EVERY_MS);
                samples.add(sample(pid));
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private static Sample sample(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        double own = Processes.cpuSeconds(process).own();
        double tree = Stream.concat(Stream.of(process), process.descendants())
                .map(Processes::cpuSeconds)
                .mapToDouble(cpu -> cpu.own() + cpu.ended())
                .sum();
        return new Sample(Instant.now(), tree, own);
    }

    @Override
    public void close() throws InterruptedException {
        sampler.interrupt();
        sampler.join();
    }
}
