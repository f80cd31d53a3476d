package dev.fovea.contracts.event;

import static dev.fovea.contracts.Require.require;

import java.util.UUID;

/**
 * What one collector has answered for events of one hour. Topic {@code collector-tallies}, keyed by collector and hour; a later
 * tally replaces. A collector that is killed may not have told of its last second.
 *
 * @param collectorId of the process, new at each start
 * @param hour its beginning, milliseconds since the epoch, of {@code receivedAt}
 * @param accepted events answered with 202, so acknowledged by Kafka
 * @param rejected events of those batches that were no events of ours
 */
public record CollectorTally(UUID collectorId, long hour, long accepted, long rejected) {

    public static final long HOUR_MS = 3_600_000;

    public CollectorTally {
        require(hour % HOUR_MS == 0, () -> "hour must be the beginning of one, was " + hour);
        require(accepted >= 0, () -> "accepted must not be negative, was " + accepted);
        require(rejected >= 0, () -> "rejected must not be negative, was " + rejected);
    }

    public String key() {
        return collectorId + "/" + hour;
    }
}
