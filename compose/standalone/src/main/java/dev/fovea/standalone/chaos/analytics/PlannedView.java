package dev.fovea.standalone.chaos.analytics;

import java.util.List;
import java.util.UUID;

/**
 * A view and all that its player will ever send, each event once.
 *
 * @param startedAt the server's clock at its grant, as its token says
 * @param batches what is sent together, in the order of making; an event may stand in several
 */
record PlannedView(
        int number,
        UUID viewId,
        UUID videoId,
        UUID viewerId,
        long startedAt,
        String userAgent,
        String country,
        List<PlannedEvent> events,
        List<Batch> batches) {

    /** @param sentAt milliseconds on the traffic's own clock; what is sent earlier is offered earlier */
    record Batch(PlannedView view, long sentAt, List<PlannedEvent> events) {}
}
