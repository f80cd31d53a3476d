package dev.fovea.moderation.accounts;

import static dev.fovea.contracts.Require.require;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a person signs in with: one spelling only, lower case. ASCII, so that no two addresses look alike, and beginning
 * with a letter or digit, so that no spreadsheet takes one for a formula.
 */
record EmailAddress(String value) {

    private static final int LENGTH_MAX = 254;
    private static final Pattern FORM =
            Pattern.compile("[a-z0-9][a-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}@[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

    EmailAddress {
        require(value.length() <= LENGTH_MAX, "an email address has at most " + LENGTH_MAX + " characters");
        require(FORM.matcher(value).matches(), "this is no email address that Fovea can take");
    }

    /** @throws dev.fovea.contracts.InvalidValue when it is none */
    @JsonCreator
    static EmailAddress parse(String text) {
        return new EmailAddress(text.strip().toLowerCase(Locale.ROOT));
    }

    /** For sign-in, where "no address" and "no such address" are the same answer. */
    static Optional<EmailAddress> find(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @JsonValue
    @Override
    public String toString() {
        return value;
    }
}
