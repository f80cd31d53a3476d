package dev.fovea.connectors.sink;

import dev.fovea.connectors.sink.RowWriter.NoRow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The columns of a table, or the elements of a named tuple, that the fields of a JSON object fill in any order. */
final class Fields {
    private static final int UNKNOWN = -1;
    /** Names come from records, so a hostile writer must not fill the memory with them. */
    private static final int NAMES_CACHED_MAX = 1_000;

    private final Map<String, Integer> columns = new HashMap<>();
    private final Map<String, Integer> byField = new HashMap<>();
    private final List<ColumnType> types;
    private final UnaryOperator<String> columnOf;
    private final Found found;

    /** @param columnOf the column that a field of that name fills */
    Fields(List<String> names, List<ColumnType> types, UnaryOperator<String> columnOf) {
        for (int i = 0; i < names.size(); i++) {
            columns.put(names.get(i), i);
        }
        this.types = List.copyOf(types);
        this.columnOf = columnOf;
        found = new Found(types.size());
    }

    int size() {
        return types.size();
    }

    ColumnType type(int index) {
        return types.get(index);
    }

    /**
     * Reads an object to its end; of a field that comes twice, the last one counts.
     *
     * @return valid until the next object is read
     */
    Found read(JsonParser parser) throws NoRow {
        found.clear();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int index = indexOf(parser.currentName());
            JsonToken value = parser.nextToken();
            if (index == UNKNOWN) {
                parser.skipChildren();
            } else if (value == JsonToken.VALUE_NULL) {
                found.ends[index] = 0;
            } else {
                found.starts[index] = found.bytes.size();
                types.get(index).write(parser, found.bytes);
                found.ends[index] = found.bytes.size();
            }
        }
        return found;
    }

    private int indexOf(String field) {
        Integer known = byField.get(field);
        if (known != null) {
            return known;
        }
        int index = columns.getOrDefault(columnOf.apply(field), UNKNOWN);
        if (byField.size() < NAMES_CACHED_MAX) {
            byField.put(field, index);
        }
        return index;
    }

    /** The values of one object, one behind the other as they came. */
    static final class Found {
        private final RowBytes bytes = new RowBytes(256);
        private final int[] starts;
        private final int[] ends;

        private Found(int columns) {
            starts = new int[columns];
            ends = new int[columns];
        }

        private void clear() {
            bytes.clear();
            Arrays.fill(ends, 0);
        }

        boolean has(int index) {
            return ends[index] > 0;
        }

        /** Of a column whose values are eight bytes long. */
        long longAt(int index) {
            return bytes.longAt(starts[index]);
        }

        void copy(int index, RowBytes out) {
            out.writePart(bytes, starts[index], ends[index]);
        }
    }
}
