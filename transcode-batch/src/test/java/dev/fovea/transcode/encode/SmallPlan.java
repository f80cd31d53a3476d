package dev.fovea.transcode.encode;

import dev.fovea.transcode.ffmpeg.FfmpegBuild;
import dev.fovea.transcode.ladder.Ladder;
import dev.fovea.transcode.passthrough.PassThrough;
import dev.fovea.transcode.probe.Source;
import dev.fovea.transcode.span.FrameRate;
import org.jspecify.annotations.Nullable;

/** The plan of a silent film of twelve seconds that nobody ever encodes. */
public final class SmallPlan {

    private SmallPlan() {}

    public static Plan of(FfmpegBuild build) {
        return of(build, null);
    }

    /** Its largest rendition is the source's own pictures. */
    public static Plan copied(FfmpegBuild build) {
        return of(build, new PassThrough(0, null));
    }

    private static Plan of(FfmpegBuild build, @Nullable PassThrough passThrough) {
        var source = new Source(
                "mov",
                0,
                320,
                240,
                new FrameRate(24, 1),
                12_000_000,
                11_958_333,
                "h264",
                false,
                Source.Range.SDR,
                null);
        return new Plan(
                source,
                new SourceFile("none", "none", 1),
                Ladder.forSource(320, 240),
                288,
                build,
                passThrough,
                null,
                null);
    }
}
