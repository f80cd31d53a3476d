package dev.fovea.ingest.task;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Videos to be watched in an order, by everyone of a category or by some people or both.
 *
 * @param revision counts edits: the ETag
 */
record Task(
        UUID id,
        long revision,
        String title,
        String description,
        @Nullable Instant dueAt,
        @Nullable Category category,
        Set<UserId> people,
        List<VideoId> videos,
        UserId createdBy,
        String createdByName,
        Instant createdAt) {

    static final int VIDEOS_MAX = 100;
    static final int PEOPLE_MAX = 500;

    Task {
        people = Set.copyOf(people);
        videos = List.copyOf(videos);
        require(category != null || !people.isEmpty(), "a task is for a category or for people");
        require(!videos.isEmpty(), "a task has a video");
        require(videos.size() == Set.copyOf(videos).size(), "a video is in a task once");
    }

    boolean isFor(UserId person, Category theirs) {
        return category == theirs || people.contains(person);
    }
}
