package dev.fovea.moderation.review;

import dev.fovea.contracts.video.Verdict.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A verdict on record; only the newest on the present bytes stands. */
record PastVerdict(
        int generation,
        Outcome outcome,
        @Nullable String reason,
        boolean deleteStorage,
        String moderatorName,
        Instant at) {}
