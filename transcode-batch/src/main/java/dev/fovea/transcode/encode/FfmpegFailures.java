package dev.fovea.transcode.encode;

import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.ffmpeg.FfmpegFailed;
import java.util.Optional;

/** Who must act on a failed FFmpeg. */
public final class FfmpegFailures {

    private FfmpegFailures() {}

    /** @param doing for people: "encoding from 00:06" */
    public static TranscodeFailure of(FfmpegFailed failed, String doing) {
        return switch (failed.end()) {
            case TIMEOUT -> // it may hang just because of what it complains of
                ofComplaint(failed, doing)
                        .orElseGet(() -> new TranscodeFailure(
                                FailureKind.RESOURCE, "FFmpeg took too long while " + doing + ".", failed));
            case SIGNAL ->
                new TranscodeFailure(
                        FailureKind.RESOURCE,
                        "FFmpeg was killed while %s: it met a limit on memory or time, or somebody ended it."
                                .formatted(doing),
                        failed);
            case CANCELLED ->
                new TranscodeFailure(FailureKind.TRANSIENT, "FFmpeg was stopped while " + doing + ".", failed);
            case EXIT -> ofComplaint(failed, doing).orElseGet(() -> ofExit(failed, doing));
        };
    }

    /** What the machine was short of, if that is in its log. */
    private static Optional<TranscodeFailure> ofComplaint(FfmpegFailed failed, String doing) {
        if (failed.tellsOfFullDisk()) {
            return Optional.of(
                    new TranscodeFailure(FailureKind.RESOURCE, "The disk was full while " + doing + ".", failed));
        }
        if (failed.tellsOfShortMemory()) {
            return Optional.of(
                    new TranscodeFailure(FailureKind.RESOURCE, "Memory was short while " + doing + ".", failed));
        }
        return Optional.empty();
    }

    private static TranscodeFailure ofExit(FfmpegFailed failed, String doing) {
        if (failed.tells(
                "Invalid data found when processing input",
                "Decoder not found",
                "Error while decoding",
                "Error submitting packet to decoder",
                "does not contain any stream",
                "matches no streams")) {
            return new TranscodeFailure(
                    FailureKind.SOURCE,
                    "The file is damaged or coded in a way that cannot be read here; seen while " + doing + ".",
                    failed);
        }
        return new TranscodeFailure(FailureKind.INTERNAL, "FFmpeg failed while " + doing + ".", failed);
    }
}
