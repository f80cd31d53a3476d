package dev.fovea.analytics.view;

import dev.fovea.contracts.event.PlayerEvent;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import java.util.Comparator;

/** What the server itself says of an event: who watches what since when (from the signed token), on what, from where. */
public record Origin(long viewStartedAt, VideoId videoId, UserId viewerId, String device, String region)
        implements Comparable<Origin> {

    private static final Comparator<Origin> ORDER = Comparator.comparingLong(Origin::viewStartedAt)
            .thenComparing(origin -> origin.videoId().value())
            .thenComparing(origin -> origin.viewerId().value())
            .thenComparing(Origin::device)
            .thenComparing(Origin::region);

    static Origin of(PlayerEvent event) {
        return new Origin(event.viewStartedAt(), event.videoId(), event.viewerId(), event.device(), event.region());
    }

    @Override
    public int compareTo(Origin other) {
        return ORDER.compare(this, other);
    }
}
