package dev.fovea.transcode.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.transcode.TranscodeContext;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Batch lets two processes restart one instance at once; the claim of the job's row does not. */
class RestartRaceIT extends TranscodeContext {

    private static final int LAUNCHERS = 8;

    @Autowired
    Ffmpeg ffmpeg;

    @Autowired
    Jobs jobs;

    @Autowired
    JobRequests requests;

    @Autowired
    JobRows jobRows;

    @Autowired
    JobRunner runner;

    @Autowired
    JdbcClient database;

    @TempDir
    Path folder;

    /** A process that was given up for dead comes back and writes over what others wrote of its execution. */
    @Test
    void anOldExecutionLeftOpenKeepsNobodyFromStarting() throws Exception {
        UUID job = failedJob();
        for (int restarts = 1; restarts <= 2; restarts++) {
            database.sql("update transcode.batch_job_execution set status = 'UNKNOWN'" + of(job))
                    .update();
            database.sql("update transcode.batch_step_execution set status = 'STARTED'" + of(job))
                    .update();
            int executions = executions(job);
            assertThat(requests.restart(job)).isTrue();
            await().atMost(DONE_WITHIN).until(() -> executions(job) > executions && openExecutions(job) == 0);
            for (String table : List.of("batch_job_execution", "batch_step_execution")) {
                assertThat(count(
                                "select count(*) from transcode.%s%s and status <> 'FAILED'".formatted(table, of(job))))
                        .isZero();
            }
        }
    }

    @Test
    void ofManyWhoRestartOneInstanceOneRuns() throws Exception {
        UUID job = failedJob();
        int executions = executions(job);
        long fence = jobRows.find(job).orElseThrow().fence();

        // The keeper of this context is one launcher more.
        var over = new AtomicBoolean();
        var launchers = new ArrayList<Future<?>>();
        try (var threads = Executors.newFixedThreadPool(LAUNCHERS)) {
            for (int i = 0; i < LAUNCHERS; i++) {
                String name = "launcher-" + i;
                launchers.add(threads.submit(() -> {
                    while (!over.get()) {
                        jobs.claim(name, ffmpeg.build(), Long.MAX_VALUE, false)
                                .ifPresent(row -> runner.work(runner.begin(row)));
                    }
                }));
            }
            assertThat(requests.restart(job)).isTrue();
            await().atMost(DONE_WITHIN).until(() -> executions(job) > executions && openExecutions(job) == 0);
            over.set(true);
        }
        for (Future<?> launcher : launchers) {
            launcher.get();
        }
        assertThat(executions(job) - executions).isEqualTo(1);
        assertThat(jobRows.find(job).orElseThrow().fence() - fence).isEqualTo(1);
    }

    private UUID failedJob() throws Exception {
        VideoId video = upload(Files.writeString(folder.resolve("film.mp4"), "no film at all"));
        assertThat(outcomeOf(video)).isInstanceOf(TranscodeEvent.Failed.class);
        UUID job = jobRows.find(video, 1).orElseThrow().id();
        await().atMost(DONE_WITHIN).until(() -> openExecutions(job) == 0);
        return job;
    }

    private static String of(UUID job) {
        return " where job_execution_id in (select job_execution_id from transcode.batch_job_execution_params"
                + " where parameter_value = '%s')".formatted(job);
    }

    private int executions(UUID job) {
        return count("select count(*) from transcode.batch_job_execution" + of(job));
    }

    private int openExecutions(UUID job) {
        return count("select count(*) from transcode.batch_job_execution" + of(job) + " and end_time is null")
                + count("select count(*) from transcode.job where owner is not null and id = '%s'".formatted(job));
    }

    private int count(String query) {
        return database.sql(query).query(Integer.class).single();
    }
}
