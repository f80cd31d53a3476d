package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.UploadProgress;
import dev.fovea.platform.id.Uuid7;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A worker is killed while the file still arrives: in the middle of a span, and while it waits for bytes. The upload goes
 * on without it, and the next one goes on with what has arrived by then: to the bytes of an ordinary upload, each unit
 * accepted once and at most one a slot begun twice.
 */
class EarlyCrashIT extends WorkerProcesses {

    private static final int SLOTS = 2;
    /** Spans of 6, 12 and 24 seconds, and as unit 3 the rest, which waits for the file's end as the sound does. */
    private static final int EARLY_UNITS = 3;

    private final VideoId video = new VideoId(Uuid7.next());

    private Process start() throws IOException {
        return start("work", Map.of(), "--fovea.transcode.slots=" + SLOTS);
    }

    @Test
    void theNextWorkerGoesOnWithWhatHasArrivedByThen() throws Exception {
        Path clip = TestFfmpeg.clip(
                home, "clip.mp4", Duration.ofSeconds(60), "640x360", "24", "-crf", "36", "-movflags", "+faststart");
        byte[] bytes = Files.readAllBytes(clip);
        Process worker = start();
        arrive(bytes, 0.85);
        await().atMost(WITHIN).until(() -> count(video, "ACCEPTED") >= 1 && isEncoding(video));
        kill(worker);
        assertThat(count(video, "ACCEPTED")).isLessThan(EARLY_UNITS);

        arrive(bytes, 0.9);
        worker = start();
        await().atMost(WITHIN).until(() -> count(video, "ACCEPTED") == EARLY_UNITS);
        kill(worker);
        assertThat(count(video, "PENDING")).isEqualTo(2);

        arrive(bytes, 1);
        tellOfUpload(video);
        start();
        await().atMost(WITHIN).until(() -> stateOf(video).equals("COMPLETED"));
        int units = count(video, "%");
        assertThat(attempts(video)).isBetween(units, units + SLOTS);
        assertThat(attemptsThat("ACCEPTED")).isEqualTo(units);
        assertThat(attemptsThat("FAILED"))
                .as("nothing was read that had not arrived")
                .isZero();

        VideoId undisturbed = upload(clip);
        await().atMost(WITHIN).until(() -> stateOf(undisturbed).equals("COMPLETED"));
        assertThat(manifestOf(video)).isEqualTo(manifestOf(undisturbed));
        await().atMost(WITHIN).until(() -> openExecutions() == 0);
    }

    private void kill(Process worker) throws InterruptedException {
        worker.destroyForcibly().waitFor();
        await().atMost(WITHIN).until(() -> encoders().isEmpty());
    }

    /** So much is in the store now, and the transcode is told. */
    private void arrive(byte[] bytes, double share) throws Exception {
        Path file = sourceOf(video);
        Files.createDirectories(file.getParent());
        int before = Files.exists(file) ? (int) Files.size(file) : 0;
        int there = (int) (share * bytes.length);
        Files.write(
                file, Arrays.copyOfRange(bytes, before, there), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        tell(
                Topics.UPLOAD_PROGRESS,
                video,
                new UploadProgress(
                        video, 1, MediaLayout.source(video, 1), "clip.mp4", bytes.length, there, false, Instant.now()));
    }

    private int attemptsThat(String outcome) {
        return rows.sql("""
                        select count(*) from transcode.attempt a join transcode.job j on j.id = a.job_id
                        where video_id = ? and outcome = ?
                        """)
                .param(video.value())
                .param(outcome)
                .query(Integer.class)
                .single();
    }
}
