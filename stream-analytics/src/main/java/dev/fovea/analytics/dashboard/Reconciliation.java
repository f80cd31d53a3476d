package dev.fovea.analytics.dashboard;

import java.time.Instant;
import java.util.List;

/**
 * Whether what was accepted is what is stored.
 *
 * @param alert whether anything is missing
 * @param lag records that the sink has not come to yet
 * @param missing records between the ends of the log and of the sink, over the whole period, that are neither stored nor
 *     dead-lettered: by their places in Kafka, so exact whatever the clocks say
 */
record Reconciliation(Instant from, Instant to, boolean alert, long lag, long missing, List<Hour> hours) {

    /**
     * Hours of {@code receivedAt}.
     *
     * @param accepted answered with 202; a collector that was killed may not have told of its last second
     * @param inKafka records of {@code player-events}; more than accepted where Kafka stored a batch whose answer was 503
     * @param inClickHouse records stored
     * @param deadLettered records that the topology or the sink refused
     * @param late received more than 7 days after their view began; stored, and in no other figure
     * @param missing accepted, and neither stored nor dead-lettered; 0 while the hour is not settled
     * @param settled over for so long that the sink must have come to it
     */
    record Hour(
            Instant hour,
            long accepted,
            long inKafka,
            long inClickHouse,
            long deadLettered,
            long late,
            long missing,
            boolean settled) {}
}
