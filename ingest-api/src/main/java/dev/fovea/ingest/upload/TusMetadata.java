package dev.fovea.ingest.upload;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code Upload-Metadata: filename ZS5tcDQ=,title VGl0bGU=}: names with base64 values, comma separated. */
record TusMetadata(Map<String, String> values) {

    static TusMetadata parse(@Nullable String header) {
        var values = new HashMap<String, String>();
        if (header != null && !header.isBlank()) {
            for (String pair : header.split(",", -1)) {
                String[] parts = pair.strip().split(" ", 2);
                if (values.put(parts[0], parts.length < 2 ? "" : decoded(parts[1])) != null || parts[0].isEmpty()) {
                    throw invalid("names each key once");
                }
            }
        }
        return new TusMetadata(Map.copyOf(values));
    }

    private static String decoded(String base64) {
        String value;
        try {
            value = new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("has base64 values");
        }
        if (value.indexOf('\0') >= 0) {
            throw invalid("has values without null characters");
        }
        return value;
    }

    private static ClientProblem invalid(String why) {
        return new ClientProblem(ProblemType.INVALID_REQUEST, "Upload-Metadata " + why);
    }

    /** The first of the names that has a value. */
    String get(String absent, String... names) {
        for (String name : names) {
            String value = values.getOrDefault(name, "");
            if (!value.isBlank()) {
                return value;
            }
        }
        return absent;
    }
}
