package dev.fovea.transcode.encode;

import dev.fovea.transcode.ffmpeg.FfmpegBuild;
import dev.fovea.transcode.ladder.Ladder;
import dev.fovea.transcode.probe.Source;
import dev.fovea.transcode.span.FrameRate;

/** The plan of a silent film of twelve seconds that nobody ever encodes. */
public final class SmallPlan {

    private SmallPlan() {}

    public static Plan of(FfmpegBuild build) {
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
                source, new SourceFile("none", "none", 1), Ladder.forSource(320, 240), 288, build, null, null, null);
    }
}
