package dev.fovea.standalone.bench;

import dev.fovea.standalone.chaos.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every single measurement by the name of what was measured, in the order of the run. */
final class Measured {

    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private final List<Map<String, ?>> raw = new ArrayList<>();
    private boolean isWhole = true;

    void add(String what, double value, String unit) {
        values.computeIfAbsent(what, _ -> new ArrayList<>()).add(value);
        raw.add(Map.of("what", what, "value", value, "unit", unit));
        System.out.printf("  %-34s %,14.3f %s%n", what, value, unit);
    }

    void failed(String part, String reason) {
        isWhole = false;
        raw.add(Map.of("failed", part, "reason", reason));
        System.out.printf("  %s FAILED: %s%n", part, reason);
    }

    /** Whether nothing failed. */
    boolean isWhole() {
        return isWhole;
    }

    double ratio(String part, String whole) {
        return median(part) / median(whole);
    }

    private double median(String what) {
        return Report.quantile(values.getOrDefault(what, List.of()), 0.5);
    }

    List<Map<String, ?>> raw() {
        return raw;
    }
}
