package dev.fovea.transcode.job;

import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.encode.Failure;
import dev.fovea.transcode.encode.Fences;
import dev.fovea.transcode.encode.Json;
import dev.fovea.transcode.encode.Plan;
import dev.fovea.transcode.encode.Plans;
import dev.fovea.transcode.encode.Run;
import dev.fovea.transcode.encode.Unit;
import dev.fovea.transcode.encode.UnitRows;
import dev.fovea.transcode.encode.Units;
import dev.fovea.transcode.verify.Blame;
import dev.fovea.transcode.verify.Report;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What becomes of units that were accepted and are not good enough after all: they go back to be made again, and with them
 * goes what was packaged of them, in one transaction. Nothing that is published is ever touched.
 */
@Component
class Repairs {

    private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);

    private final JdbcClient database;
    private final Fences fences;
    private final Units units;
    private final UnitRows rows;
    private final Plans plans;
    private final TransactionTemplate transaction;

    Repairs(
            JdbcClient database,
            Fences fences,
            Units units,
            UnitRows rows,
            Plans plans,
            TransactionTemplate transaction) {
        this.database = database;
        this.fences = fences;
        this.units = units;
        this.rows = rows;
        this.plans = plans;
        this.transaction = transaction;
    }

    /**
     * What was refused for what it is. Encoders give the same bytes for the same work, so the same may come again.
     *
     * @param manifest hash of all its objects
     * @param report that blames units for it
     */
    private record Refused(String manifest, List<Blame> blames, Report report) {}

    /**
     * Refuses without a look what was refused before, byte for byte: nothing would change but the time.
     *
     * @param manifest hash of all objects
     */
    void requireOther(Run run, String manifest) throws TranscodeFailure, JobInterruptedException {
        Optional<Refused> refused = database.sql(
                        "select refused from transcode.job where id = ? and refused is not null")
                .param(run.jobId())
                .query((row, _) -> Json.read(row.getString(1), Refused.class))
                .optional()
                .filter(before -> before.manifest().equals(manifest));
        if (refused.isPresent()) {
            redo(run, refused.get().blames(), refused.get().report(), null, true);
        }
    }

    /**
     * Puts these units back. The run ends, and the job goes on with encoding as soon as it is claimed again.
     *
     * @param report that blames them, if there is one; people see it until there is another
     * @param manifest hash of all objects that were judged; null when they are not what was made
     * @throws TranscodeFailure when there is no other try
     */
    void redo(Run run, List<Blame> blames, @Nullable Report report, @Nullable String manifest)
            throws TranscodeFailure, JobInterruptedException {
        redo(run, blames, report, manifest, false);
    }

    private void redo(
            Run run, List<Blame> blames, @Nullable Report report, @Nullable String manifest, boolean sameAgain)
            throws TranscodeFailure, JobInterruptedException {
        blames.forEach(blame -> LOG.warn("Job {} unit {} is refused: {}", run.jobId(), blame.unit(), blame.reason()));
        @Nullable
        TranscodeFailure end = transaction.execute(_ -> {
            fences.hold(run);
            forget(run, report, manifest == null || report == null ? null : new Refused(manifest, blames, report));
            Plan plan = plans.of(run);
            Map<Unit.Kind, TranscodeFailure> last = refuse(run, plan, blames, sameAgain);
            TranscodeFailure pictures = last.get(Unit.Kind.VIDEO);
            if (pictures != null && last.size() == 1 && plan.copied().isPresent()) { // a copy never costs a film
                plans.encodeAll(run, pictures.reason());
                return null;
            }
            return last.values().stream().findFirst().orElse(null);
        });
        if (end != null) {
            run.fail(end);
            throw end;
        }
        run.stop(Run.Stop.REPAIR);
        throw new JobInterruptedException("units are to be made again");
    }

    private void forget(Run run, @Nullable Report report, @Nullable Refused refused) {
        database.sql("""
                        update transcode.job
                        set packaged = null, encoded_at = null, verification = coalesce(cast(? as jsonb), verification),
                            refused = cast(? as jsonb), moved_at = now(), losses = 0
                        where id = ?
                        """)
                .param(report == null ? null : Json.write(report))
                .param(refused == null ? null : Json.write(refused))
                .param(run.jobId())
                .update();
    }

    /** @return why there is no other try of pictures, or of sound; of what is missing there is one */
    private Map<Unit.Kind, TranscodeFailure> refuse(Run run, Plan plan, List<Blame> blames, boolean sameAgain) {
        List<Unit> all =
                rows.rows(run.jobId(), false).stream().map(UnitRows.Row::unit).toList();
        Map<Unit.Kind, TranscodeFailure> last = new EnumMap<>(Unit.Kind.class);
        for (Blame blame : blames) {
            FailureKind kind = blame.isOfTheStore() ? FailureKind.RESOURCE : FailureKind.INTERNAL;
            OptionalInt failures = units.refuse(
                    run, blame.unit(), new Failure(kind, blame.reason(), null, null, List.of()), sameAgain);
            if (failures.isPresent()) {
                Unit unit = all.get(blame.unit());
                String what =
                        unit.kind() == Unit.Kind.AUDIO ? "The sound" : "The part from " + plan.timeOf(unit) + " on";
                String ending = sameAgain
                        ? "made again and came out the same, byte for byte, so another try would end the same."
                        : "made %d times, and not once was it right in the end.".formatted(failures.getAsInt());
                last.putIfAbsent(
                        unit.kind(),
                        new TranscodeFailure(kind, "%s was %s %s".formatted(what, ending, blame.reason())));
            }
        }
        return last;
    }
}
