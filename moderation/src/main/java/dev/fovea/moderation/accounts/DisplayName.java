package dev.fovea.moderation.accounts;

import static dev.fovea.contracts.Require.require;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How a person is called on pages, in logs and in exported tables: one line, never a spreadsheet's formula. */
record DisplayName(String value) {

    private static final int LENGTH_MAX = 100;
    private static final String FORMULA_STARTS = "=+-@";

    DisplayName {
        require(!value.isBlank(), "a display name is not empty");
        require(value.length() <= LENGTH_MAX, "a display name has at most " + LENGTH_MAX + " characters");
        require(
                value.codePoints().noneMatch(DisplayName::isInvisible),
                "a display name has no control or invisible characters");
        require(FORMULA_STARTS.indexOf(value.charAt(0)) < 0, "a display name does not begin with = + - or @");
    }

    @JsonCreator
    static DisplayName parse(String text) {
        return new DisplayName(text.strip());
    }

    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    @JsonValue
    @Override
    public String toString() {
        return value;
    }
}
