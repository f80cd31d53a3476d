package dev.fovea.transcode.probe;

import com.github.kokorin.jaffree.StreamType;
import com.github.kokorin.jaffree.ffmpeg.FFmpeg;
import com.github.kokorin.jaffree.ffmpeg.UrlInput;
import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import com.github.kokorin.jaffree.ffprobe.FFprobeResult;
import com.github.kokorin.jaffree.ffprobe.Format;
import com.github.kokorin.jaffree.ffprobe.SideData;
import com.github.kokorin.jaffree.ffprobe.Stream;
import com.github.kokorin.jaffree.ffprobe.data.ProbeData;
import dev.fovea.contracts.video.TranscodeEvent.FailureKind;
import dev.fovea.transcode.TranscodeFailure;
import dev.fovea.transcode.TranscodeProperties;
import dev.fovea.transcode.ffmpeg.Ffmpeg;
import dev.fovea.transcode.ffmpeg.Ffmpeg.Limits;
import dev.fovea.transcode.ffmpeg.FfmpegFailed;
import dev.fovea.transcode.ffmpeg.FfmpegFailed.End;
import dev.fovea.transcode.span.CodedPictures;
import dev.fovea.transcode.span.FrameRate;
import dev.fovea.transcode.span.Micros;
import dev.fovea.transcode.span.PacketIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream.Builder;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks at a source, and refuses what is none with a sentence for the person who uploaded it. */
@Component
public class SourceProbe {

    /** Containers whose seeking is not to be trusted: their streams are first copied into Matroska. */
    private static final Set<String> TO_REMUX = Set.of("mpegts", "mpeg", "flv", "asf");

    /** Containers write languages with three letters, players read those with two where there are such (BCP 47). */
    private static final Map<String, String> SHORT_LANGUAGES = java.util.stream.Stream.of(Locale.getISOLanguages())
            .collect(Collectors.toMap(code -> Locale.of(code).getISO3Language(), code -> code, (first, _) -> first));

    private static final long SHORTFALL_MIN_MICROS = 1_000_000;
    private static final double SHORTFALL_SHARE = 0.03;
    private static final double RATE_TOLERANCE = 0.05;
    private static final int RIGHT_ANGLE = 90;
    private static final int PACKET_FIELDS = 6;
    private static final int PICTURES_LOOKED_AT = 10;

    private final Ffmpeg ffmpeg;
    private final TranscodeProperties properties;

    public SourceProbe(Ffmpeg ffmpeg, TranscodeProperties properties) {
        this.ffmpeg = ffmpeg;
        this.properties = properties;
    }

    /** A source, and its picture track: the index of its packets, how it is coded, and what is coded. */
    public record Probed(Source source, PacketIndex index, Coding coding, CodedPictures pictures) {}

    /** What a file says of itself at its beginning. */
    public record Look(Path file, FFprobeResult found) {

        /** Whether it must be copied into Matroska before it is probed. */
        public boolean needsRemux() {
            return TO_REMUX.contains(containerOf(found));
        }
    }

    /** Copies what is to be shown and heard into Matroska. */
    public static void remux(FFmpeg command, Path file, Path copy) {
        UrlInput input = UrlInput.fromPath(file);
        Ffmpeg.inputLimits().forEach(input::addArgument);
        // Program streams give a time to one packet in several.
        command.addInput(input.addArguments("-fflags", "+genpts"))
                .addOutput(UrlOutput.toPath(copy)
                        .addMap(0, "v:0?")
                        .addMap(0, "a?")
                        .addArguments("-c", "copy")
                        .addArguments("-fflags", "+bitexact")
                        .setFormat("matroska"));
    }

    public Probed probe(Path file) throws TranscodeFailure, IOException, InterruptedException {
        return probe(look(file));
    }

    public Probed probe(Look look) throws TranscodeFailure, InterruptedException {
        return probe(look, List.of());
    }

    /** The same of a file whose later bytes are still zeros: its index alone is believed, no parser looks at what is there. */
    public Probed probeBeginning(Path file) throws TranscodeFailure, IOException, InterruptedException {
        return probe(look(file), List.of("-fflags", "+noparse"));
    }

    private Probed probe(Look look, List<String> reading) throws TranscodeFailure, InterruptedException {
        Path file = look.file();
        FFprobeResult found = look.found();
        Stream video = videoOf(found);
        ProbeData data = video.getProbeData();
        int stream = video.getIndex();
        var pictures = new CodedPictures.Builder(startOf(found));
        PacketIndex index = index(file, reading, stream, startOf(found), pictures);
        if (index.packets() == 0 || index.endMicros() <= 0) {
            throw TranscodeFailure.source("The file names a picture track, but it holds no pictures.");
        }
        refuseCutOff(found, data, index);
        if (index.endMicros() > properties.sourceDurationMax().toNanos() / 1_000) {
            throw TranscodeFailure.source("The film is longer than %d hours, which is the limit here."
                    .formatted(properties.sourceDurationMax().toHours()));
        }
        Size size = sizeOf(video);
        return new Probed(
                new Source(
                        containerOf(found),
                        stream,
                        size.width,
                        size.height,
                        frameRateOf(data, index),
                        index.endMicros(),
                        index.lastShownMicros(),
                        Optional.ofNullable(video.getCodecName()).orElse("unknown"),
                        isInterlaced(file, stream, data),
                        rangeOf(data),
                        audioOf(found)),
                index,
                codingOf(video),
                pictures.build());
    }

    private static Coding codingOf(Stream video) {
        ProbeData data = video.getProbeData();
        List<SideData> sides = video.getSideDataList();
        return new Coding(
                String.valueOf(video.getCodecName()),
                String.valueOf(data.getString("profile")),
                Optional.ofNullable(data.getInteger("level")).orElse(-1),
                String.valueOf(data.getString("pix_fmt")),
                Optional.ofNullable(video.getWidth()).orElse(0),
                Optional.ofNullable(video.getHeight()).orElse(0),
                pixelAspectOf(video) == 1 && (sides == null || sides.isEmpty()));
    }

    /** Refuses what is no film at first sight. */
    public Look look(Path file) throws TranscodeFailure, IOException, InterruptedException {
        if (Files.size(file) == 0) {
            throw TranscodeFailure.source("The file is empty.");
        }
        try {
            FFprobeResult found = ffmpeg.probe(file, properties.probeTimeout());
            if (found.getFormat() == null || found.getStreams() == null) {
                throw notAVideo(null);
            }
            return new Look(file, found);
        } catch (FfmpegFailed e) {
            if (e.end() == End.TIMEOUT) {
                throw new TranscodeFailure(
                        FailureKind.SOURCE, "The file could not be understood in reasonable time.", e);
            }
            if (e.tells("moov atom not found")) {
                throw new TranscodeFailure(
                        FailureKind.SOURCE,
                        "The file is cut off: its end, where its index should be, is missing. Please upload it again.",
                        e);
            }
            if (e.tells("exceeds max_streams")) {
                throw new TranscodeFailure(
                        FailureKind.SOURCE,
                        "The file has more than %d tracks, which is the limit here.".formatted(Limits.STREAMS_MAX),
                        e);
            }
            throw notAVideo(e);
        }
    }

    private static TranscodeFailure notAVideo(@Nullable FfmpegFailed cause) {
        String reason = "The file is not a video in a format that can be read here.";
        return cause == null
                ? TranscodeFailure.source(reason)
                : new TranscodeFailure(FailureKind.SOURCE, reason, cause);
    }

    private static String containerOf(FFprobeResult found) {
        Format format = found.getFormat();
        String names = format == null ? null : format.getFormatName();
        return names == null ? "unknown" : names.split(",", 2)[0];
    }

    private static Stream videoOf(FFprobeResult found) throws TranscodeFailure {
        List<Stream> pictures = found.getStreams().stream()
                .filter(stream -> stream.getCodecType() == StreamType.VIDEO && !isCover(stream))
                .toList();
        if (pictures.isEmpty()) {
            boolean sound = found.getStreams().stream().anyMatch(stream -> stream.getCodecType() == StreamType.AUDIO);
            throw TranscodeFailure.source(
                    sound ? "The file has sound but no pictures." : "The file has neither pictures nor sound.");
        }
        Stream video = pictures.getFirst();
        if (video.getCodecName() == null || video.getCodecName().equals("unknown")) {
            throw TranscodeFailure.source("The pictures are coded in a way that cannot be read here (%s)."
                    .formatted(video.getCodecTagString()));
        }
        return video;
    }

    private static boolean isCover(Stream stream) {
        return stream.getDisposition() != null
                && Boolean.TRUE.equals(stream.getDisposition().getAttachedPic());
    }

    private static Source.@Nullable Audio audioOf(FFprobeResult found) {
        return found.getStreams().stream()
                .filter(stream -> stream.getCodecType() == StreamType.AUDIO
                        && stream.getCodecName() != null
                        && Optional.ofNullable(stream.getChannels()).orElse(0) > 0)
                .findFirst()
                .map(stream -> new Source.Audio(
                        stream.getIndex(), stream.getCodecName(), stream.getChannels(), languageOf(stream)))
                .orElse(null);
    }

    private static String languageOf(Stream stream) {
        String language = stream.getTag("language");
        if (language == null || !language.matches("[A-Za-z]{2,3}")) {
            return "und";
        }
        String code = language.toLowerCase(Locale.ROOT);
        return SHORT_LANGUAGES.getOrDefault(code, code);
    }

    private record Size(int width, int height) {}

    private static Size sizeOf(Stream video) throws TranscodeFailure {
        int width = Optional.ofNullable(video.getWidth()).orElse(0);
        int height = Optional.ofNullable(video.getHeight()).orElse(0);
        if (width <= 0 || height <= 0) {
            throw TranscodeFailure.source("The picture is larger than 8192 x 4320 pixels, or its size is unknown.");
        }
        // Pixels that are not square are made so by stretching the width.
        int shown = (int) Math.round(width * pixelAspectOf(video));
        Size size = isTurned(video) ? new Size(height, shown) : new Size(shown, height);
        if (Math.min(size.width, size.height) < Source.SIDE_MIN) {
            throw TranscodeFailure.source(
                    "The picture is smaller than %d x %d pixels.".formatted(Source.SIDE_MIN, Source.SIDE_MIN));
        }
        return size;
    }

    private static double pixelAspectOf(Stream video) {
        String ratio = video.getProbeData().getString("sample_aspect_ratio");
        if (ratio == null || !ratio.matches("[0-9]{1,6}:[0-9]{1,6}")) {
            return 1;
        }
        double wide = Double.parseDouble(ratio.substring(0, ratio.indexOf(':')));
        double high = Double.parseDouble(ratio.substring(ratio.indexOf(':') + 1));
        double aspect = high > 0 ? wide / high : 0;
        return aspect > 0.1 && aspect < 10 ? aspect : 1;
    }

    private static boolean isTurned(Stream video) {
        List<SideData> sides = video.getSideDataList();
        return sides != null
                && sides.stream()
                        .map(SideData::getRotation)
                        .anyMatch(degrees -> degrees != null && Math.abs(degrees) % (2 * RIGHT_ANGLE) == RIGHT_ANGLE);
    }

    private static long startOf(FFprobeResult found) {
        return microsIn(found.getFormat().getProbeData(), "start_time").orElse(0L);
    }

    private static Optional<Long> microsIn(ProbeData data, String field) {
        try {
            return Optional.ofNullable(data.getString(field)).map(Micros::parseSeconds);
        } catch (NumberFormatException e) {
            return Optional.empty(); // N/A
        }
    }

    private PacketIndex index(
            Path file, List<String> reading, int stream, long startMicros, CodedPictures.Builder pictures)
            throws TranscodeFailure, InterruptedException {
        var index = new PacketIndex.Builder(startMicros);
        var what = new ArrayList<>(reading);
        what.addAll(List.of(
                "-select_streams",
                Integer.toString(stream),
                "-show_entries",
                "packet=pts_time,dts_time,duration_time,size,pos,flags",
                "-of",
                "compact=p=0:nk=1"));
        try {
            ffmpeg.list(file, what, properties.probeTimeout(), line -> add(index, pictures, line));
        } catch (FfmpegFailed e) {
            throw new TranscodeFailure(
                    FailureKind.SOURCE, "The pictures of this file could not be listed: it seems to be damaged.", e);
        }
        return index.build();
    }

    /** {@code pts|dts|duration|size|pos|flags}, each but the size and the flags possibly N/A. */
    private static void add(PacketIndex.Builder index, CodedPictures.Builder pictures, String line) {
        String[] fields = line.split("\\|", -1);
        if (fields.length < PACKET_FIELDS) {
            return;
        }
        Long shown = micros(fields[0]);
        Long duration = micros(fields[2]);
        int size = Integer.parseInt(fields[3]);
        String flags = fields[5];
        boolean key = flags.startsWith("K");
        index.add(shown, micros(fields[1]), duration == null ? 0 : duration, endByte(fields[4], size), key);
        pictures.add(shown, size, key, flags.contains("D"));
    }

    private static long endByte(String position, int size) {
        return position.matches("[0-9]{1,18}") ? Long.parseLong(position) + size : 0;
    }

    private static @Nullable Long micros(String field) {
        try {
            return Micros.parseSeconds(field);
        } catch (NumberFormatException e) {
            return null; // N/A
        }
    }

    /** What the container says; where it says nothing, what the first pictures do. */
    private boolean isInterlaced(Path file, int stream, ProbeData data) throws TranscodeFailure, InterruptedException {
        String order = data.getString("field_order");
        if (order != null && !order.equals("unknown")) {
            return !order.equals("progressive");
        }
        List<String> what = List.of(
                "-select_streams",
                Integer.toString(stream),
                "-read_intervals",
                "%+#" + PICTURES_LOOKED_AT,
                "-show_entries",
                "frame=interlaced_frame",
                "-of",
                "compact=p=0:nk=1");
        var woven = new AtomicBoolean();
        try {
            ffmpeg.list(
                    file, what, properties.probeTimeout(), line -> woven.compareAndSet(false, line.startsWith("1")));
        } catch (FfmpegFailed e) {
            throw new TranscodeFailure(
                    FailureKind.SOURCE,
                    "The first pictures of this file could not be read: it seems to be damaged.",
                    e);
        }
        return woven.get();
    }

    private static Source.Range rangeOf(ProbeData data) {
        return switch (String.valueOf(data.getString("color_transfer"))) {
            case "smpte2084" -> Source.Range.PQ;
            case "arib-std-b67" -> Source.Range.HLG;
            default -> Source.Range.SDR;
        };
    }

    /** A file whose index promises more than it holds lost its end on the way. */
    private static void refuseCutOff(FFprobeResult found, ProbeData video, PacketIndex index) throws TranscodeFailure {
        long declared = microsIn(video, "duration")
                .or(() -> microsIn(found.getFormat().getProbeData(), "duration"))
                .orElse(0L);
        // Matroska counts from 0, whenever its first picture is shown.
        long missing = declared - index.endMicros() - Math.max(0, startOf(found));
        if (missing > SHORTFALL_MIN_MICROS && missing > SHORTFALL_SHARE * declared) {
            throw TranscodeFailure.source(
                    "The file is cut off: it says that it lasts %d seconds, but its pictures end after %d. Please upload it again."
                            .formatted(declared / 1_000_000, index.endMicros() / 1_000_000));
        }
    }

    /**
     * What the container says, when the distances of the pictures agree with it; else those distances, for films of
     * changing rate.
     */
    private static FrameRate frameRateOf(ProbeData video, PacketIndex index) {
        Builder<Double> said = java.util.stream.Stream.builder();
        rate(video.getString("r_frame_rate")).ifPresent(said);
        rate(video.getString("avg_frame_rate")).ifPresent(said);
        List<Double> candidates = said.build().toList();
        Optional<Double> usual = index.usualFramesPerSecond();
        double chosen = candidates.stream()
                .filter(rate -> usual.isEmpty() || Math.abs(rate / usual.get() - 1) < RATE_TOLERANCE)
                .findFirst()
                .or(() -> usual)
                .orElseGet(() -> candidates.isEmpty() ? 1.0 : candidates.getFirst());
        return FrameRate.nearest(chosen);
    }

    private static Optional<Double> rate(@Nullable String fraction) {
        if (fraction == null || !fraction.matches("[0-9]{1,9}/[0-9]{1,9}")) {
            return Optional.empty();
        }
        double over = Double.parseDouble(fraction.substring(0, fraction.indexOf('/')));
        double under = Double.parseDouble(fraction.substring(fraction.indexOf('/') + 1));
        return over > 0 && under > 0 ? Optional.of(over / under) : Optional.empty();
    }
}
