package dev.fovea.analytics.dashboard;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Viewers as RFC 4180 text. Names are people's own words: none of them becomes a formula in a spreadsheet. */
final class ViewersCsv {

    private static final String FORMULA_STARTS = "=+-@\t\r";
    private static final String LINE_END = "\r\n";

    private ViewersCsv() {}

    static String head() {
        return line(Stream.of(
                "viewer_id",
                "display_name",
                "category",
                "views",
                "played_ms",
                "unique_ms",
                "completion",
                "last_watched_at"));
    }

    static String lines(List<Viewer> viewers) {
        return viewers.stream().map(ViewersCsv::line).collect(Collectors.joining());
    }

    private static String line(Viewer viewer) {
        return line(Stream.of(
                viewer.viewerId().toString(),
                cell(viewer.displayName()),
                cell(viewer.category()),
                Long.toString(viewer.views()),
                Long.toString(viewer.playedMs()),
                Long.toString(viewer.uniqueMs()),
                cell(viewer.completion()),
                viewer.lastWatchedAt().toString()));
    }

    private static String line(Stream<String> cells) {
        return cells.collect(Collectors.joining(",", "", LINE_END));
    }

    static String cell(@Nullable Object value) {
        String text = Objects.toString(value, "");
        String safe = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
