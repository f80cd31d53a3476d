package dev.fovea.transcode.encode;

import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.contracts.video.TranscodeEvent.Accepted;
import dev.fovea.platform.outbox.Outbox;
import dev.fovea.transcode.fault.Faults;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Accepts an encoded unit: its row, under fence and token, and the news of it, in one transaction. One that has gone to
 * another meanwhile is dropped, and the run goes on as long as the job is its own.
 */
@Component
public class UnitAcceptance implements ItemWriter<EncodedUnit> {

    private static final Logger LOG = LoggerFactory.getLogger(UnitAcceptance.class);

    private final Units units;
    private final UnitRows rows;
    private final Beats beats;
    private final Outbox outbox;
    private final Clock clock;
    private final TransactionTemplate transaction;

    UnitAcceptance(
            Units units, UnitRows rows, Beats beats, Outbox outbox, Clock clock, TransactionTemplate transaction) {
        this.units = units;
        this.rows = rows;
        this.beats = beats;
        this.outbox = outbox;
        this.clock = clock;
        this.transaction = transaction;
    }

    @Override
    public void write(Chunk<? extends EncodedUnit> chunk) {
        for (EncodedUnit encoded : chunk) {
            Claim claim = encoded.claim();
            try {
                transaction.executeWithoutResult(_ -> {
                    accept(encoded);
                    Faults.at(Faults.Point.UNIT_WRITTEN);
                });
                Faults.at(Faults.Point.UNIT_COMMITTED);
            } catch (FenceLost e) {
                if (claim.run().stopped().isPresent()) {
                    throw e;
                }
                LOG.info(
                        "Job {} unit {} is another's by now: what was made of it here is dropped",
                        claim.run().jobId(),
                        claim.unit().index());
            } finally {
                beats.end(claim);
                claim.slot().close();
            }
        }
    }

    private void accept(EncodedUnit encoded) {
        Run run = encoded.claim().run();
        units.accept(encoded.claim(), encoded.parts());
        UnitRows.Tally tally = rows.tally(run.jobId());
        outbox.publish(
                Topics.TRANSCODES,
                run.video().toString(),
                new TranscodeEvent.Progress(
                        run.video(),
                        run.generation(),
                        run.attempt(),
                        clock.instant(),
                        tally.accepted(),
                        tally.total(),
                        new Accepted(
                                encoded.claim().unit().index(),
                                encoded.claim().plan().source().audio() != null,
                                encoded.preview())));
    }
}
