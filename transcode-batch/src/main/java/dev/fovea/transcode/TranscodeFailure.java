package dev.fovea.transcode;

import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.transcode.ffmpeg.FfmpegFailed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a job cannot go on, and who must act: the kind decides whether it is tried again, the reason is a sentence for
 * people.
 */
public final class TranscodeFailure extends Exception {

    private final FailureKind kind;
    private final @Nullable FfmpegFailed run;

    public TranscodeFailure(FailureKind kind, String reason) {
        super(reason);
        this.kind = kind;
        this.run = null;
    }

    public TranscodeFailure(FailureKind kind, String reason, Throwable cause) {
        super(reason, cause);
        this.kind = kind;
        this.run = cause instanceof FfmpegFailed failed ? failed : null;
    }

    /** The source is at fault: trying again would end the same. */
    public static TranscodeFailure source(String reason) {
        return new TranscodeFailure(FailureKind.SOURCE, reason);
    }

    public FailureKind kind() {
        return kind;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }

    public @Nullable String command() {
        return run == null ? null : run.command();
    }

    public @Nullable Integer exitCode() {
        return run == null ? null : run.exitCode();
    }

    public List<String> logTail() {
        return run == null ? List.of() : run.logTail();
    }

    /** Whether another try may end better. */
    public boolean mayPass() {
        return kind != FailureKind.SOURCE;
    }
}
