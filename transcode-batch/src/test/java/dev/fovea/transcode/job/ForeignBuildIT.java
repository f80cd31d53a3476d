package dev.fovea.transcode.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.transcode.TranscodeContext;
import dev.fovea.transcode.encode.Json;
import dev.fovea.transcode.encode.Runs;
import dev.fovea.transcode.encode.SmallPlan;
import dev.fovea.transcode.encode.Worker;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.FfmpegBuild;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Units of two builds of FFmpeg do not fit together: a job is left to the workers of the build that began it. */
class ForeignBuildIT extends TranscodeContext {

    private static final FfmpegBuild OTHER = new FfmpegBuild("other", "other", "other");

    @TempDir
    Path folder;

    @Autowired
    Jobs jobs;

    @Autowired
    JobRequests requests;

    @Autowired
    JobRows jobRows;

    @Autowired
    Worker self;

    @Autowired
    Ffmpeg ffmpeg;

    @Autowired
    JobRepository journal;

    @Autowired
    JdbcClient rows;

    private VideoId video;
    private UUID job;

    @BeforeEach
    void aJobThatAnotherBuildHasBegun() throws Exception {
        video = upload(Files.writeString(folder.resolve("film.mp4"), "no film at all"));
        assertThat(outcomeOf(video)).isInstanceOf(TranscodeEvent.Failed.class);
        job = jobRows.find(video, 1).orElseThrow().id();
        rows.sql("update transcode.job set plan = cast(? as jsonb) where id = ?")
                .param(Json.write(SmallPlan.of(OTHER)))
                .param(job)
                .update();
    }

    @Test
    void itIsLeftToTheWorkersOfItsBuildWhileOneOfThemLives() {
        rows.sql("""
                        insert into transcode.worker (name, host, slots, build, started_at, beat_at)
                        values ('other', 'other', 1, cast(? as jsonb), now(), now() + interval '1 hour')
                        """).param(Json.write(OTHER)).update();
        assertThat(requests.restart(job)).isTrue();
        assertThat(jobs.claim(self.name(), ffmpeg.build(), Long.MAX_VALUE, false))
                .isEmpty();
        JobRow left = jobRows.find(job).orElseThrow();
        assertThat(left.state()).isEqualTo(JobState.QUEUED);

        rows.sql("delete from transcode.worker where name = 'other'").update();
        await().atMost(DONE_WITHIN)
                .until(() -> eventsOf(video).stream()
                        .anyMatch(event -> event instanceof TranscodeEvent.Failed && event.attempt() == 2));
        assertThat(jobRows.find(job).orElseThrow().fence()).isEqualTo(left.fence() + 1);
    }

    @Test
    void itsLanesAreNotTaken() throws Exception {
        var parameters = new JobParametersBuilder()
                .addString(Runs.JOB_ID, Uuid7.next().toString())
                .toJobParameters();
        JobInstance instance = journal.createJobInstance(TranscodeJobConfiguration.JOB, parameters);
        JobExecution execution = journal.createJobExecution(instance, parameters, new ExecutionContext());
        long lane = journal.createStepExecution("encodeLane:other-0", execution).getId();
        rows.sql("""
                        update transcode.job set state = 'RUNNING', owner = 'other', lease_until = now() + interval '1 hour'
                        where id = ?
                        """).param(job).update();
        long fence = jobRows.find(job).orElseThrow().fence();
        var offer = new LaneOffer(self.name(), job, video, 1, 1, 0, fence, execution.getId(), List.of(lane));
        transaction.executeWithoutResult(_ -> outbox.publish(LaneOffer.TOPIC, self.name(), offer));
        await().atMost(DONE_WITHIN)
                .until(() ->
                        Objects.requireNonNull(journal.getStepExecution(lane)).getStatus() == BatchStatus.STOPPED);
    }
}
