package dev.fovea.transcode.verify;

import static dev.fovea.transcode.verify.Finding.must;
import static dev.fovea.transcode.verify.Finding.should;

import dev.fovea.transcode.encode.Plan;
import dev.fovea.transcode.hls.Bandwidth;
import dev.fovea.transcode.hls.Bandwidth.Piece;
import dev.fovea.transcode.ladder.Rendition;
import dev.fovea.transcode.mp4.Fragment;
import dev.fovea.transcode.mp4.PictureParameters;
import dev.fovea.transcode.span.FrameRate;
import dev.fovea.transcode.verify.Playlist.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The rules of Apple's HLS authoring specification, by their numbers, of what was read from the segments ({@link Reading})
 * and of the playlists as they are stored. A pure function.
 *
 * @param multivariant what a player opens first
 * @param media,keyFrames by track; missing ones are empty
 * @param readings by track
 */
record HlsRules(
        Plan plan,
        Playlist multivariant,
        Map<String, Playlist> media,
        Map<String, Playlist> keyFrames,
        Map<String, Reading> readings) {

    private static final double TARGET_SECONDS = 6;
    private static final double OVER_TARGET_MAX_SECONDS = 0.5;
    private static final double KEY_FRAME_SECONDS = 2;
    private static final double BANDWIDTH_TOLERANCE = 0.10;
    private static final double PEAK_TO_AVERAGE_MAX = 2;
    private static final double ROUNDING = 0.001;
    private static final double AAC_FRAME_SAMPLES = 1_024;

    List<Finding> checks() {
        var checks = new ArrayList<Finding>();
        pictures().forEach(reading -> checks.addAll(picture(reading)));
        readings.values().forEach(reading -> checks.addAll(track(reading)));
        checks.addAll(together());
        multivariant.all("EXT-X-STREAM-INF").forEach(variant -> checks.addAll(variant(variant)));
        return checks;
    }

    private List<Reading> pictures() {
        return readings.values().stream()
                .filter(reading -> reading.picture() != null)
                .toList();
    }

    private Stream<Reading> sounds() {
        return readings.values().stream().filter(reading -> reading.picture() == null);
    }

    private List<Finding> picture(Reading reading) {
        String name = reading.track().name();
        PictureParameters picture = parametersOf(reading);
        double longestGroup = reading.fragments().values().stream()
                .flatMap(Collection::stream)
                .mapToDouble(fragment ->
                        (double) fragment.duration() / reading.header().ticksPerSecond())
                .max()
                .orElse(0);
        return List.of(
                must(
                        "1.10",
                        name + (isAv1(reading) ? ": AV1" : ": H.264")
                                + " with its parameter sets in the sample description",
                        reading.header().codec().startsWith(isAv1(reading) ? "av01." : "avc1."),
                        reading.header().codec()),
                should(
                        "1.13",
                        name + ": a key frame every two seconds",
                        longestGroup <= KEY_FRAME_SECONDS + ROUNDING * KEY_FRAME_SECONDS + 1 / rate(),
                        seconds(longestGroup)),
                must(
                        "1.14",
                        name + ": pictures are progressive",
                        picture.progressive(),
                        picture.progressive() ? "frames" : "fields"),
                must(
                        "1.19",
                        name + ": at most 60 frames a second",
                        reading.framesPerSecond() <= FrameRate.FRAMES_PER_SECOND_MAX + ROUNDING,
                        perSecond(reading.framesPerSecond())),
                must(
                        "7.4",
                        name
                                + ": every segment, and every fragment in it, starts with an IDR picture (AV1: a key frame)",
                        reading.notIdr(),
                        "all do"),
                frames(reading),
                must(
                        "fovea.pictures",
                        name + ": every picture's data is whole, as far as that is seen without decoding it",
                        reading.damaged(),
                        reading.samples() + " pictures"),
                keyFrames(reading));
    }

    private Finding frames(Reading reading) {
        String rule = "fovea.frames";
        String detail = reading.track().name() + ": every frame of the source is there once";
        String measured = "%d frames, %d planned".formatted(reading.samples(), plan.frames());
        return reading.miscounted().isEmpty()
                ? must(rule, detail, reading.samples() == plan.frames(), measured)
                : must(rule, detail, reading.miscounted(), measured);
    }

    private static boolean isAv1(Reading reading) {
        Rendition rendition = reading.track().rendition();
        return rendition != null && rendition.codedInAv1();
    }

    /** 6.2 and 6.8: a list of ranges, each one the head of a fragment. */
    private Finding keyFrames(Reading reading) {
        String name = reading.track().name();
        Playlist list = keyFrames.getOrDefault(name, Playlist.of(""));
        var wrong = new ArrayList<String>();
        List<Tag> ranges = list.all("EXT-X-BYTERANGE");
        for (Tag range : ranges) {
            List<Fragment> fragments = reading.fragments().getOrDefault(name + "/" + range.next(), List.of());
            if (fragments.stream().noneMatch(f -> range.value().equals(f.keyBytes() + "@" + f.offset()))) {
                wrong.add(range.next() + " " + range.value());
            }
        }
        long fragments = reading.fragments().values().stream()
                .mapToLong(Collection::size)
                .sum();
        return must(
                "6.8",
                name + ": the key-frame playlist names every key frame and nothing else",
                list.has("EXT-X-I-FRAMES-ONLY") && wrong.isEmpty() && ranges.size() == fragments,
                wrong.isEmpty() ? "%d of %d".formatted(ranges.size(), fragments) : some(wrong));
    }

    private List<Finding> track(Reading reading) {
        String name = reading.track().name();
        Playlist list = mediaOf(reading);
        double target = number(list.value("EXT-X-TARGETDURATION"));
        double longest = reading.longestSeconds();
        double said = list.all("EXTINF").stream()
                .mapToDouble(tag -> number(tag.value().replace(",", "")))
                .sum();
        return List.of(
                must(
                        "7.3",
                        name + ": decode times go on without gap or overlap, from 0",
                        reading.gaps(),
                        reading.segments().size() + " segments"),
                should(
                        "7.5",
                        name + ": segments of six seconds",
                        Math.abs(longest - TARGET_SECONDS) <= OVER_TARGET_MAX_SECONDS
                                || reading.segments().size() == 1,
                        seconds(longest)),
                must(
                        "7.7",
                        name + ": no segment is more than 0.5 s longer than the target",
                        longest <= target + OVER_TARGET_MAX_SECONDS,
                        seconds(longest) + " of " + seconds(target)),
                must(
                        "8.1",
                        name + ": the durations in the playlist add up to the media's within one frame",
                        Math.abs(said - reading.seconds()) <= 1 / rate()
                                && list.all("EXTINF").size()
                                        == reading.segments().size(),
                        seconds(said) + " said, " + seconds(reading.seconds()) + " measured"),
                must(
                        "8.11",
                        name + ": the playlist says that it is complete",
                        list.value("EXT-X-PLAYLIST-TYPE").equals("VOD") && list.has("EXT-X-ENDLIST"),
                        list.value("EXT-X-PLAYLIST-TYPE")),
                must(
                        "8.20",
                        name + ": the playlist names the init segment",
                        list.all("EXT-X-MAP").size() == 1
                                && reading.track()
                                        .init()
                                        .name()
                                        .equals(name + "/"
                                                + list.all("EXT-X-MAP")
                                                        .getFirst()
                                                        .attribute("URI")),
                        list.value("EXT-X-MAP")));
    }

    private List<Finding> together() {
        List<Reading> all = List.copyOf(readings.values());
        double tolerance = 1 / rate()
                + sounds().mapToDouble(
                                sound -> AAC_FRAME_SAMPLES / sound.header().ticksPerSecond())
                        .sum();
        double shortest = least(all, Reading::seconds);
        double longest = most(all, Reading::seconds);
        ToDoubleFunction<Reading> target = reading -> number(mediaOf(reading).value("EXT-X-TARGETDURATION"));
        double narrowest = least(pictures(), HlsRules::aspectOf);
        double widest = most(pictures(), HlsRules::aspectOf);
        // Sides are even numbers, so that a small picture is off by up to a pixel.
        double pixel = most(
                pictures(),
                reading -> 1.0
                        / Math.min(
                                parametersOf(reading).width(),
                                parametersOf(reading).height()));
        var checks = new ArrayList<>(List.of(
                must(
                        "1.33",
                        "all renditions have one aspect ratio",
                        widest <= narrowest * (1 + 2 * pixel),
                        decimal(narrowest) + " to " + decimal(widest)),
                must(
                        "8.2",
                        "pictures and sound have one target duration",
                        least(all, target) == most(all, target),
                        seconds(least(all, target)) + " to " + seconds(most(all, target))),
                must(
                        "8.3",
                        "pictures and sound last equally long",
                        longest - shortest <= tolerance,
                        seconds(shortest) + " to " + seconds(longest)),
                must(
                        "9.11",
                        "segments are said to be independent",
                        multivariant.has("EXT-X-INDEPENDENT-SEGMENTS"),
                        multivariant.has("EXT-X-INDEPENDENT-SEGMENTS") ? "said" : "not said"),
                must(
                        "6.1",
                        "key-frame playlists are provided for every rendition",
                        multivariant.all("EXT-X-I-FRAME-STREAM-INF").size()
                                == pictures().size(),
                        "%d of %d"
                                .formatted(
                                        multivariant
                                                .all("EXT-X-I-FRAME-STREAM-INF")
                                                .size(),
                                        pictures().size())),
                must(
                        "fovea.variants",
                        "the playlist names every rendition once",
                        multivariant.all("EXT-X-STREAM-INF").stream()
                                .map(HlsRules::trackOf)
                                .sorted()
                                .toList()
                                .equals(pictures().stream()
                                        .map(reading -> reading.track().name())
                                        .sorted()
                                        .toList()),
                        multivariant.all("EXT-X-STREAM-INF").size() + " variants")));
        sounds().forEach(sound -> {
            List<Tag> groups = multivariant.all("EXT-X-MEDIA");
            checks.add(must(
                    "8.10",
                    "sound has a group of its own, and its language is told",
                    groups.size() == 1
                            && groups.getFirst().attribute("TYPE").equals("AUDIO")
                            && !groups.getFirst().attribute("LANGUAGE").isEmpty()
                            && multivariant.all("EXT-X-STREAM-INF").stream()
                                    .allMatch(variant -> variant.attribute("AUDIO")
                                            .equals(groups.getFirst().attribute("GROUP-ID"))),
                    groups.isEmpty() ? "no group" : groups.getFirst().value()));
        });
        return checks;
    }

    private List<Finding> variant(Tag variant) {
        String name = trackOf(variant);
        Reading reading = readings.get(name);
        if (reading == null || reading.picture() == null) {
            return List.of(must("fovea.variants", name + ": the variant is a rendition", false, variant.next()));
        }
        Bandwidth measured = bandwidthOf(reading);
        for (Reading sound : sounds().toList()) {
            measured = measured.plus(bandwidthOf(sound));
        }
        double average = number(variant.attribute("AVERAGE-BANDWIDTH"));
        double peak = number(variant.attribute("BANDWIDTH"));
        PictureParameters picture = parametersOf(reading);
        String codecs = Stream.concat(
                        Stream.of(picture.codec()),
                        sounds().map(sound -> sound.header().codec()))
                .reduce((first, second) -> first + "," + second)
                .orElse("");
        String resolution = picture.width() + "x" + picture.height();
        return List.of(
                must(
                        "1.26",
                        name + ": the measured average is within 10 % of AVERAGE-BANDWIDTH",
                        isNear(measured.average(), average),
                        kbps(average) + " said, " + kbps(measured.average()) + " measured"),
                must(
                        "1.27",
                        name + ": the measured peak is within 10 % of BANDWIDTH",
                        isNear(measured.peak(), peak),
                        kbps(peak) + " said, " + kbps(measured.peak()) + " measured"),
                should(
                        "1.30",
                        name + ": the peak is at most twice the average",
                        measured.peak() <= PEAK_TO_AVERAGE_MAX * measured.average(),
                        kbps(measured.peak()) + " to " + kbps(measured.average())),
                must(
                        "9.1",
                        name + ": CODECS is what the streams say",
                        variant.attribute("CODECS").equals(codecs),
                        variant.attribute("CODECS") + " said, " + codecs + " found"),
                must(
                        "9.2",
                        name + ": RESOLUTION is what the stream says",
                        variant.attribute("RESOLUTION").equals(resolution),
                        variant.attribute("RESOLUTION") + " said, " + resolution + " found"),
                must("9.14", name + ": AVERAGE-BANDWIDTH is told", average > 0, variant.attribute("AVERAGE-BANDWIDTH")),
                must(
                        "9.15",
                        name + ": FRAME-RATE is what the frames' durations say",
                        Math.abs(number(variant.attribute("FRAME-RATE")) - reading.framesPerSecond()) <= ROUNDING,
                        variant.attribute("FRAME-RATE") + " said, " + perSecond(reading.framesPerSecond())
                                + " measured"));
    }

    /** The folder of the playlist that a variant names. */
    private static String trackOf(Tag variant) {
        int slash = variant.next().indexOf('/');
        return slash < 0 ? variant.next() : variant.next().substring(0, slash);
    }

    private Playlist mediaOf(Reading reading) {
        return media.getOrDefault(reading.track().name(), Playlist.of(""));
    }

    private static Bandwidth bandwidthOf(Reading reading) {
        List<Piece> segments = reading.segments();
        return segments.isEmpty() ? new Bandwidth(0, 0) : Bandwidth.of(segments, Math.round(reading.longestSeconds()));
    }

    private static PictureParameters parametersOf(Reading reading) {
        PictureParameters picture = reading.picture();
        if (picture == null) {
            throw new IllegalStateException(reading.track().name() + " has no pictures");
        }
        return picture;
    }

    private static double aspectOf(Reading reading) {
        PictureParameters picture = parametersOf(reading);
        return (double) picture.width() / picture.height();
    }

    private double rate() {
        return plan.rate().perSecond();
    }

    private static boolean isNear(double measured, double said) {
        return Math.abs(measured - said) <= BANDWIDTH_TOLERANCE * said;
    }

    private static double least(List<Reading> readings, ToDoubleFunction<Reading> value) {
        return readings.stream().mapToDouble(value).min().orElse(0);
    }

    private static double most(List<Reading> readings, ToDoubleFunction<Reading> value) {
        return readings.stream().mapToDouble(value).max().orElse(0);
    }

    /** 0 for what is no number. */
    private static double number(String text) {
        return text.matches("[0-9]+(\\.[0-9]+)?") ? Double.parseDouble(text) : 0;
    }

    static String some(List<String> names) {
        return names.size() <= 3
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f s", seconds);
    }

    private static String perSecond(double frames) {
        return String.format(Locale.ROOT, "%.3f a second", frames);
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.3f", number);
    }

    private static String kbps(double bitsPerSecond) {
        return String.format(Locale.ROOT, "%.0f kbit/s", bitsPerSecond / 1_000);
    }
}
