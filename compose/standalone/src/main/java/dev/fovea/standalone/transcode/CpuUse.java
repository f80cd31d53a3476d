package dev.fovea.standalone.transcode;

import dev.fovea.standalone.chaos.Processes;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The CPU time of a process and of all that it started, over time: also of what has ended, once it was waited for. */
final class CpuUse implements AutoCloseable {

    private static final long SAMPLE_EVERY_MS = 50;

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

    /** The sample nearest to the time. */
    Sample at(Instant time) {
        return samples.stream()
                .min((a, b) -> Long.compare(distance(a, time), distance(b, time)))
                .orElseThrow();
    }

    private static long distance(Sample sample, Instant time) {
        return Math.abs(sample.at().toEpochMilli() - time.toEpochMilli());
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
