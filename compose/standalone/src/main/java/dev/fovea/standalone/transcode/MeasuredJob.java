package dev.fovea.standalone.transcode;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.standalone.transcode.TranscodeJournal.Job;
import dev.fovea.standalone.transcode.TranscodeJournal.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A job that one worker did alone: what it took from a step to another, both included, in time and in CPU. */
final class MeasuredJob {

    private final VideoId video;
    private final UUID id;
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final CpuUse cpu;

    private MeasuredJob(VideoId video, UUID id, List<Step> steps, CpuUse cpu) {
        this.video = video;
        this.id = id;
        steps.forEach(step -> this.steps.put(step.name(), step));
        this.cpu = cpu;
    }

    /** Uploads the film. Returns when its job is complete. */
    static MeasuredJob of(House house, TranscodeJournal journal, TranscodeWorker worker, Path film) throws Exception {
        try (var cpu = new CpuUse(worker.process().pid())) {
            VideoId video = Uploads.upload(house, film);
            Job job = journal.awaitComplete(video);
            // It is complete with the step that publishes it, whose end Batch writes down a moment later.
            TranscodeJournal.await(
                    "end of publishing " + video,
                    () -> journal.steps(job.id()).stream()
                            .anyMatch(step -> step.name().equals("publish")));
            return new MeasuredJob(video, job.id(), journal.steps(job.id()), cpu);
        }
    }

    VideoId video() {
        return video;
    }

    UUID id() {
        return id;
    }

    Instant begin(String step) {
        return step(step).begin();
    }

    Instant end(String step) {
        return step(step).end();
    }

    /** Of the worker and all that it started. */
    double cpuSeconds(String from, String to) {
        return cpu.at(end(to)).tree() - cpu.at(begin(from)).tree();
    }

    /** Of the worker's JVM. */
    double ownCpuSeconds(String from, String to) {
        return cpu.at(end(to)).own() - cpu.at(begin(from)).own();
    }

    double seconds(String from, String to) {
        return seconds(begin(from), end(to));
    }

    static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1_000.0;
    }

    Map<String, Double> stepSeconds() {
        var seconds = new LinkedHashMap<String, Double>();
        steps.forEach((name, step) -> seconds.put(name, seconds(step.begin(), step.end())));
        return seconds;
    }

    private Step step(String name) {
        return Optional.ofNullable(steps.get(name))
                .orElseThrow(() -> new IllegalStateException("the job had no step " + name));
    }
}
