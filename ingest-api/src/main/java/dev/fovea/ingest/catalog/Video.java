package dev.fovea.ingest.catalog;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.video.TranscodeEvent.Ready;
import dev.fovea.contracts.video.VideoChanged;
import java.time.Instant;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A video with all its generations.
 *
 * @param revision counts what people edited: the ETag
 * @param generations by number, never empty
 */
public record Video(
        VideoId id,
        UserId uploaderId,
        String uploaderName,
        String title,
        String description,
        Category category,
        long revision,
        Instant createdAt,
        Instant changedAt,
        NavigableMap<Integer, Generation> generations) {

    public Video {
        generations = Collections.unmodifiableNavigableMap(new TreeMap<>(generations));
    }

    public Generation newest() {
        return generations.lastEntry().getValue();
    }

    public Optional<Generation> generation(int number) {
        return Optional.ofNullable(generations.get(number));
    }

    /** What viewers see: it goes on until a newer one is approved. */
    public Optional<Generation> approved() {
        return generations.descendingMap().values().stream()
                .filter(Generation::isApproved)
                .findFirst();
    }

    Video with(Generation generation, Instant now) {
        var next = new TreeMap<>(generations);
        next.put(generation.number(), generation);
        return new Video(id, uploaderId, uploaderName, title, description, category, revision, createdAt, now, next);
    }

    Video without(int generation, Instant now) {
        var next = new TreeMap<>(generations);
        next.remove(generation);
        return new Video(id, uploaderId, uploaderName, title, description, category, revision, createdAt, now, next);
    }

    Video edited(@Nullable String newTitle, @Nullable String newDescription, Instant now) {
        return new Video(
                id,
                uploaderId,
                uploaderName,
                newTitle == null ? title : newTitle,
                newDescription == null ? description : newDescription,
                category,
                revision + 1,
                createdAt,
                now,
                generations);
    }

    VideoChanged announcement() {
        Generation newest = newest();
        Ready ready = newest.attempt().ready();
        return new VideoChanged(
                id,
                newest.number(),
                uploaderId,
                uploaderName,
                title,
                description,
                category,
                newest.status(),
                newest.statusReason(),
                ready == null ? null : ready.durationMs(),
                ready == null ? null : ready.manifestHash(),
                createdAt,
                changedAt);
    }
}
