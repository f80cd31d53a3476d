package dev.fovea.ingest.catalog;

import static java.util.stream.Collectors.joining;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Timed text: read strictly from WebVTT or SubRip, written as a WebVTT of our own. Of a file's markup only bold, italic
 * and underlined come through, of its settings only the positions that WebVTT knows; everything else is text.
 *
 * @param cues by start
 */
record TimedText(List<Cue> cues) {

    static final int FILE_CHARS_MAX = 1_000_000;

    private static final int CUES_MAX = 20_000;
    private static final int CUE_CHARS_MAX = 2_000;
    private static final long MS_MAX = 100L * 3_600_000;

    private static final Pattern HEADER = Pattern.compile("WEBVTT([ \\t].*)?");
    /** WebVTT: {@code 01:02.345} or {@code 100:01:02.345}. */
    private static final Pattern VTT_TIMES = timesOf("(?:(\\d{2,3}):)?([0-5]\\d):([0-5]\\d)\\.(\\d{3})");
    /** SubRip: {@code 0:01:02,3}; some programs write a dot. */
    private static final Pattern SRT_TIMES = timesOf("(\\d{1,3}):([0-5]?\\d):([0-5]?\\d)[,.](\\d{1,3})");

    private static final Pattern SETTING = Pattern.compile("vertical:(rl|lr)"
            + "|line:(-?\\d{1,3}|\\d{1,3}(\\.\\d{1,3})?%)(,(start|center|end))?"
            + "|position:\\d{1,3}(\\.\\d{1,3})?%(,(line-left|center|line-right))?"
            + "|size:\\d{1,3}(\\.\\d{1,3})?%"
            + "|align:(start|center|end|left|right)");
    private static final Pattern TAG = Pattern.compile("<(/?)(?:([biu])(?:\\.[^>]*)?|[^>]*)>|\\{\\\\[^}]*}");
    private static final Pattern BARE_AMPERSAND = Pattern.compile("&(?!(amp|lt|gt|nbsp|lrm|rlm);)");

    TimedText {
        cues = cues.stream()
                .sorted(Comparator.comparingLong(Cue::fromMs).thenComparingLong(Cue::toMs))
                .toList();
    }

    /** @throws Invalid with the line that is wrong */
    static TimedText parse(String file) {
        String text = file.startsWith("\uFEFF") ? file.substring(1) : file;
        List<String> lines = text.lines().toList();
        boolean isVtt = !lines.isEmpty() && HEADER.matcher(lines.getFirst()).matches();
        var cues = new ArrayList<Cue>();
        // What stands behind the header up to the first empty line belongs to it.
        int at = isVtt ? endOfBlock(lines, 0) : 0;
        while (at < lines.size()) {
            int end = endOfBlock(lines, at);
            if (end > at && !(isVtt && isComment(lines.get(at)))) {
                Cue cue = cueOf(lines, at, end, isVtt);
                if (!cue.text().isEmpty()) {
                    cues.add(cue);
                }
            }
            at = end + 1;
        }
        if (cues.isEmpty()) {
            throw new Invalid("it holds no caption: is it a WebVTT or SRT file?");
        }
        if (cues.size() > CUES_MAX) {
            throw new Invalid("it holds more than %d captions".formatted(CUES_MAX));
        }
        return new TimedText(cues);
    }

    private static Pattern timesOf(String time) {
        return Pattern.compile("\\s*" + time + "[ \\t]*-->[ \\t]*" + time + "(?:[ \\t]+(.*))?");
    }

    private static int endOfBlock(List<String> lines, int from) {
        int end = from;
        while (end < lines.size() && !lines.get(end).isBlank()) {
            end++;
        }
        return end;
    }

    private static boolean isComment(String line) {
        return line.matches("(NOTE|STYLE|REGION)([ \\t].*)?");
    }

    /** An optional line that names the cue, the times, and the text. */
    private static Cue cueOf(List<String> lines, int from, int end, boolean isVtt) {
        int at = lines.get(from).contains("-->") || from + 1 == end ? from : from + 1;
        Matcher times = (isVtt ? VTT_TIMES : SRT_TIMES).matcher(lines.get(at));
        if (!times.matches()) {
            String form = isVtt ? "00:01.000 --> 00:04.000" : "00:00:01,000 --> 00:00:04,000";
            throw new Invalid("line %d should hold times like %s".formatted(at + 1, form));
        }
        long fromMs = msOf(times, 1);
        long toMs = msOf(times, 5);
        if (toMs <= fromMs || toMs > MS_MAX) {
            throw new Invalid("line %d: a caption ends after it begins, and within 100 hours".formatted(at + 1));
        }
        String text = String.join("\n", lines.subList(at + 1, end)).strip();
        if (text.length() > CUE_CHARS_MAX) {
            throw new Invalid("the caption at line %d is longer than %d characters".formatted(at + 1, CUE_CHARS_MAX));
        }
        return new Cue(fromMs, toMs, isVtt ? settingsOf(times.group(9)) : "", cleaned(text));
    }

    private static long msOf(Matcher times, int group) {
        String hours = times.group(group);
        String fraction = (times.group(group + 3) + "00").substring(0, 3);
        return (((hours == null ? 0 : Long.parseLong(hours)) * 60 + Long.parseLong(times.group(group + 1))) * 60
                                + Long.parseLong(times.group(group + 2)))
                        * 1_000
                + Long.parseLong(fraction);
    }

    private static String settingsOf(@Nullable String written) {
        return written == null
                ? ""
                : Pattern.compile("[ \\t]+")
                        .splitAsStream(written.strip())
                        .filter(setting -> SETTING.matcher(setting).matches())
                        .map(setting -> " " + setting)
                        .collect(joining());
    }

    private static String cleaned(String text) {
        var clean = new StringBuilder();
        Matcher tag = TAG.matcher(text);
        int at = 0;
        while (tag.find()) {
            clean.append(escaped(text.substring(at, tag.start())));
            if (tag.group(2) != null) {
                clean.append('<').append(tag.group(1)).append(tag.group(2)).append('>');
            }
            at = tag.end();
        }
        // A line that held nothing but markup would end the cue.
        return clean.append(escaped(text.substring(at)))
                .toString()
                .lines()
                .filter(line -> !line.isBlank())
                .collect(joining("\n"))
                .strip();
    }

    private static String escaped(String text) {
        return BARE_AMPERSAND
                .matcher(text)
                .replaceAll("&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "");
    }

    /** A cue of plain words, such as a chapter's title. */
    static Cue plain(long fromMs, long toMs, String text) {
        return new Cue(fromMs, toMs, "", escaped(text));
    }

    String toWebVtt() {
        return cues.stream()
                .map(cue -> "%s --> %s%s\n%s\n"
                        .formatted(clock(cue.fromMs()), clock(cue.toMs()), cue.settings(), cue.text()))
                .collect(joining("\n", "WEBVTT\n\n", ""));
    }

    private static String clock(long ms) {
        return "%02d:%02d:%02d.%03d".formatted(ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000);
    }

    /** What is said, without markup. */
    String words() {
        return cues.stream()
                .map(cue -> cue.text().replaceAll("<[^>]*>|&[a-z]+;", " "))
                .collect(joining(" "));
    }

    /**
     * @param settings as WebVTT writes them behind the times, each after a space
     * @param text as WebVTT writes it
     */
    record Cue(long fromMs, long toMs, String settings, String text) {}

    static final class Invalid extends ClientProblem {
        Invalid(String what) {
            super(ProblemType.CAPTIONS_INVALID, what);
        }
    }
}
