package dev.fovea.transcode.encode;

import dev.fovea.transcode.fault.Faults;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Whether a run still owns its job. */
@Component
public class Fences {

    private final JdbcClient database;

    Fences(JdbcClient database) {
        this.database = database;
    }

    /**
     * Locks the job's row for the surrounding transaction, which may then write for the job.
     *
     * @throws FenceLost when the run no longer owns it
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void hold(Run run) {
        long fence = database.sql("select fence from transcode.job where id = ? for update")
                .param(run.jobId())
                .query(Long.class)
                .optional()
                .orElse(-1L);
        if (fence != run.fence() && !Faults.has(Faults.Mutant.FENCING_OFF)) {
            run.stop(Run.Stop.LOST);
            throw new FenceLost(run.jobId(), run.fence());
        }
    }
}
