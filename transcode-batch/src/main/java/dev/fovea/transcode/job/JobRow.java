package dev.fovea.transcode.job;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.transcode.encode.Failure;
import dev.fovea.transcode.encode.Plan;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stands, without what grows with its length.
 *
 * @param durableBytes of a source that still arrives; null when it is whole
 * @param wantedBytes of it: with fewer there is nothing to do
 * @param deferral why there is nothing to do before it is whole; null when there may be
 */
record JobRow(
        UUID id,
        VideoId video,
        int generation,
        String sourceObject,
        String filename,
        @Nullable String title,
        long sizeBytes,
        @Nullable Long durableBytes,
        long wantedBytes,
        @Nullable String deferral,
        JobState state,
        int attempt,
        int tries,
        int priority,
        boolean pausing,
        long fence,
        @Nullable String owner,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant encodedAt,
        Instant movedAt,
        @Nullable Plan plan,
        @Nullable Failure failure,
        @Nullable String manifestHash,
        @Nullable Long storedBytes,
        boolean removed) {}
