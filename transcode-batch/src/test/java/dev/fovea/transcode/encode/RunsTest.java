package dev.fovea.transcode.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.platform.id.Uuid7;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.step.StepExecution;

/** Whose a step is, also when a job was lost and taken again by the same process. */
class RunsTest {

    private static final UUID JOB = Uuid7.next();

    private final Runs runs = new Runs();

    @Test
    void anExecutionStaysItsRunsWhenTheJobIsTakenAgain() {
        Run lost = run(1);
        runs.add(lost);
        JobExecution old = runs.launch(lost, () -> begun(7));
        Run next = run(2);
        runs.add(next);
        JobExecution anew = runs.launch(next, () -> begun(8));

        assertThat(runs.of(step(old))).isSameAs(lost);
        assertThat(runs.of(step(anew))).isSameAs(next);

        runs.remove(lost);
        assertThatThrownBy(() -> runs.of(step(old))).isInstanceOf(IllegalStateException.class);
        assertThat(runs.of(step(anew))).isSameAs(next);
        assertThat(runs.find(JOB)).hasValue(next);
    }

    @Test
    void anExecutionThatBeginsLateIsOfWhoeverLaunchedIt() {
        Run lost = run(1);
        runs.add(lost);
        runs.add(run(2));

        JobExecution late = runs.launch(lost, () -> begun(7));

        assertThat(runs.of(step(late))).isSameAs(lost);
    }

    /** As Batch does it: the first step begins on the launching thread. */
    private JobExecution begun(long id) {
        var parameters = new JobParametersBuilder()
                .addString(Runs.JOB_ID, JOB.toString())
                .toJobParameters();
        var execution = new JobExecution(id, new JobInstance(1, "transcode"), parameters);
        Run _ = runs.of(step(execution));
        return execution;
    }

    private static StepExecution step(JobExecution execution) {
        return new StepExecution(1, "probe", execution);
    }

    private static Run run(long fence) {
        return new Run(JOB, new VideoId(JOB), 1, 1, 0, fence, Path.of("unused"));
    }
}
