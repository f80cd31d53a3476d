package dev.fovea.transcode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Films of every kind that people upload, each a few seconds long, made by FFmpeg. Every picture of them differs from
 * its neighbours.
 */
public final class Corpus {

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final String X264 = "-c:v libx264 -preset veryfast -pix_fmt yuv420p ";
    private static final String FAST = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p ";
    private static final String TONE = "-f lavfi -i sine=frequency=440:sample_rate=44100:d=5 ";

    private static final String HDR =
            "<25> -vf format=yuv420p10le,setparams=color_trc=%1$s:color_primaries=bt2020:colorspace=bt2020nc:range=tv"
                    + " -c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=40:hdr10=1:max-cll=900,400"
                    + " -color_trc %1$s -color_primaries bt2020 -colorspace bt2020nc";

    /**
     * @param file with the ending of its container
     * @param commands of FFmpeg, in order. {@code <24>} is a moving picture of 24 frames a second; {@code $} is the
     *     folder; the last command writes {@code file}.
     */
    public record Specimen(String file, List<String> commands) {

        /** Makes the film. */
        public Path in(Path folder) {
            for (int i = 0; i < commands.size(); i++) {
                var arguments = new ArrayList<String>();
                for (String word : SPACE.split(commands.get(i).strip())) {
                    if (word.startsWith("<")) {
                        arguments.addAll(List.of("-f", "lavfi", "-i", pictures(word.substring(1, word.length() - 1))));
                    } else {
                        arguments.add(word.replace("$", folder.toString()));
                    }
                }
                if (i == commands.size() - 1) {
                    arguments.add(folder.resolve(file).toString());
                }
                TestFfmpeg.ffmpeg(arguments.toArray(String[]::new));
            }
            return folder.resolve(file);
        }

        private static String pictures(String rate) {
            return "testsrc2=s=160x120:r=%s:d=5,eq=brightness='0.2*sin(n*2.4)':eval=frame".formatted(rate);
        }

        @Override
        public String toString() {
            return file;
        }
    }

    private Corpus() {}

    private static Specimen of(String file, String... commands) {
        return new Specimen(file, List.of(commands));
    }

    /** Films whose every frame can be asked for. */
    public static List<Specimen> films() {
        return List.of(
                // Codecs and their groups of pictures.
                of("b-frames.mp4", "<24> " + X264 + "-bf 3 -g 90"),
                of("open-gop.mp4", "<24> " + X264 + "-x264-params open-gop=1:keyint=60:bframes=3"),
                of("open-gop.ts", "<25> " + X264 + "-x264-params open-gop=1:keyint=40:bframes=3"),
                of("pyramid.mkv", "<25> " + X264 + "-bf 8 -b_strategy 2 -x264-params b-pyramid=normal:ref=6 -g 60"),
                of("gradual-refresh.mp4", "<25> " + X264 + "-x264-params intra-refresh=1:keyint=50"),
                of("gradual-refresh.mkv", "<25> " + X264 + "-x264-params intra-refresh=1:keyint=30"),
                of("one-key-frame.mp4", "<25> " + X264 + "-g 9999 -sc_threshold 0"),
                of("key-frames-only.mp4", "<25> " + X264 + "-g 1"),
                of("ten-bits.mp4", "<25> -c:v libx264 -preset ultrafast -pix_fmt yuv420p10le -g 50"),
                of("full-range.mp4", "<25> -c:v libx264 -preset ultrafast -pix_fmt yuvj420p -g 50"),
                of("chroma-422.mov", "<25> -c:v libx264 -preset ultrafast -pix_fmt yuv422p -g 50"),
                of("hevc.mp4", "<25> -c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=50"),
                of(
                        "hevc-closed.mkv",
                        "<25> -c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=50:open-gop=0"),
                of("hevc.ts", "<25> -c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=50:bframes=4"),
                of("vp8.webm", "<24> -c:v libvpx -deadline realtime -cpu-used 8 -g 70"),
                of("vp9.webm", "<24> -c:v libvpx-vp9 -cpu-used 8 -auto-alt-ref 1 -lag-in-frames 16 -g 60 -b:v 200k"),
                of("av1.mp4", "<24> -c:v libsvtav1 -preset 12 -g 60 -svtav1-params lp=1"),
                of("mpeg4.avi", "<10> -c:v mpeg4 -bf 2 -g 30"),
                of("mpeg4.mp4", "<25> -c:v mpeg4 -bf 2 -g 40"),
                of("mpeg2.mkv", "<25> -c:v mpeg2video -bf 2 -g 15 -b:v 1M"),
                of("mpeg1.mpg", "<25> -c:v mpeg1video -bf 2 -g 15 -b:v 1M"),
                of("motion-jpeg.avi", "<15> -c:v mjpeg -pix_fmt yuvj420p -q:v 5"),
                of("motion-jpeg.mov", "<30> -c:v mjpeg -pix_fmt yuvj422p -q:v 5"),
                of("prores.mov", "<24> -c:v prores_ks -profile:v 0"),
                of("ffv1.mkv", "<24> -c:v ffv1 -g 20 -pix_fmt yuv444p"),
                of("huffyuv.avi", "<12> -c:v huffyuv"),
                of("screen.mov", "<10> -c:v qtrle"),
                of("transparent.mov", "<10> -vf format=rgba,colorchannelmixer=aa=0.5 -c:v png"),
                of("windows.wmv", "<25> -c:v wmv2 -g 40 -b:v 500k"),
                of("windows.asf", "<15> -c:v msmpeg4 -g 40 -b:v 500k"),
                of("sorenson.flv", "<15> -c:v flv -g 40 -b:v 500k"),
                // Containers.
                of("broadcast.ts", "<25> -c:v mpeg2video -bf 2 -g 15 -b:v 1M"),
                of("film.ts", "<24> " + X264 + "-bf 3 -g 60"),
                of("late-clock.ts", "<25> " + X264 + "-bf 2 -g 50 -output_ts_offset 5000"),
                of("clock-wraps.ts", "<25> " + X264 + "-bf 2 -g 50 -output_ts_offset 95440"),
                of("disc.vob", "<25> -c:v mpeg2video -bf 2 -g 12 -b:v 1M"),
                of("stream.flv", "<30> " + X264 + "-bf 2 -g 60"),
                of("tape.mxf", "<25> -c:v mpeg2video -bf 2 -g 12 -b:v 1M"),
                of("fragmented.mp4", "<25> " + X264 + "-bf 2 -g 40 -movflags +frag_keyframe+empty_moov"),
                of("index-first.mp4", "<25> " + X264 + "-bf 2 -g 40 -movflags +faststart"),
                of("phone.3gp", "<15> -c:v h263 -s 176x144 -g 30"),
                // Rates.
                of("film-rate.mkv", "<24000/1001> " + FAST + "-g 50"),
                of("film-rate.mp4", "<24000/1001> " + X264 + "-bf 3 -g 50"),
                of("ntsc.mp4", "<30000/1001> " + X264 + "-g 60"),
                of("high-rate.mp4", "<60000/1001> " + FAST + "-g 120"),
                of("high-rate.mkv", "<60000/1001> " + X264 + "-g 120"),
                of("fifty.mp4", "<50> " + FAST + "-g 100"),
                of("too-fast.mp4", "<120> " + FAST + "-g 120"),
                of("ten.mp4", "<10> " + FAST + "-g 30"),
                of("half.mp4", "<25/2> " + FAST + "-g 30"),
                of("slides.mp4", "<1> " + FAST + "-g 3"),
                of("changing.mp4", "<30> -vf select='gt(mod(n*7919,13),4)' -fps_mode vfr " + X264 + "-g 50 -bf 2"),
                of(
                        "changing.webm",
                        "<30> -vf select='gt(mod(n*7919,13),4)' -fps_mode vfr -c:v libvpx -cpu-used 8 -deadline realtime -g 50"),
                of("holes.mkv", "<30> -vf select='not(between(mod(n,90),30,75))' -fps_mode vfr " + FAST + "-g 40"),
                of(
                        "holes.mp4",
                        "<30> -vf select='not(between(mod(n,90),30,75))' -fps_mode vfr " + X264 + "-g 12 -bf 3"),
                of("two-rates.mp4", "<30> -vf select='lt(n,60)+not(mod(n,3))' -fps_mode vfr " + X264 + "-g 50 -bf 2"),
                // Tracks that start and end where they please.
                of(
                        "late-pictures.mp4",
                        TONE + "-itsoffset 1.5 <24> -map 1:v -map 0:a " + X264 + "-bf 2 -g 48 -c:a aac"),
                of(
                        "late-pictures.mkv",
                        TONE + "-itsoffset 1.5 <24> -map 1:v -map 0:a " + X264 + "-bf 2 -g 48 -c:a aac"),
                of("late-pictures.ts", TONE + "-itsoffset 1.5 <24> -map 1:v -map 0:a " + X264 + "-bf 2 -g 48 -c:a aac"),
                of(
                        "late-sound.mp4",
                        "<24> -itsoffset 1.5 " + TONE + "-map 0:v -map 1:a " + X264 + "-bf 2 -g 48 -c:a aac"),
                of(
                        "trimmed.mp4",
                        "<24> " + TONE + X264 + "-bf 2 -g 48 -c:a aac $/whole.mp4",
                        "-ss 1.3 -i $/whole.mp4 -c copy"),
                of(
                        "trimmed.mov",
                        "<30> " + X264 + "-bf 3 -x264-params open-gop=1 -g 48 $/whole.mov",
                        "-ss 2.1 -i $/whole.mov -c copy"),
                of(
                        "cut.ts", // starts in mid-group
                        "<25> " + X264 + "-bf 2 -g 50 $/whole.ts",
                        "-ss 0.7 -i $/whole.ts -copyinkf -c copy"),
                // Shapes.
                of("turned.mp4", "<25> " + X264 + "-g 50 $/plain.mp4", "-display_rotation 90 -i $/plain.mp4 -c copy"),
                of(
                        "upside-down.mp4",
                        "<25> " + X264 + "-g 50 $/plain.mp4",
                        "-display_rotation 180 -i $/plain.mp4 -c copy"),
                of(
                        "mirrored.mov",
                        "<25> " + X264 + "-g 50 $/plain.mov",
                        "-display_rotation 270 -display_hflip -i $/plain.mov -c copy"),
                of("odd.mkv", "<25> -vf scale=161:121 -c:v ffv1 -g 25"),
                of("odd.mp4", "<25> -vf scale=161:121 -c:v libx264 -preset ultrafast -pix_fmt yuv444p -g 50"),
                of("wide-pixels.mp4", "<25> -vf setsar=16/11 " + FAST + "-g 50"),
                of("portrait.mp4", "<30> -vf scale=90:160 " + FAST + "-g 60"),
                of("tiny.mp4", "<25> -vf scale=16:16 " + FAST + "-g 50"),
                of("ribbon.mp4", "<25> -vf scale=640:32 " + FAST + "-g 50"),
                of(
                        "grows.ts",
                        "<25> -t 2 " + X264 + "-g 25 $/a.ts",
                        "<25> -t 3 -vf scale=320:180 -output_ts_offset 2 " + X264 + "-g 25 $/b.ts",
                        "-i concat:$/a.ts|$/b.ts -c copy"),
                // Two fields a picture.
                of("woven.mp4", "<50> -vf interlace=scan=tff " + X264 + "-flags +ilme+ildct -bf 2 -g 25"),
                of("woven.ts", "<50> -vf interlace=scan=tff " + X264 + "-x264-params tff=1:open-gop=1 -bf 3 -g 25"),
                of("woven-broadcast.ts", "<50> -vf interlace=scan=bff -c:v mpeg2video -flags +ilme+ildct -bf 2 -g 12"),
                of("woven-ntsc.mkv", "<60000/1001> -vf interlace=scan=bff " + X264 + "-x264-params bff=1 -bf 2 -g 20"),
                of("woven.mov", "<50> -vf interlace=scan=tff -c:v prores_ks -profile:v 0 -flags +ilme+ildct"),
                of("camcorder.avi", "<50> -t 3 -vf scale=720:576,interlace=scan=bff -c:v dvvideo -pix_fmt yuv420p"),
                of("marked-in-pictures.avi", "<50> -vf interlace=scan=tff -c:v mpeg4 -flags +ilme+ildct -g 20"),
                // High dynamic range.
                of("pq.mp4", HDR.formatted("smpte2084")),
                of("pq.mkv", HDR.formatted("smpte2084")),
                of("hlg.mov", HDR.formatted("arib-std-b67")),
                of("hlg.ts", HDR.formatted("arib-std-b67")),
                // Sound.
                of("mono.mp4", "<24> " + TONE + FAST + "-g 48 -c:a aac -ac 1"),
                of("surround.mp4", "<24> " + TONE + FAST + "-g 48 -c:a aac -ac 6"),
                of("surround.mkv", "<24> " + TONE + FAST + "-g 48 -c:a ac3 -ac 6"),
                of("opus.webm", "<24> " + TONE + "-c:v libvpx -cpu-used 8 -deadline realtime -g 48 -c:a libopus"),
                of("flac.mkv", "<24> " + TONE + FAST + "-g 48 -c:a flac"),
                of("pcm.avi", "<24> " + TONE + "-c:v mpeg4 -g 48 -c:a pcm_s16le"));
    }
}
