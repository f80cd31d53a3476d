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
record Days(Period period, List<LocalDate> settled, List<LocalDate> open) {

    static Days of(Period period, List<Rows.DayState> states) {
        Map<Boolean, List<LocalDate>> split = states.stream()
                .collect(Collectors.partitioningBy(
                        state -> state.isSettled() == 1 && period.holdsAllOf(state.day()),
                        Collectors.mapping(Rows.DayState::day, Collectors.toList())));
        return new Days(period, split.getOrDefault(true, List.of()), split.getOrDefault(false, List.of()));
    }

    Map<String, Object> parameters() {
        Map<String, Object> parameters = new HashMap<>(period.parameters());
        parameters.put("settled", array(settled));
        parameters.put("open", array(open));
        return parameters;
    }

    private static String array(List<LocalDate> days) {
        return days.stream().map(day -> "'" + day + "'").collect(Collectors.joining(",", "[", "]"));
    }
}
