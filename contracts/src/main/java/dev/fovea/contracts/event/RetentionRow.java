package dev.fovea.contracts.event;

import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import java.util.List;

/**
 * Which parts of the film one view played, and how often. Topic {@code retention-rows}; a later version replaces.
 *
 * @param played disjoint, ascending; {@code times} is 1 for a first watch and more for a re-watch
 */
public record RetentionRow(
        ViewId viewId,
        VideoId videoId,
        UserId viewerId,
        long viewStartedAt,
        long lastReceivedAt,
        long version,
        List<Played> played) {

    public RetentionRow {
        played = List.copyOf(played);
    }

    /** {@code [fromMs, toMs)} of the film was played {@code times} times. */
    public record Played(long fromMs, long toMs, int times) {}
}
