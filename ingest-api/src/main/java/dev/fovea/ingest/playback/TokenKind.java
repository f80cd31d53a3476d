package dev.fovea.ingest.playback;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.fovea.ingest.playback.SigningKeys.SigningKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * One kind of token: its own key, type and audience, so that a token of another kind fails three times over. The
 * algorithm is ours (HS256); what a token's header wishes for is not looked at.
 */
final class TokenKind {

    private static final int TOKEN_CHARS_MAX = 2_048;
    static final int REMEMBERED_MAX = 4_000;

    private final JWSHeader header;
    private final String audience;
    private final MACSigner signer;
    private final MACVerifier verifier;
    private final Clock clock;
    /** The claims of tokens that are ours: a player brings the same one with every segment and every batch. */
    private final Cache<String, JWTClaimsSet> ours =
            Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).build();

    TokenKind(String name, SigningKey key, Clock clock) {
        this.header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType(name + "+jwt"))
                .keyID(key.id())
                .build();
        this.audience = "fovea-" + name;
        this.clock = clock;
        try {
            this.signer = new MACSigner(key.secret());
            this.verifier = new MACVerifier(key.secret());
        } catch (JOSEException e) {
            throw new IllegalStateException("the key of " + name + " tokens cannot be used", e);
        }
    }

    String sign(JWTClaimsSet.Builder claims, Instant expiresAt) {
        var token = new SignedJWT(
                header,
                claims.audience(audience).expirationTime(Date.from(expiresAt)).build());
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /** The claims of a token that we made of this kind and that has not expired. */
    Optional<JWTClaimsSet> verified(String text) {
        if (text.length() > TOKEN_CHARS_MAX) {
            return Optional.empty();
        }
        return claimsOf(text)
                .filter(claims ->
                        clock.instant().isBefore(claims.getExpirationTime().toInstant()));
    }

    /** How many tokens need not be verified again. */
    long remembered() {
        ours.cleanUp();
        return ours.estimatedSize();
    }

    private Optional<JWTClaimsSet> claimsOf(String text) {
        JWTClaimsSet known = ours.getIfPresent(text);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<JWTClaimsSet> claims = read(text);
        claims.ifPresent(each -> ours.put(text, each));
        return claims;
    }

    /** They have an expiry, which may have passed. */
    private Optional<JWTClaimsSet> read(String text) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            // Signature first: nothing of an unsigned text is believed.
            boolean signedByUs = JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm())
                    && header.getType().equals(token.getHeader().getType())
                    && header.getKeyID().equals(token.getHeader().getKeyID())
                    && token.verify(verifier);
            if (!signedByUs) {
                return Optional.empty();
            }
            JWTClaimsSet claims = token.getJWTClaimsSet();
            boolean stands = List.of(audience).equals(claims.getAudience()) && claims.getExpirationTime() != null;
            return stands ? Optional.of(claims) : Optional.empty();
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }
}
