package dev.fovea.analytics.dashboard;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the days of a period are read: the settled ones, whole and unchanged since they were summed up, from their sums, the
 * open ones from their views. Days without views are in neither.
 */
record Days(List<LocalDate> settled, List<LocalDate> open) {

    static Days of(ClickHouse clickHouse, Period period) {
        return of(clickHouse, period, List.of(period));
    }

    /** @param parts of the period: a day that lies in more than one of them is open */
    static Days of(ClickHouse clickHouse, Period period, List<Period> parts) {
        List<Rows.DayState> states = clickHouse.query(Queries.DAYS, period.parameters(), Rows.DayState.class);
        Map<Boolean, List<LocalDate>> split = states.stream()
                .collect(Collectors.partitioningBy(
                        state ->
                                state.isSettled() == 1 && parts.stream().anyMatch(part -> part.holdsAllOf(state.day())),
                        Collectors.mapping(Rows.DayState::day, Collectors.toList())));
        return new Days(split.getOrDefault(true, List.of()), split.getOrDefault(false, List.of()));
    }

    Map<String, Object> addTo(Map<String, Object> parameters) {
        Map<String, Object> more = new HashMap<>(parameters);
        more.put("settled", array(settled));
        more.put("open", array(open));
        return more;
    }

    private static String array(List<LocalDate> days) {
        return days.stream().map(day -> "'" + day + "'").collect(Collectors.joining(",", "[", "]"));
    }
}
