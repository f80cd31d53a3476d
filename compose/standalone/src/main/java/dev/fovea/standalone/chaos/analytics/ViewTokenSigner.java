package dev.fovea.standalone.chaos.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes view tokens with the collector's own key, of views that began whenever we like. */
public final class ViewTokenSigner {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String header;
    private final SecretKeySpec key;
    private final long expiresAtSeconds;

    private ViewTokenSigner(String keyId, byte[] secret, long expiresAtSeconds) {
        this.header = encoded("{\"alg\":\"HS256\",\"typ\":\"view+jwt\",\"kid\":\"%s\"}".formatted(keyId));
        this.key = new SecretKeySpec(secret, "HmacSHA256");
        this.expiresAtSeconds = expiresAtSeconds;
    }

    /** The collector has made its key by the time it is ready. */
    public static ViewTokenSigner read(String jdbcUrl, String user, String password, long expiresAtSeconds)
            throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl, user, password);
                var statement = connection.createStatement();
                var row = statement.executeQuery("select key_id, secret from ingest.signing_key where kind = 'view'")) {
            if (!row.next()) {
                throw new SQLException("the collector has no key for view tokens");
            }
            return new ViewTokenSigner(row.getString(1), row.getBytes(2), expiresAtSeconds);
        }
    }

    String sign(PlannedView view) {
        return sign(view.viewerId(), view.viewId(), view.videoId(), view.startedAt());
    }

    /** @param startedAt ms since the epoch */
    public String sign(UUID viewerId, UUID viewId, UUID videoId, long startedAt) {
        String body =
                encoded("{\"aud\":\"fovea-view\",\"sub\":\"%s\",\"view\":\"%s\",\"vid\":\"%s\",\"start\":%d,\"exp\":%d}"
                        .formatted(viewerId, viewId, videoId, startedAt, expiresAtSeconds));
        String signed = header + "." + body;
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(json.getBytes(UTF_8));
    }
}
