package dev.fovea.transcode.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.transcode.TestFfmpeg;
import dev.fovea.transcode.TranscodeContext;
import dev.fovea.transcode.ffmpeg.FfmpegBuild;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Of an owner that was given up for dead, nothing is accepted any more; of many who reach for a unit, one gets it. */
class FenceIT extends TranscodeContext {

    private static final int CLAIMERS = 8;
    private static final int LOSSES_MAX = TestFfmpeg.DEFAULTS.lossesMax();

    @Autowired
    Units units;

    @Autowired
    UnitRows rows;

    @Autowired
    JdbcClient database;

    @Autowired
    UnitAcceptance acceptance;

    private final VideoId video = new VideoId(Uuid7.next());
    private Run run;
    private UUID jobId;

    @BeforeEach
    void aJobWithTwoUnits() {
        run = JobAtWork.of(database, video);
        jobId = run.jobId();
        units.replace(
                run,
                List.of(
                        new Unit(0, Unit.Kind.VIDEO, 0, 144, 0, 1, null),
                        new Unit(1, Unit.Kind.VIDEO, 144, 144, 1, 1, null)));
    }

    private Claim claim(Run by, String worker) throws InterruptedException {
        Units.Claimed claimed = units.claim(by, worker).orElseThrow();
        EncoderSlots.Slot slot = new EncoderSlots(TestFfmpeg.DEFAULTS).take(by).orElseThrow();
        return new Claim(by, SmallPlan.of(new FfmpegBuild("none", "none", "none")), claimed, slot);
    }

    @Test
    void aLateResultIsRefusedAfterItsLease() throws Exception {
        Claim frozen = claim(run, "frozen");
        database.sql("update transcode.unit set lease_until = now() - interval '1 second' where job_id = ? and"
                        + " index = 0")
                .param(jobId)
                .update();
        units.expire();
        assertThatThrownBy(() -> units.accept(frozen, List.of())).isInstanceOf(FenceLost.class);
        assertThat(units.heartbeat(frozen)).isFalse();

        Claim next = claim(run, "next");
        assertThat(next.unit()).isEqualTo(frozen.unit());
        assertThat(next.token()).isGreaterThan(frozen.token());
        assertThatThrownBy(() -> units.accept(frozen, List.of())).isInstanceOf(FenceLost.class);
        units.accept(next, List.of());
        assertThat(rows.tally(jobId).accepted()).isEqualTo(1);
    }

    /** The plan has changed, or the worker was silent for a moment: the job is still its own. */
    @Test
    void aUnitThatHasGoneIsDroppedAndTheRunGoesOn() throws Exception {
        Claim gone = claim(run, "slow");
        lose(gone);
        acceptance.write(Chunk.of(new EncodedUnit(gone, List.of(), List.of())));
        assertThat(rows.tally(jobId).accepted()).isZero();
        assertThat(run.stopped()).isEmpty();

        acceptance.write(Chunk.of(new EncodedUnit(claim(run, "slow"), List.of(), List.of())));
        assertThat(rows.tally(jobId).accepted()).isEqualTo(1);
    }

    @Test
    void anOwnerWhoseFenceWasRaisedNeitherClaimsNorAcceptsAndStops() throws Exception {
        Claim claimed = claim(run, "old");
        database.sql("update transcode.job set fence = fence + 1 where id = ?")
                .param(jobId)
                .update();
        assertThat(units.claim(run, "old")).isEmpty();
        assertThatThrownBy(() -> acceptance.write(Chunk.of(new EncodedUnit(claimed, List.of(), List.of()))))
                .isInstanceOf(FenceLost.class);
        assertThat(run.stopped()).hasValue(Run.Stop.LOST);
        assertThat(units.claim(new Run(jobId, video, 1, 1, 0, 2, Path.of("unused")), "new"))
                .isPresent();
    }

    @Test
    void aUnitThatKillsWhoeverHasItFailsAfterTheOthersAreTried() throws Exception {
        lose(claim(run, "first to die"));
        lose(claim(run, "second to die"));
        Claim other = claim(run, "lives");
        assertThat(other.unit().index()).isEqualTo(1);
        lost(LOSSES_MAX - 1);
        lose(claim(run, "last to die"));
        Failure failure = rows.failureOf(jobId).orElseThrow();
        assertThat(failure.kind()).isEqualTo(FailureKind.RESOURCE);
        assertThat(failure.reason()).contains(LOSSES_MAX + " times in a row");
        units.forgive(jobId);
        assertThat(units.claim(run, "another attempt")).isPresent();
        assertThat(rows.tally(jobId).failed()).isZero();
    }

    @Test
    void deathsCountSinceTheJobLastGotFurther() throws Exception {
        lose(claim(run, "first to die"));
        lose(claim(run, "second to die"));
        lost(LOSSES_MAX - 1);
        units.accept(claim(run, "lives"), List.of());
        lose(claim(run, "last to die"));
        assertThat(rows.tally(jobId).failed()).isZero();
        assertThat(units.claim(run, "goes on")).isPresent();
    }

    @Test
    void aJobThatKillsWhoeverHasItFailsForPeople() {
        database.sql("update transcode.job set losses = ?, lease_until = now() - interval '1 second' where id = ?")
                .param(LOSSES_MAX - 1)
                .param(jobId)
                .update();
        assertThat(outcomeOf(video)).isInstanceOfSatisfying(TranscodeEvent.Failed.class, failed -> {
            assertThat(failed.failure()).isEqualTo(FailureKind.RESOURCE);
            assertThat(failed.reason()).contains(LOSSES_MAX + " times in a row");
        });
    }

    /** Whoever had the first unit has died so often. */
    private void lost(int times) {
        database.sql("update transcode.unit set losses = ? where job_id = ? and index = 0")
                .param(times)
                .param(jobId)
                .update();
    }

    /** Its worker falls silent. */
    private void lose(Claim claim) {
        database.sql(
                        "update transcode.unit set lease_until = now() - interval '1 second' where job_id = ? and index = ?")
                .param(jobId)
                .param(claim.unit().index())
                .update();
        // The keeper of this context looks too.
        await().until(() -> {
            units.expire();
            return database.sql("select state from transcode.unit where job_id = ? and index = ?")
                    .param(jobId)
                    .param(claim.unit().index())
                    .query(String.class)
                    .single()
                    .matches("PENDING|FAILED");
        });
    }

    @Test
    void aUnitIsClaimedOnce() throws Exception {
        Callable<Integer> claimer = () -> units.claim(run, "any").isPresent() ? 1 : 0;
        int claimed = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var attempt : threads.invokeAll(Collections.nCopies(CLAIMERS, claimer))) {
                claimed += attempt.get();
            }
        }
        assertThat(claimed).isBetween(1, 2);
        assertThat(database.sql("select max(attempts) from transcode.unit where job_id = ?")
                        .param(jobId)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }
}
