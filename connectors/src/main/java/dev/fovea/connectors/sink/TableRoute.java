package dev.fovea.connectors.sink;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where the records of a topic go.
 *
 * @param table with its database
 * @param timeField of the JSON value, milliseconds since 1970, by whose month the table is partitioned; none: the table is not
 */
record TableRoute(String topic, String table, Optional<String> timeField) {
    private static final Pattern TABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\.[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** From {@code topic:database.table:timeField}, whose last part may be left out. */
    static TableRoute parse(String text) {
        String[] parts = text.strip().split(":", -1);
        if (parts.length < 2 || parts.length > 3 || Arrays.stream(parts).anyMatch(String::isBlank)) {
            throw new ConfigException(
                    SinkConfig.TABLES, text, "must be topic:database.table or topic:database.table:timeField");
        }
        if (!TABLE.matcher(parts[1]).matches()) {
            throw new ConfigException(
                    SinkConfig.TABLES, text, "a table is named database.table, in letters, digits and _");
        }
        if (parts.length == 3 && !FIELD.matcher(parts[2]).matches()) {
            throw new ConfigException(SinkConfig.TABLES, text, "a field is named in letters, digits and _");
        }
        return new TableRoute(parts[0], parts[1], parts.length == 3 ? Optional.of(parts[2]) : Optional.empty());
    }
}
