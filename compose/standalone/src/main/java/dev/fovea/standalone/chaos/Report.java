package dev.fovea.standalone.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a series of kills or a race leaves as a file.
 *
 * @param figures by their documented names
 * @param raw what they were computed from
 */
public record Report(String name, long seed, Map<String, ?> figures, List<?> raw, boolean ok) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The smallest value that is not below the share {@code q} of all; NaN of none. */
    public static double quantile(List<Double> values, double q) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(q * sorted.size()) - 1));
    }

    public void writeTo(Path file) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", name);
        fields.put("seed", seed);
        fields.put("figures", figures);
        fields.put("raw", raw);
        fields.put("ok", ok);
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, JSON.writeValueAsString(fields) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
