package dev.fovea.transcode.encode;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.scope.context.StepContext;
import org.springframework.batch.core.scope.context.StepSynchronizationManager;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.stereotype.Component;

/**
 * Reads the next free unit of the job's stored plan, in a slot. A lane ends when no unit is left that anybody may still
 * have to do: so a unit that fails elsewhere finds a lane.
 */
@Component
public class UnitClaims implements ItemReader<Claim> {

    private static final long LOOK_EVERY_MS = 200;
    /** An upload that brings nothing for so long may have stopped for hours. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Runs runs;
    private final Units units;
    private final UnitRows rows;
    private final Plans plans;
    private final EncoderSlots slots;
    private final Worker worker;

    UnitClaims(Runs runs, Units units, UnitRows rows, Plans plans, EncoderSlots slots, Worker worker) {
        this.runs = runs;
        this.units = units;
        this.rows = rows;
        this.plans = plans;
        this.slots = slots;
        this.worker = worker;
    }

    @Override
    public @Nullable Claim read() throws InterruptedException {
        StepContext step = StepSynchronizationManager.getContext();
        if (step == null) {
            throw new IllegalStateException("units are read by the lanes of a job");
        }
        Run run = runs.of(step.getStepExecution());
        Plan plan = plans.of(run);
        boolean grows = plan.file().sha256() == null;
        long movedAt = System.nanoTime();
        while (run.goesOn()) {
            UnitRows.Tally tally = rows.tally(run.jobId());
            if (tally.failed() > 0 || tally.isDone()) {
                return null;
            }
            if (grows && rows.waitForBytes(run.jobId())) {
                // No slot is held meanwhile, and nothing at all when the upload stands still.
                if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
                    units.restUntilMoreArrives(run);
                    run.stop(Run.Stop.BYTES);
                }
                Thread.sleep(LOOK_EVERY_MS);
                continue;
            }
            movedAt = System.nanoTime();
            run.remaining(plan, rows.framesLeft(run.jobId()));
            Optional<Claim> claim = claim(run);
            if (claim.isPresent()) {
                return claim.get();
            }
            Thread.sleep(LOOK_EVERY_MS); // others hold the rest; one of them may fail
        }
        return null;
    }

    private Optional<Claim> claim(Run run) throws InterruptedException {
        Optional<EncoderSlots.Slot> slot = slots.take(run);
        if (slot.isEmpty()) {
            return Optional.empty();
        }
        try {
            // The plan is read after the claim: one that changed before it is not worked by as it was.
            Optional<Claim> claim =
                    units.claim(run, worker.name()).map(claimed -> new Claim(run, plans.of(run), claimed, slot.get()));
            if (claim.isEmpty()) {
                slot.get().close();
            }
            return claim;
        } catch (RuntimeException e) {
            slot.get().close();
            throw e;
        }
    }
}
