package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.platform.process.Signals;
import dev.fovea.platform.topic.TopicSerdes;
import dev.fovea.transcode.fault.Faults;
import dev.fovea.transcode.fault.Faults.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process dies exactly between two steps that belong together; and one that is only believed to be dead comes back. */
class CrashPointIT extends WorkerProcesses {

    private static final Duration LEASE = Duration.ofSeconds(3);

    private Path clip;

    @BeforeEach
    void makeClip() {
        clip = TestFfmpeg.clip(home, "clip.mp4", Duration.ofSeconds(12), "320x180", "24");
    }

    private Path faults() throws IOException {
        Path folder = Files.createDirectories(home.resolve("faults"));
        Files.writeString(folder.resolve(Faults.MARK), "");
        return folder;
    }

    private Process startToDieAt(Point point) throws IOException {
        Files.writeString(faults().resolve(point.name()), "");
        return start(Map.of(Faults.FOLDER, faults().toString()));
    }

    private Process start(Map<String, String> environment) throws IOException {
        return start(
                "work", environment, "--fovea.transcode.slots=1", "--fovea.transcode.lease=" + LEASE.toMillis() + "ms");
    }

    private static void awaitDeath(Process worker) throws InterruptedException {
        assertThat(worker.waitFor(WITHIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).isEqualTo(Faults.EXIT_CODE);
    }

    @Test
    void aDeathAtEachPointIsMendedByTheNextStart() throws Exception {
        Process worker = startToDieAt(Point.UPLOAD_TAKEN);
        VideoId video = upload(clip);
        awaitDeath(worker);
        assertThat(stateOf(video)).isIn("QUEUED", "RUNNING");

        awaitDeath(startToDieAt(Point.OBJECTS_STORED));
        assertThat(count(video, "ACCEPTED")).isZero();
        assertThat(objectsOf(video)).anyMatch(object -> object.contains("/s_00000-"));

        awaitDeath(startToDieAt(Point.UNIT_WRITTEN));
        assertThat(count(video, "ACCEPTED")).isZero();

        awaitDeath(startToDieAt(Point.UNIT_COMMITTED));
        assertThat(count(video, "ACCEPTED")).isEqualTo(1);
        assertThat(openExecutions()).isEqualTo(1);

        awaitDeath(startToDieAt(Point.PUBLISHED));
        assertThat(stateOf(video)).isEqualTo("COMPLETED");
        assertThat(rows.sql("select count(*) from platform.outbox where key = ?")
                        .param(video.toString())
                        .query(Integer.class)
                        .single())
                .as("the news of it waits for the next life")
                .isPositive();

        start(Map.of());
        assertThat(readyTold(video, WITHIN)).hasSize(1);
        await().atMost(WITHIN).until(() -> ownerOf(video).isEmpty());
        assertThat(rows.sql("select count(*) from transcode.job")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(openExecutions()).isZero();
        assertThat(attempts(video)).as("two units were lost").isEqualTo(count(video, "%") + 2);

        VideoId undisturbed = upload(clip);
        await().atMost(WITHIN).until(() -> stateOf(undisturbed).equals("COMPLETED"));
        assertThat(manifestOf(video)).isEqualTo(manifestOf(undisturbed));
        await().atMost(WITHIN).until(() -> objectsOf(video).equals(objectsOf(undisturbed)));
    }

    /** Frozen beyond its lease, it comes back and brings a result that somebody else has been asked for. */
    @Test
    void aZombiesResultIsRefused() throws Exception {
        Process zombie = start(Map.of());
        // Long enough not to be done before it is frozen.
        VideoId video = upload(TestFfmpeg.clip(home, "long.mp4", Duration.ofSeconds(40), "320x180", "24"));
        await().atMost(WITHIN).until(() -> isEncoding(video));
        String zombiesName = ownerOf(video);
        Signals.send("STOP", zombie.pid());
        OffsetDateTime frozenAt =
                rows.sql("select now()").query(OffsetDateTime.class).single();

        start("other", Map.of(), "--fovea.transcode.slots=1", "--fovea.transcode.lease=" + LEASE.toMillis() + "ms");
        await().atMost(WITHIN)
                .until(() -> !List.of("", zombiesName).contains(ownerOf(video)) && count(video, "CLAIMED") >= 1);
        Signals.send("CONT", zombie.pid());

        await().atMost(WITHIN).until(() -> stateOf(video).equals("COMPLETED"));
        await().atMost(WITHIN)
                .until(() -> Files.readString(logOf("work"))
                        .matches("(?s).*Job %s.*(another owner|dropped).*".formatted(jobOf(video))));
        assertThat(zombie.isAlive()).isTrue();
        await().atMost(WITHIN).until(() -> openExecutions() == 0);
        // It may take lanes of the new owner by now; what it had before is not accepted.
        assertThat(rows.sql("""
                        select count(*) from transcode.attempt a join transcode.job j on j.id = a.job_id
                        where video_id = ? and worker = ? and a.started_at < ? and a.ended_at > ? and outcome = 'ACCEPTED'
                        """)
                        .param(video.value())
                        .param(zombiesName)
                        .param(frozenAt)
                        .param(frozenAt)
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(readyTold(video, WITHIN)).hasSize(1);
    }

    private String jobOf(VideoId video) {
        return rows.sql("select id from transcode.job where video_id = ?")
                .param(video.value())
                .query(String.class)
                .single();
    }

    private List<String> objectsOf(VideoId video) throws IOException {
        Path folder = home.resolve("media").resolve(MediaLayout.generation(video, 1));
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> "/" + folder.relativize(file))
                    .sorted()
                    .toList();
        }
    }

    /** What has been told of the end of a video's job, from the topic's beginning. */
    private List<TranscodeEvent> readyTold(VideoId video, Duration within) {
        var told = new ArrayList<TranscodeEvent>();
        try (var consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.getBrokersAsString(),
                        "auto.offset.reset",
                        "earliest",
                        "group.id",
                        "look-" + System.nanoTime()),
                new StringDeserializer(),
                TopicSerdes.deserializer(Topics.TRANSCODES))) {
            consumer.subscribe(List.of(Topics.TRANSCODES.name()));
            long until = System.nanoTime() + within.toNanos();
            while (told.isEmpty() && System.nanoTime() < until) {
                consumer.poll(Duration.ofSeconds(1)).forEach(message -> {
                    if (message.key().equals(video.toString())
                            && message.value() instanceof TranscodeEvent.Ready ready) {
                        told.add(ready);
                    }
                });
            }
        }
        return told;
    }
}
