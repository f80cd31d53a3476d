package dev.fovea.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.id.ViewId;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one view, whole; a later row of the same view replaces it. Topic {@code view-rows}.
 *
 * @param version number of distinct sequences folded: the highest wins
 * @param playedMs media time advanced while playing; rewatching counts again
 * @param uniqueMs length of the union of played intervals
 * @param playheadMs where the player stood at the highest sequence
 * @param startupMs null when the view ended before its first frame
 * @param conflicts sequences that came with two payloads
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ViewRow(
        ViewId viewId,
        VideoId videoId,
        UserId viewerId,
        long viewStartedAt,
        long lastReceivedAt,
        long version,
        long playedMs,
        long uniqueMs,
        long playheadMs,
        boolean completed,
        @Nullable Long startupMs,
        int rebuffers,
        long rebufferMs,
        int seeks,
        int errors,
        int conflicts,
        String device,
        String region) {}
