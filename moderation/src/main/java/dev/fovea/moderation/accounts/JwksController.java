package dev.fovea.moderation.accounts;

import com.nimbusds.jose.util.Base64URL;
import dev.fovea.moderation.accounts.SigningKeys.SigningKey;
import java.time.Duration;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The public halves of our keys (RFC 7517), at the root, where RFC 8615 puts them. */
@RestController
class JwksController {

    private static final Duration CACHED_FOR = Duration.ofMinutes(5);

    private final SigningKeys keys;

    JwksController(SigningKeys keys) {
        this.keys = keys;
    }

    @GetMapping("/.well-known/jwks.json")
    ResponseEntity<Jwks> jwks() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(CACHED_FOR).cachePublic())
                .body(new Jwks(keys.all().stream().map(Jwk::of).toList()));
    }

    record Jwks(List<Jwk> keys) {}

    record Jwk(String kty, String use, String alg, String kid, String n, String e) {

        static Jwk of(SigningKey key) {
            return new Jwk(
                    "RSA",
                    "sig",
                    "RS256",
                    key.id(),
                    Base64URL.encode(key.publicKey().getModulus()).toString(),
                    Base64URL.encode(key.publicKey().getPublicExponent()).toString());
        }
    }
}
