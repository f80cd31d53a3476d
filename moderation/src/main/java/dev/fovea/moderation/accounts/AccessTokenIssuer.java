package dev.fovea.moderation.accounts;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.fovea.moderation.accounts.SigningKeys.SigningKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Signs what every service may believe about a person for the next minutes. */
@Component
class AccessTokenIssuer {

    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");
    private static final List<String> AUDIENCE = List.of("fovea");

    private final SigningKeys keys;
    private final AccountsProperties properties;
    private final Clock clock;
    private volatile @Nullable SigningKey signing;

    AccessTokenIssuer(SigningKeys keys, AccountsProperties properties, Clock clock) {
        this.keys = keys;
        this.properties = properties;
        this.clock = clock;
    }

    AccessToken issue(Account account) {
        SigningKey key = signingKey();
        Instant now = clock.instant();
        var claims = new JWTClaimsSet.Builder()
                .issuer(properties.issuer())
                .audience(AUDIENCE)
                .subject(account.id().toString())
                .claim("role", account.role().name())
                .claim("category", account.category().name())
                .claim("name", account.displayName().value())
                .claim("email", account.email().value())
                .claim("ver", account.version())
                .claim("pwc", account.mustChangePassword())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(properties.accessTokenLife())))
                .build();
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.id())
                .type(ACCESS_TOKEN)
                .build();
        try {
            var token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(key.privateKey()));
            return new AccessToken(token.serialize(), properties.accessTokenLife());
        } catch (JOSEException e) {
            throw new IllegalStateException("an access token could not be signed", e);
        }
    }

    private SigningKey signingKey() {
        SigningKey known = signing;
        if (known == null) {
            known = keys.all().getFirst();
            signing = known;
        }
        return known;
    }

    record AccessToken(String value, Duration life) {

        @Override
        public String toString() {
            return "AccessToken[" + life + "]";
        }
    }
}
