package dev.fovea.analytics.view;

import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import java.util.Comparator;

/**
 * What the signed view token says: who watches what, since when. All events of a view carry the same one; should they
 * ever differ, the smallest counts, so that the order of arrival never decides.
 */
public record Grant(long viewStartedAt, VideoId videoId, UserId viewerId) implements Comparable<Grant> {

    private static final Comparator<Grant> ORDER = Comparator.comparingLong(Grant::viewStartedAt)
            .thenComparing(grant -> grant.videoId().value())
            .thenComparing(grant -> grant.viewerId().value());

    static Grant of(PlayerEvent event) {
        return new Grant(event.viewStartedAt(), event.videoId(), event.viewerId());
    }

    @Override
    public int compareTo(Grant other) {
        return ORDER.compare(this, other);
    }
}
