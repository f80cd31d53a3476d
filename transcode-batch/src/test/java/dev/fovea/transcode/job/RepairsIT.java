package dev.fovea.transcode.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.transcode.TranscodeContext;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.encode.JobAtWork;
import dev.fovea.transcode.encode.Json;
import dev.fovea.transcode.encode.Plans;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.SmallPlan;
import dev.fovea.transcode.encode.Unit;
import dev.fovea.transcode.encode.UnitRows;
import dev.fovea.transcode.encode.Units;
import dev.fovea.transcode.ffmpeg.FfmpegBuild;
import dev.fovea.transcode.verify.Blame;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A film whose pictures are partly copied, of which a unit is wrong for the last time. */
class RepairsIT extends TranscodeContext {

    private static final int PICTURES = 0;
    private static final int SOUND = 1;

    @Autowired
    Repairs repairs;

    @Autowired
    Plans plans;

    @Autowired
    Units units;

    @Autowired
    UnitRows rows;

    @Autowired
    JdbcClient database;

    @Autowired
    TranscodeProperties properties;

    private Run run;

    @BeforeEach
    void aFilmOfWhichAllIsAccepted() {
        run = JobAtWork.of(database, new VideoId(Uuid7.next()));
        database.sql("update transcode.job set plan = cast(? as jsonb) where id = ?")
                .param(Json.write(SmallPlan.copied(new FfmpegBuild("none", "none", "none"))))
                .param(run.jobId())
                .update();
        JobAtWork.accepted(
                database,
                units,
                run,
                List.of(
                        new Unit(PICTURES, Unit.Kind.VIDEO, 0, 288, 0, 2, null),
                        new Unit(SOUND, Unit.Kind.AUDIO, 0, 288, 0, 2, null)),
                properties.triesMax());
    }

    @Test
    void wrongPicturesCostTheCopy() {
        assertThatThrownBy(() -> redo(PICTURES)).isInstanceOf(JobInterruptedException.class);
        assertThat(plans.of(run).copied()).isEmpty();
        assertThat(rows.tally(run.jobId())).isEqualTo(new UnitRows.Tally(1, 0, 2));
    }

    @Test
    void wrongSoundCostsNoPictures() {
        assertThatThrownBy(() -> redo(SOUND)).isInstanceOf(TranscodeFailure.class);
        assertThat(plans.of(run).copied()).isPresent();
        assertThat(rows.tally(run.jobId())).isEqualTo(new UnitRows.Tally(1, 1, 2));
    }

    private void redo(int unit) throws TranscodeFailure, JobInterruptedException {
        repairs.redo(run, List.of(new Blame(unit, "rule", "detail", "told")), null, null);
    }
}
