package dev.fovea.transcode.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.transcode.TranscodeContext;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.encode.JobAtWork;
import dev.fovea.transcode.encode.Run;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people ask of a job holds, whatever happens to the job at the same moment. */
class WishesIT extends TranscodeContext {

    private static final TranscodeFailure PASSING = new TranscodeFailure(FailureKind.TRANSIENT, "it may pass");

    @Autowired
    Jobs jobs;

    @Autowired
    JobRows jobRows;

    @Autowired
    JobRequests requests;

    @Autowired
    Arrivals arrivals;

    @Autowired
    JdbcClient database;

    private final VideoId video = new VideoId(Uuid7.next());

    @Test
    void aJobThatFailsWhileItStopsIsNotTriedAgain() {
        Run run = JobAtWork.of(database, video);
        assertThat(requests.stop(run.jobId())).isTrue();

        jobs.failed(run, PASSING, false);

        assertThat(stateOf(run)).isEqualTo(JobState.STOPPED);
    }

    /** Else nobody would take it, and nobody would take away what it made. */
    @Test
    void aJobThatFailsWhenItsVideoIsDeletedComesToRest() {
        Run run = JobAtWork.of(database, video);
        assertThat(arrivals.deleted(video)).isTrue();

        jobs.failed(run, PASSING, false);

        assertThat(stateOf(run)).isEqualTo(JobState.STOPPED);
    }

    @Test
    void aJobThatFailedInsteadOfPausingGoesOnWhenItIsRestarted() {
        Run run = JobAtWork.of(database, video);
        assertThat(requests.pause(run.jobId())).isTrue();
        jobs.failed(run, PASSING, true);
        assertThat(stateOf(run)).isEqualTo(JobState.FAILED);

        assertThat(requests.restart(run.jobId())).isTrue();

        assertThat(jobRows.find(run.jobId()).orElseThrow().pausing()).isFalse();
    }

    private JobState stateOf(Run run) {
        return jobRows.find(run.jobId()).orElseThrow().state();
    }
}
