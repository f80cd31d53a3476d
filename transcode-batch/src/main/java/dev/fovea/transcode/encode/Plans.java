package dev.fovea.transcode.encode;

import java.util.List;
import java.util.Map;
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

    /** What was copied of the source is encoded from here on, and with it every span begins anew. */
    @Transactional
    public void encodeAll(Run run, String why) {
        fences.hold(run); // before it is read: only then it cannot change
        Plan plan = of(run);
        if (plan.copied().isPresent()) {
            write(run, plan.encodingAll(why));
            units.beginAnew(run);
        }
    }

    /** The plan and its units appear together. */
    @Transactional
    public void store(Run run, Plan plan, List<Unit> planned) {
        write(run, plan);
        units.replace(run, planned);
    }

    /** The same for a source that still arrives. @param needs the first bytes that units need, by their index */
    @Transactional
    public void store(Run run, Plan plan, List<Unit> planned, Map<Integer, Long> needs) {
        store(run, plan, planned);
        units.need(run, needs);
    }

    /** Its units stay: the source is whole now, and what they read was its beginning. */
    @Transactional
    public void prove(Run run, Plan plan) {
        write(run, plan);
    }

    private void write(Run run, Plan plan) {
        fences.hold(run);
        database.sql("update transcode.job set plan = cast(? as jsonb) where id = ?")
                .param(Json.write(plan))
                .param(run.jobId())
                .update();
    }
}
