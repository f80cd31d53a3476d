package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.id.VideoId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A worker is killed in the middle of its work, and the next one goes on: the same film, byte for byte, and no more than
 * a unit a slot done twice.
 */
class CrashIT extends WorkerProcesses {

    private static final int SLOTS = 2;

    private Process start() throws IOException {
        return start(
                "work",
                Map.of(),
                "--fovea.transcode.slots=" + SLOTS,
                "--fovea.transcode.av1=true",
                "--fovea.transcode.per-title.enabled=true",
                "--fovea.transcode.per-title.quality=25",
                "--fovea.transcode.per-title.duration-min=1s");
    }

    @Test
    void theNextWorkerGoesOnToTheSameBytes() throws Exception {
        Process worker = start();
        // The larger of its renditions is passed through, the other as coarse as it may be; both are there in AV1 too.
        Path clip = TestFfmpeg.clip(
                home,
                "clip.mp4",
                Duration.ofSeconds(40),
                "640x360",
                "24",
                "-g",
                "48",
                "-sc_threshold",
                "0",
                "-crf",
                "44");
        VideoId killed = upload(clip);
        await().atMost(WITHIN).until(() -> count(killed, "ACCEPTED") >= 1 && isEncoding(killed));
        worker.destroyForcibly().waitFor();
        await().atMost(WITHIN).until(() -> encoders().isEmpty());
        int doneBefore = count(killed, "ACCEPTED");
        assertThat(stateOf(killed)).isEqualTo("RUNNING");
        assertThat(doneBefore).isLessThan(count(killed, "%"));

        worker = start();
        // Somebody also kills an encoder under the living worker.
        await().atMost(WITHIN)
                .until(() -> isEncoding(killed)
                        && encoders().stream()
                                .findFirst()
                                .map(ProcessHandle::destroyForcibly)
                                .orElse(false));
        await().atMost(WITHIN).until(() -> stateOf(killed).equals("COMPLETED"));

        int units = count(killed, "%");
        assertThat(attempts(killed)).isBetween(units + 1, units + SLOTS + 1);

        VideoId undisturbed = upload(clip);
        await().atMost(WITHIN).until(() -> stateOf(undisturbed).equals("COMPLETED"));
        assertThat(manifestOf(killed)).isEqualTo(manifestOf(undisturbed));
        assertThat(rows.sql("select distinct plan -> 'passThrough' ->> 'delayFrames' from transcode.job")
                        .query(String.class)
                        .list())
                .containsExactly("1");
        assertThat(rows.sql("select distinct (plan -> 'crfs' ->> '240p')::int from transcode.job")
                        .query(Integer.class)
                        .list())
                .singleElement()
                .satisfies(crf -> assertThat(crf).isGreaterThan(23));
        assertThat(openExecutions()).isZero();

        // Asked to end, it ends, and leaves nothing behind.
        worker.destroy();
        assertThat(worker.waitFor(WITHIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(encoders()).isEmpty();
        try (var left = Files.walk(home.resolve("work/scratch"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
