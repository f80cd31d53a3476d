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

    public static Failure of(TranscodeFailure failure) {
        return new Failure(failure.kind(), failure.reason(), failure.command(), failure.exitCode(), failure.logTail());
    }
}
