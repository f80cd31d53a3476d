package dev.fovea.transcode.encode;

import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.transcode.TranscodeFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A failure as rows keep it and as the job page shows it. */
public record Failure(
        FailureKind kind,
        String reason,
        @Nullable String command,
        @Nullable Integer exitCode,
        List<String> logTail) {

    public Failure {
        logTail = List.copyOf(logTail);
    }

    /** Nobody is left to say more: whoever worked on it is dead, or cannot be reached. */
    public static Failure ofLosses(int times) {
        return new Failure(
                FailureKind.RESOURCE,
                "The workers that had it died or fell silent, %d times in a row without getting any further: it may need"
                                .formatted(times)
                        + " more memory than there is, or the file crashes what reads it.",
                null,
                null,
                List.of());
    }

    public static Failure of(TranscodeFailure failure) {
        return new Failure(failure.kind(), failure.reason(), failure.command(), failure.exitCode(), failure.logTail());
    }
}
