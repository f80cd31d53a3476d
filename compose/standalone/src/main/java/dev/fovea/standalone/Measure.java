package dev.fovea.standalone;

import dev.fovea.standalone.Measurement.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** {@code ./fovea bench NAME …} and {@code ./fovea chaos NAME …}: finds the measurement by its name and runs it. */
public final class Measure {

    private Measure() {}

    public static void main(String[] args) throws Exception {
        try {
            System.exit(find(Arrays.asList(args)).run(Arrays.asList(args).subList(2, args.length)) ? 0 : 1);
        } catch (StartFailure e) {
            System.err.println("fovea: " + e.getMessage());
            System.exit(2);
        }
    }

    static Measurement find(List<String> words) {
        Kind kind = Kind.valueOf(words.getFirst().toUpperCase(Locale.ROOT));
        List<Measurement> known = ServiceLoader.load(Measurement.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(measurement -> measurement.kind() == kind)
                .toList();
        String names = known.isEmpty()
                ? "none"
                : known.stream().map(Measurement::name).sorted().collect(Collectors.joining(", "));
        if (words.size() < 2) {
            throw new StartFailure("%s needs a name; there are: %s".formatted(words.getFirst(), names));
        }
        return known.stream()
                .filter(measurement -> measurement.name().equals(words.get(1)))
                .findFirst()
                .orElseThrow(() -> new StartFailure(
                        "there is no %s called '%s'; there are: %s".formatted(words.getFirst(), words.get(1), names)));
    }
}
