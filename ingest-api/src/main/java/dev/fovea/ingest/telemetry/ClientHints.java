package dev.fovea.ingest.telemetry;

import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a Chromium says of its device beside the user agent, which it keeps vague on purpose (User-Agent Client Hints,
 * https://wicg.github.io/ua-client-hints). Other browsers say nothing.
 *
 * @param mobile Sec-CH-UA-Mobile: whether it wants pages made for a phone
 * @param platform Sec-CH-UA-Platform, such as Android or Windows; empty when not said
 * @param formFactors Sec-CH-UA-Form-Factors, such as Tablet; sent only to sites that ask for it by Accept-CH
 */
record ClientHints(boolean mobile, String platform, Set<String> formFactors) {

    static final ClientHints NONE = new ClientHints(false, "", Set.of());

    private static final int HEADER_CHARS_MAX = 100;
    /** Of a structured field (RFC 9651); no name of a platform or form has anything to escape. */
    private static final Pattern STRING = Pattern.compile("\"([ -~&&[^\"\\\\]]*)\"");

    /** @param header gives the value of the header of a name, or null; anything malformed counts as not said */
    static ClientHints of(Function<String, @Nullable String> header) {
        @Nullable String mobile = header.apply("Sec-CH-UA-Mobile");
        @Nullable String platform = header.apply("Sec-CH-UA-Platform");
        @Nullable String formFactors = header.apply("Sec-CH-UA-Form-Factors");
        return mobile == null && platform == null && formFactors == null
                ? NONE
                : new ClientHints(
                        "?1".equals(mobile),
                        strings(platform).findFirst().orElse(""),
                        strings(formFactors).collect(Collectors.toUnmodifiableSet()));
    }

    private static Stream<String> strings(@Nullable String value) {
        return value == null || value.length() > HEADER_CHARS_MAX
                ? Stream.of()
                : STRING.matcher(value).results().map(match -> match.group(1));
    }
}
