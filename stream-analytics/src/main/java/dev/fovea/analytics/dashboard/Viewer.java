package dev.fovea.analytics.dashboard;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.ViewId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one person has seen of one video, all their views together.
 *
 * @param displayName null once the account is gone, as is {@code category}
 * @param uniqueMs length of the union of what they played, over all views
 * @param lastViewId their view of {@code lastWatchedAt}
 * @param completion uniqueMs to the video's duration, at most 1; null while that is not known
 */
record Viewer(
        UserId viewerId,
        @Nullable String displayName,
        @Nullable Category category,
        long views,
        long playedMs,
        long uniqueMs,
        @Nullable Double completion,
        Instant lastWatchedAt,
        ViewId lastViewId) {}
