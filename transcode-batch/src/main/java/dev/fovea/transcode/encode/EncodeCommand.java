package dev.fovea.transcode.encode;

import com.github.kokorin.jaffree.ffmpeg.FFmpeg;
import com.github.kokorin.jaffree.ffmpeg.NullOutput;
import com.github.kokorin.jaffree.ffmpeg.UrlInput;
import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import dev.fovea.transcode.fault.Faults;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.probe.Source;
import dev.fovea.transcode.span.FrameRate;
import dev.fovea.transcode.span.Micros;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * FFmpeg's arguments for a unit. Each of them was measured to be needed for spans that encode apart, in any order and
 * any number of times, to the same bytes, and play as one film without a gap: docs/decisions/0030.
 */
public final class EncodeCommand {

    private static final String PRESET = "veryfast";
    /** The fastest but one that is meant to be looked at; about as much work as x264's. */
    private static final String AV1_PRESET = "8";

    private static final String AV1_CRF = "35";
    /** Pictures that are marked as woven are interpolated from their neighbours (HLS Authoring 1.14). */
    private static final String DEINTERLACE = "bwdif=mode=send_frame:parity=auto:deint=interlaced";
    /** It looks at the picture before; the one before that is its own first, which has none. */
    static final int DEINTERLACING_LOOKS_BACK = 2;

    /** Only what is coded of the pictures, no word beside them: those may tell of the camera, its owner, the place. */
    public static final String PICTURES_ONLY = "filter_units=pass_types=1-5";

    static final int AUDIO_KBPS = 128;
    private static final int AUDIO_RATE_HZ = 48_000;
    private static final int AUDIO_CHANNELS = 2;

    private EncodeCommand() {}

    static Path videoOutput(Path folder, Rendition rendition) {
        return folder.resolve(rendition.name() + ".mp4");
    }

    static Path audioPlaylist(Path folder) {
        return folder.resolve("audio.m3u8");
    }

    /** One decode of the span, scaled down in a cascade, written as one fragmented MP4 for each rendition. */
    static void video(FFmpeg ffmpeg, Plan plan, Unit unit, Path source, Path folder) {
        readFrom(ffmpeg, plan, unit, source);
        for (int i = 0; i < plan.encoded().size(); i++) {
            ffmpeg.addOutput(videoOutput(plan, unit, folder, i));
        }
        for (int i = 0; i < plan.inAv1().size(); i++) {
            ffmpeg.addOutput(av1Output(plan, unit, folder, i));
        }
        plan.copied().ifPresent(copy -> {
            // A picture that cannot be decoded without fault is not for viewers; the encoder would get it mended.
            ffmpeg.addArgument("-xerror").addOutput(copied(plan, unit, folder, copy));
            if (plan.encoded().isEmpty() && plan.inAv1().isEmpty()) {
                ffmpeg.addOutput(
                        new NullOutput(false).addMap("v0").addArguments("-frames:v", Long.toString(unit.frames())));
            }
        });
    }

    /** Every picture that {@link #video} wrote, up to the first complaint. */
    static void decode(FFmpeg ffmpeg, Plan plan, Path folder) {
        ffmpeg.addArgument("-xerror");
        for (int i = 0; i < plan.all().size(); i++) {
            UrlInput made = UrlInput.fromPath(videoOutput(folder, plan.all().get(i)))
                    .addArguments("-threads", "1")
                    .addArguments("-err_detect", "explode")
                    // It changes what is seen, not what is read.
                    .addArguments("-skip_loop_filter", "all");
            ffmpeg.addInput(made)
                    .addOutput(new NullOutput(false).addMap(i, "0").addArguments("-fps_mode", "passthrough"));
        }
    }

    /** The unit's frames in every size: as the labels v0, v1 and so on for H.264, a0, a1 and so on for AV1. */
    static void readFrom(FFmpeg ffmpeg, Plan plan, Unit unit, Path source) {
        UrlInput input = input(unit, source);
        if (plan.copied().isPresent()) {
            input.addArguments("-err_detect", "explode");
        }
        ffmpeg.addInput(input).addArguments("-filter_complex_threads", "1").setComplexFilter(cascade(plan, unit));
    }

    /** How far every rendition of the unit is from what the encoders were given, as the eye sees it. */
    static void compare(FFmpeg ffmpeg, Plan plan, Unit unit, Path source, Path folder) {
        ffmpeg.addInput(input(unit, source));
        var filter = new StringBuilder(cascade(plan, unit));
        for (int i = 0; i < plan.renditions().size(); i++) {
            Path made = videoOutput(folder, plan.renditions().get(i));
            ffmpeg.addInput(UrlInput.fromPath(made).addArguments("-threads", "1"))
                    .addOutput(new NullOutput(false).addMap("c" + i).addArguments("-fps_mode", "passthrough"));
            // Without an end at the shorter one it would be chance how often the last picture is compared with what
            // follows.
            filter.append(String.format(
                    Locale.ROOT,
                    ";[v%1$d]settb=1/1000,setpts=N[s%1$d];[%2$d:0]settb=1/1000,setpts=N[d%1$d];[d%1$d][s%1$d]xpsnr=shortest=1:stats_file=%3$s[c%1$d]",
                    i,
                    i + 1,
                    escaped(comparison(folder, plan.renditions().get(i)))));
        }
        ffmpeg.addArguments("-filter_complex_threads", "1").setComplexFilter(filter.toString());
    }

    static Path comparison(Path folder, Rendition rendition) {
        return folder.resolve(rendition.name() + ".txt");
    }

    /** As a filter's option within a graph of filters. */
    private static String escaped(Path path) {
        return path.toString().replaceAll("[\\\\':]", "\\\\$0").replaceAll("[\\\\'\\[\\],;]", "\\\\$0");
    }

    /** The source from where the unit's first frame can be decoded. */
    public static UrlInput input(Unit unit, Path source) {
        UrlInput input = UrlInput.fromPath(source);
        Ffmpeg.inputLimits().forEach(input::addArgument);
        input.addArguments("-threads", "1").addArgument("-noaccurate_seek");
        input.addArgument("-copyts").addArgument("-start_at_zero");
        // A picture of another size in mid-film would start the filters anew, and with them the count of frames.
        input.addArguments("-reinit_filter", "0");
        unit.seek().ifPresent(micros -> input.addArguments("-ss", Micros.toSeconds(micros)));
        return input;
    }

    /** From the largest to the smallest, each scaled from the one above it; when none is encoded, what is copied. */
    private static String cascade(Plan plan, Unit unit) {
        List<Rendition> scaled =
                plan.encoded().isEmpty() || !plan.inAv1().isEmpty() ? plan.renditions() : plan.encoded();
        int withoutAv1 = plan.renditions().size() - plan.inAv1().size(); // the smallest may be too small for it
        Rendition largest = scaled.getLast();
        var filter = new StringBuilder(frames(plan, unit, largest.width(), largest.height()));
        for (int i = scaled.size() - 1; i >= 0; i--) {
            if (i < scaled.size() - 1) {
                Rendition rendition = scaled.get(i);
                filter.append(scale(rendition.width(), rendition.height()));
            }
            var labels = new ArrayList<String>();
            if (i < plan.encoded().size() || plan.inAv1().isEmpty()) {
                labels.add("[v" + i + "]");
            }
            if (!plan.inAv1().isEmpty() && i >= withoutAv1) {
                labels.add("[a" + (i - withoutAv1) + "]");
            }
            if (i > 0) {
                labels.add("[x" + i + "]");
            }
            filter.append(",format=yuv420p")
                    .append(labels.size() == 1 ? "" : ",split=" + labels.size())
                    .append(String.join("", labels))
                    .append(i == 0 ? "" : ";[x" + i + "]null");
        }
        return filter.toString();
    }

    /** The filters that give the first input's frames from the unit's first on, in this size and as a screen shows them. */
    public static String frames(Plan plan, Unit unit, int width, int height) {
        return String.format(
                Locale.ROOT,
                // In the output's own ticks every span rounds a picture's time to the same frame.
                "[0:%d]%ssettb=1/%d,fps=fps=%s:start_time=%s%s%s%s",
                plan.source().videoStream(),
                plan.source().interlaced() ? DEINTERLACE + "," : "",
                plan.rate().ticksPerSecond(),
                plan.rate(),
                Micros.toSeconds(plan.rate().microsAt(unit.firstFrame())),
                // What a container tells of its last picture's end is a guess in some: it stands until then.
                plan.isLast(unit) ? ",tpad=stop_mode=clone:stop=" + plan.lastPictureFramesMax() : "",
                scale(width, height),
                toneMap(plan.source().range()));
    }

    private static String scale(int width, int height) {
        return String.format(Locale.ROOT, ",scale=%d:%d:flags=bicubic,setsar=1", width, height);
    }

    /**
     * High dynamic range to BT.709, with its reference white (ITU-R BT.2408: 203 cd/m2) at 84 % of the signal. The peak
     * is said, because what a file tells of its own may be told in its first pictures only.
     */
    private static String toneMap(Source.Range range) {
        String transfer =
                switch (range) {
                    case SDR -> null;
                    case PQ -> "smpte2084";
                    case HLG -> "arib-std-b67";
                };
        return transfer == null
                ? ""
                : ",format=yuv420p10le,zscale=tin=%s:pin=bt2020:min=bt2020nc:t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,tonemap=mobius:desat=0:peak=4.926,zscale=t=bt709:m=bt709:r=tv"
                        .formatted(transfer);
    }

    private static UrlOutput videoOutput(Plan plan, Unit unit, Path folder, int index) {
        Rendition rendition = plan.encoded().get(index);
        String gop = Integer.toString(plan.gopFrames());
        UrlOutput output = UrlOutput.toPath(videoOutput(folder, rendition))
                .addMap("v" + index)
                .addArguments("-frames:v", Long.toString(unit.frames()))
                .addArguments("-c:v", "libx264")
                .addArguments("-preset", PRESET)
                .addArguments("-profile:v", "high")
                .addArguments("-crf", Integer.toString(plan.crf(rendition)))
                .addArguments("-maxrate", rendition.bitrateMaxKbps() + "k")
                .addArguments("-bufsize", 2 * rendition.bitrateMaxKbps() + "k")
                .addArguments("-g", gop)
                .addArguments("-keyint_min", gop)
                .addArguments("-sc_threshold", "0")
                .addArguments("-flags", "+cgop+bitexact")
                .addArguments("-pix_fmt", "yuv420p")
                .addArguments("-threads", encoderThreads());
        return fragmented(plan, output);
    }

    /** SVT-AV1 gives the same bytes on one core and on two: docs/decisions/0039. */
    private static UrlOutput av1Output(Plan plan, Unit unit, Path folder, int index) {
        Rendition rendition = plan.inAv1().get(index);
        return fragmented(
                plan,
                UrlOutput.toPath(videoOutput(folder, rendition))
                        .addMap("a" + index)
                        .addArguments("-frames:v", Long.toString(unit.frames()))
                        .addArguments("-c:v", "libsvtav1")
                        .addArguments("-preset", AV1_PRESET)
                        .addArguments("-crf", AV1_CRF)
                        .addArguments("-maxrate", rendition.bitrateMaxKbps() + "k")
                        .addArguments("-bufsize", 2 * rendition.bitrateMaxKbps() + "k")
                        .addArguments("-g", Integer.toString(plan.gopFrames()))
                        .addArguments("-flags", "+cgop+bitexact")
                        .addArguments("-pix_fmt", "yuv420p")
                        .addArguments("-svtav1-params", "lp=1:scd=0")
                        // What it gives is shown in the order in which it is decoded.
                        .addArguments("-bsf:v", "setts=dts=PTS"));
    }

    /**
     * The source's own pictures of the unit, each at the time of its frame. They are picked by that time, because what is
     * read begins at the last key frame before it.
     */
    private static UrlOutput copied(Plan plan, Unit unit, Path folder, Plan.Copy copy) {
        FrameRate rate = plan.rate();
        String pick = String.format(
                Locale.ROOT,
                "noise=drop='lt(round(pts*tb*%1$s),%2$d)+gte(round(pts*tb*%1$s),%3$d)'",
                rate,
                unit.firstFrame(),
                unit.firstFrame() + unit.frames());
        String time = String.format(
                Locale.ROOT,
                "setts=prescale=1:time_base=1/%1$d:pts=round(PTS/%2$d)*%2$d:dts=(N+%3$d)*%2$d:duration=%2$d",
                rate.ticksPerSecond(),
                rate.ticksPerFrame(),
                unit.firstFrame() - copy.delayFrames());
        return fragmented(
                plan,
                UrlOutput.toPath(videoOutput(folder, copy.rendition()))
                        .addMap(0, Integer.toString(plan.source().videoStream()))
                        .addArguments("-frames:v", Long.toString(unit.frames()))
                        .addArguments("-c:v", "copy")
                        .addArguments("-bsf:v", String.join(",", pick, PICTURES_ONLY, time)));
    }

    /** A fragment for each group of pictures. */
    private static UrlOutput fragmented(Plan plan, UrlOutput output) {
        return withoutMetadata(output.addArguments(
                        "-video_track_timescale", Integer.toString(plan.rate().ticksPerSecond()))
                // Without it only the first span is shifted by the delay of its B-frames.
                .addArguments("-avoid_negative_ts", "disabled")
                .addArguments("-f", "mp4")
                // frag_discont: fragments carry their time in the film, not in the span.
                .addArguments("-movflags", "+frag_keyframe+delay_moov+default_base_moof+frag_discont+skip_trailer"));
    }

    /** With more than one x264's rate control is not reproducible. */
    private static String encoderThreads() {
        return Faults.has(Faults.Mutant.ENCODER_THREADS_2) ? "2" : "1";
    }

    /**
     * The whole sound at once, exactly as long as the pictures, in segments on the same grid. The encoder's priming
     * packet is dropped: the muxer would play it, and all sound would be 21 ms late.
     */
    static void audio(FFmpeg ffmpeg, Plan plan, Source.Audio audio, Path source, Path folder) {
        FrameRate rate = plan.rate();
        UrlInput input = UrlInput.fromPath(source);
        Ffmpeg.inputLimits().forEach(input::addArgument);
        input.addArguments("-threads", "1");
        UrlOutput output = UrlOutput.toPath(audioPlaylist(folder))
                .addMap(0, Integer.toString(audio.stream()))
                .addArguments(
                        "-af",
                        "aresample=async=1:first_pts=0,apad,atrim=end="
                                + Micros.toSeconds(rate.microsAt(plan.frames())))
                .addArguments("-c:a", "aac")
                .addArguments("-b:a", AUDIO_KBPS + "k")
                .addArguments("-ac", Integer.toString(AUDIO_CHANNELS))
                .addArguments("-ar", Integer.toString(AUDIO_RATE_HZ))
                .addArguments("-flags", "+bitexact")
                .addArguments("-threads", "1")
                .addArguments("-bsf:a", "noise=drop='lt(pts,0)'")
                .addArguments("-f", "hls")
                .addArguments("-hls_time", Micros.toSeconds(rate.microsAt(plan.segmentFrames())))
                .addArguments("-hls_list_size", "0")
                .addArguments("-hls_segment_type", "fmp4")
                .addArguments("-hls_segment_options", "movflags=+frag_discont")
                .addArguments("-hls_fmp4_init_filename", "audio-init.mp4")
                .addArguments(
                        "-hls_segment_filename",
                        folder.resolve("audio-%05d.m4s").toString());
        ffmpeg.addInput(input).addOutput(withoutMetadata(output));
    }

    static Path audioInit(Path folder) {
        return folder.resolve("audio-init.mp4");
    }

    static Path audioSegment(Path folder, int number) {
        return folder.resolve(String.format(Locale.ROOT, "audio-%05d.m4s", number));
    }

    /** What names the uploader's device or place does not go out. */
    private static UrlOutput withoutMetadata(UrlOutput output) {
        for (List<String> argument : List.of(
                List.of("-fflags", "+bitexact"), List.of("-map_metadata", "-1"), List.of("-map_chapters", "-1"))) {
            output.addArguments(argument.getFirst(), argument.getLast());
        }
        return output;
    }
}
