package dev.fovea.transcode.encode;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The stored plans. */
@Component
public class Plans {

    private final JdbcClient database;
    private final Fences fences;
    private final Units units;

    Plans(JdbcClient database, Fences fences, Units units) {
        this.database = database;
        this.fences = fences;
        this.units = units;
    }

    public Optional<Plan> find(UUID jobId) {
        return database.sql("select plan from transcode.job where id = ? and plan is not null")
                .param(jobId)
                .query((row, _) -> Json.read(row.getString(1), Plan.class))
                .optional();
    }

    /** @throws IllegalStateException when nothing is planned yet */
    public Plan of(Run run) {
        return find(run.jobId()).orElseThrow(() -> new IllegalStateException("job " + run.jobId() + " has no plan"));
    }

    /** The plan and its units appear together. */
    @Transactional
    public void store(Run run, Plan plan, List<Unit> planned) {
        fences.hold(run);
        database.sql("update transcode.job set plan = cast(? as jsonb) where id = ?")
                .param(Json.write(plan))
                .param(run.jobId())
                .update();
        units.replace(run, planned);
    }
}
