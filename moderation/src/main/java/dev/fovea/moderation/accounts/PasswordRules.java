package dev.fovea.moderation.accounts;

import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.platform.problem.ClientProblem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What a password must be: long enough, and not what attackers try first. Nothing about kinds of characters. */
final class PasswordRules {

    static final int CHOSEN_LENGTH_MIN = 10;
    /** An admin may have to meet somebody else's rule; NIST SP 800-63B's minimum stays. */
    static final int GIVEN_LENGTH_MIN = 8;

    static final int LENGTH_MAX = 256;
    private static final int DISTINCT_CHARACTERS_MIN = 4;
    private static final Set<String> COMMON = readCommon();

    private PasswordRules() {}

    /** @throws WeakPassword when a person may not choose this for themselves */
    static void requireGoodChoice(String password, EmailAddress email) {
        require(password, email, CHOSEN_LENGTH_MIN);
    }

    /** @throws WeakPassword when an admin may not give this to somebody */
    static void requireGoodGift(String password, EmailAddress email) {
        require(password, email, GIVEN_LENGTH_MIN);
    }

    private static void require(String password, EmailAddress email, int lengthMin) {
        String lower = password.toLowerCase(Locale.ROOT);
        if (password.codePointCount(0, password.length()) < lengthMin) {
            throw new WeakPassword("a password has at least " + lengthMin + " characters");
        }
        if (COMMON.contains(lower) || lower.codePoints().distinct().count() < DISTINCT_CHARACTERS_MIN) {
            throw new WeakPassword("this password is among the first that attackers try");
        }
        if (lower.equals(email.value())
                || lower.equals(email.value().substring(0, email.value().indexOf('@')))) {
            throw new WeakPassword("a password is not the email address");
        }
    }

    private static Set<String> readCommon() {
        var resource = Objects.requireNonNull(
                PasswordRules.class.getResourceAsStream("common-passwords.txt"), "common-passwords.txt is missing");
        try (var lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final class WeakPassword extends ClientProblem {
        WeakPassword(String detail) {
            super(ProblemType.WEAK_PASSWORD, detail);
        }
    }
}
