package dev.fovea.connectors.embedded;

import com.sun.net.httpserver.Headers;
import dev.fovea.connectors.embedded.ClickHouseException.Code;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may sign in. The engine itself checks nobody, so this is the only door. */
record Accounts(List<Account> all) {

    record Account(String user, String password, boolean readOnly) {}

    Accounts {
        all = List.copyOf(all);
    }

    /** By X-ClickHouse-User and -Key, by Basic, or by the parameters user and password, as ClickHouse takes them. */
    Account authenticate(Headers headers, Map<String, String> parameters) {
        Credentials given = basic(headers)
                .orElseGet(() -> new Credentials(
                        first(headers.getFirst("X-ClickHouse-User"), parameters.get("user"), "default"),
                        first(headers.getFirst("X-ClickHouse-Key"), parameters.get("password"), "")));
        Account found = null;
        for (Account account : all) {
            boolean userFits = same(account.user, given.user);
            boolean passwordFits = same(account.password, given.password);
            if (userFits && passwordFits) {
                found = account;
            }
        }
        if (found == null) {
            throw ClickHouseException.of(
                    Code.AUTHENTICATION_FAILED,
                    given.user + ": Authentication failed: password is incorrect, or there is no user with such name.");
        }
        return found;
    }

    private record Credentials(String user, String password) {}

    private static Optional<Credentials> basic(Headers headers) {
        String header = headers.getFirst("Authorization");
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            String text =
                    new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return Optional.of(
                    colon < 0
                            ? new Credentials(text, "")
                            : new Credentials(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw ClickHouseException.of(Code.AUTHENTICATION_FAILED, "Invalid Base64 in the header Authorization.");
        }
    }

    private static String first(@Nullable String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null && !candidate.isEmpty()) {
                return candidate;
            }
        }
        return "";
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
