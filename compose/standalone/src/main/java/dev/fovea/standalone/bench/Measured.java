package dev.fovea.standalone.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every single measurement by the name of what was measured, in the order of the run. */
final class Measured {

    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private final List<Map<String, ?>> raw = new ArrayList<>();

    void add(String what, double value, String unit) {
        values.computeIfAbsent(what, _ -> new ArrayList<>()).add(value);
        raw.add(Map.of("what", what, "value", value, "unit", unit));
        System.out.printf("  %-34s %,14.3f %s%n", what, value, unit);
    }

    double median(String what) {
        return quantile(what, 0.5);
    }

    double quantile(String what, double q) {
        return quantile(values.getOrDefault(what, List.of()), q);
    }

    /** The smallest value that is not below the share {@code q} of all; NaN of none. */
    static double quantile(List<Double> values, double q) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(q * sorted.size()) - 1));
    }

    double ratio(String part, String whole) {
        return median(part) / median(whole);
    }

    List<Map<String, ?>> raw() {
        return raw;
    }
}
