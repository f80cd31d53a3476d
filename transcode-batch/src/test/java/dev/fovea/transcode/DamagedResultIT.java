package dev.fovea.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A unit whose pictures are damaged is encoded once more, to the bytes of a job that nothing happened to. */
class DamagedResultIT extends TranscodeContext {

    @TempDir
    Path folder;

    @Autowired
    private JdbcClient database;

    /** It damages a picture in what it writes for the first two spans that it ever sees, as if it knew nothing of it. */
    @DynamicPropertySource
    static void ffmpegOnAFaultyMachine(DynamicPropertyRegistry properties) {
        Path faulty = TestFfmpeg.scripted("""
                '%1$s' "$@"
                code=$?
                cd '%2$s'
                for word; do
                    case "$word" in
                        */v00000-*/240p.mp4)
                            mkdir wrong 2>/dev/null && printf '%%0100d' 7 | dd of="$word" bs=1 seek=4000 conv=notrunc ;;
                        */v00001-*/240p.mp4)
                            mkdir lost 2>/dev/null && dd if=/dev/zero of="$word" bs=1 count=100 seek=4000 conv=notrunc ;;
                    esac
                done 2>/dev/null
                exit $code
                """);
        properties.add("fovea.transcode.ffmpeg.installed", faulty::toString);
        properties.add("fovea.transcode.decode-results", () -> true);
    }

    private List<String> failuresOf(VideoId video) {
        return database.sql("""
                        select a.reason from transcode.attempt a join transcode.job j on j.id = a.job_id
                        where j.video_id = ? and a.outcome = 'FAILED' order by a.index
                        """)
                .param(video.value())
                .query((row, _) -> String.valueOf(row.getString(1)))
                .list();
    }

    @Test
    void isEncodedOnceMore() throws Exception {
        Path clip = TestFfmpeg.clip(folder, "clip.mp4", Duration.ofSeconds(20), "426x240", "24");
        VideoId damaged = upload(clip);
        var ready = (Ready) outcomeOf(damaged);
        assertThat(failuresOf(damaged))
                .containsExactly(
                        "What was encoded from 00:00 on cannot be decoded without fault.",
                        "What was encoded from 00:06 on cannot be decoded without fault.");

        VideoId undisturbed = upload(clip);
        assertThat(((Ready) outcomeOf(undisturbed)).manifestHash()).isEqualTo(ready.manifestHash());
        assertThat(failuresOf(undisturbed)).isEmpty();
    }
}
