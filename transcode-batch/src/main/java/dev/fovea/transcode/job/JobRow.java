package dev.fovea.transcode.job;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.transcode.encode.Failure;
import dev.fovea.transcode.encode.Plan;
import dev.fovea.transcode.hls.Packaged;
import dev.fovea.transcode.verify.Report;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job as it stands. */
record JobRow(
        UUID id,
        VideoId video,
        int generation,
        String sourceObject,
        String filename,
        long sizeBytes,
        JobState state,
        int attempt,
        int tries,
        int priority,
        long fence,
        @Nullable String owner,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Plan plan,
        @Nullable Packaged packaged,
        @Nullable Report verification,
        @Nullable Failure failure,
        @Nullable String manifestHash,
        @Nullable Long storedBytes,
        boolean removed) {}
