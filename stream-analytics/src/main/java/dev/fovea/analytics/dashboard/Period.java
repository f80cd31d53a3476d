package dev.fovea.analytics.dashboard;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.InvalidValue;
import dev.fovea.contracts.id.VideoId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The views that began in {@code [from, to)}. */
record Period(Instant from, Instant to) {

    /** ClickHouse's dates end there. */
    private static final LocalDate LAST_DATE = LocalDate.parse("2149-06-06");

    private static final Instant FIRST = Instant.parse("2001-09-10T00:00:00Z");
    private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

    Period {
        require(!from.isBefore(FIRST), "from must not be before " + FIRST + ", was " + from);
        require(!to.isAfter(END), "to must not be after " + END + ", was " + to);
        require(from.isBefore(to), "from must be before to, was " + from + " to " + to);
    }

    /** So much time up to now where nothing else is said. */
    static Period last(Duration length, @Nullable String from, @Nullable String to, Instant now) {
        Instant end = to == null ? now : parse("to", to);
        return new Period(from == null ? end.minus(length) : parse("from", from), end);
    }

    /** Everything where nothing else is said. */
    static Period ever(@Nullable String from, @Nullable String to) {
        return new Period(from == null ? FIRST : parse("from", from), to == null ? END : parse("to", to));
    }

    /** As long as this one, up to its beginning; none when that is before the first view there can be. */
    Optional<Period> previous() {
        Instant earlier = from.minus(Duration.between(from, to));
        return earlier.isBefore(FIRST) ? Optional.empty() : Optional.of(new Period(earlier, from));
    }

    /** The days it touches, in UTC. */
    List<LocalDate> days() {
        return first().datesUntil(last().plusDays(1)).toList();
    }

    /** Whether every moment of the day, in UTC, is in it. */
    boolean holdsAllOf(LocalDate day) {
        return !day.atStartOfDay().toInstant(ZoneOffset.UTC).isBefore(from)
                && !day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC).isAfter(to);
    }

    private LocalDate first() {
        return from.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private LocalDate last() {
        LocalDate last = to.minusNanos(1).atZone(ZoneOffset.UTC).toLocalDate();
        return last.isAfter(LAST_DATE) ? LAST_DATE : last;
    }

    Map<String, Object> parameters() {
        return Map.of(
                "from_ms", from.toEpochMilli(),
                "to_ms", to.toEpochMilli(),
                "first", first().toString(),
                "last", last().toString());
    }

    /** @param video the only one that is asked for, or null for all */
    Map<String, Object> parameters(@Nullable VideoId video) {
        return video == null ? parameters() : ClickHouse.with(parameters(), "video", video.value());
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
