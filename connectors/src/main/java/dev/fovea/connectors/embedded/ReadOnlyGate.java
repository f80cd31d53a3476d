package dev.fovea.connectors.embedded;

import dev.fovea.connectors.embedded.ClickHouseException.Code;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a read-only account may ask. The engine's {@code readonly=1} refuses writes, DDL and table functions that read from
 * elsewhere; but it knows no grants, and lets pass what is refused here (docs/decisions/0041).
 */
final class ReadOnlyGate {
    private static final Set<String> FIRST_WORDS =
            Set.of("SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS");

    /** Table functions that make rows of nothing, or read only what SELECT may read. */
    private static final Set<String> HARMLESS_TABLE_FUNCTIONS = Set.of(
            "format",
            "generate_series",
            "generaterandom",
            "generateseries",
            "merge",
            "null",
            "numbers",
            "numbers_mt",
            "primes",
            "sqlstandardvalues",
            "values",
            "view",
            "viewifpermitted",
            "zeros",
            "zeros_mt");

    private final Set<String> refusedCalls;

    /** @param tableFunctions all that the engine has */
    ReadOnlyGate(Set<String> tableFunctions) {
        refusedCalls = new HashSet<>(tableFunctions.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet()));
        refusedCalls.removeAll(HARMLESS_TABLE_FUNCTIONS);
        refusedCalls.add("file"); // the ordinary function of this name reads any file, too
    }

    void check(Statement statement) {
        if (!FIRST_WORDS.contains(statement.firstWord())) {
            throw ClickHouseException.of(Code.READONLY, "Cannot execute query in readonly mode.");
        }
        if (statement.callsEscapedName()) {
            throw denied("a function by an escaped name");
        }
        for (String name : statement.calls()) {
            if (refusedCalls.contains(name)) {
                throw denied("the function " + name);
            }
        }
    }

    /** Settings that name a file let a format read or write it. */
    void checkSetting(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("readonly")
                || lower.contains("schema")
                || lower.contains("template")
                || lower.contains("path")
                || lower.contains("experimental")) {
            throw ClickHouseException.of(Code.READONLY, "Cannot modify '" + name + "' setting in readonly mode.");
        }
    }

    private static ClickHouseException denied(String what) {
        return ClickHouseException.of(
                Code.ACCESS_DENIED, "Not enough privileges: a read-only account may not call " + what + ".");
    }
}
