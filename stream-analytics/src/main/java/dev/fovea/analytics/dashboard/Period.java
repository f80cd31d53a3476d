package dev.fovea.analytics.dashboard;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.InvalidValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The views that began in {@code [from, to)}. */
record Period(Instant from, Instant to) {

    static final Duration LAST = Duration.ofDays(30);

    private static final Instant FIRST = Instant.parse("2001-09-10T00:00:00Z");
    private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

    Period {
        require(!from.isBefore(FIRST), "from must not be before " + FIRST + ", was " + from);
        require(!to.isAfter(END), "to must not be after " + END + ", was " + to);
        require(from.isBefore(to), "from must be before to, was " + from + " to " + to);
    }

    /** The last 30 days where nothing else is said. */
    static Period lastDays(@Nullable String from, @Nullable String to, Instant now) {
        Instant end = to == null ? now : parse("to", to);
        return new Period(from == null ? end.minus(LAST) : parse("from", from), end);
    }

    /** Everything where nothing else is said. */
    static Period ever(@Nullable String from, @Nullable String to) {
        return new Period(from == null ? FIRST : parse("from", from), to == null ? END : parse("to", to));
    }

    /** The days it touches, in UTC. */
    List<LocalDate> days() {
        LocalDate first = from.atZone(ZoneOffset.UTC).toLocalDate();
        LocalDate last = to.minusNanos(1).atZone(ZoneOffset.UTC).toLocalDate();
        return first.datesUntil(last.plusDays(1)).toList();
    }

    Map<String, Object> parameters() {
        return Map.of("from_ms", from.toEpochMilli(), "to_ms", to.toEpochMilli());
    }

    private static Instant parse(String name, String text) {
        try {
            return text.length() == "2026-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new InvalidValue(name + " must be a date or a time of RFC 3339, was " + text);
        }
    }
}
